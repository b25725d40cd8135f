namespace ActorVm.Simulation;

/// <summary>A situation on the current path: what was tried there, what is being tried, what is to be tried.</summary>
internal sealed class Node
{
    /// <summary>Processes that need not be tried: what follows them is known already.</summary>
    public List<(int Process, int Message)> Sleep { get; } = [];

    public List<Wakeup> Pending { get; } = [];

    public Wakeup? Current { get; set; }

    /// <summary>How many ways of the current step were begun before this one.</summary>
    public int Tried { get; set; }

    public int Ways { get; set; }

    public int FirstWay { get; set; }

    /// <summary>The way that the wakeup tree asks for comes first, then the others.</summary>
    public int Way => Tried == 0 ? FirstWay : Tried <= FirstWay ? Tried - 1 : Tried;

    public void Clear()
    {
        Sleep.Clear();
        Pending.Clear();
        Current = null;
        (Tried, Ways, FirstWay) = (0, 0, 0);
    }

    /// <summary>Makes the first of what is to be tried the current.</summary>
    public Wakeup TakeNext()
    {
        var next = Pending[0];
        Pending.RemoveAt(0);
        Current = next;
        (Tried, Ways, FirstWay) = (0, 1, Math.Max(next.Way, 0));
        return next;
    }

    /// <summary>The current was tried in all ways.</summary>
    public void PutToSleep()
    {
        Sleep.Add((Current!.Process, Current.Message));
        Current = null;
    }

    public bool IsAsleep(int process) => Sleep.Exists(sleeper => sleeper.Process == process);

    /// <summary>Whether the process was tried here, is being tried or will be.</summary>
    public bool Knows(int process) =>
        IsAsleep(process) || Current?.Process == process || Pending.Exists(next => next.Process == process);
}

/// <summary>One step that is still to be tried, and what is to be tried after it, in this order: a wakeup tree.</summary>
/// <param name="Message">The message it will deliver, to know what it commutes with.</param>
/// <param name="Way">Which way it must go; <see cref="AnyWay"/> for all.</param>
internal sealed record Wakeup(int Process, int Message, int Way)
{
    public const int AnyWay = -1;

    public List<Wakeup> Next { get; } = [];
}
