using System.Runtime.ExceptionServices;

namespace ActorVm.Simulation;

/// <summary>
/// Some threads that do one phase together and wait for each other. What they share is split between them by the phase,
/// so that the result does not depend on who is faster.
/// </summary>
internal sealed class Crew : IDisposable
{
    private readonly Barrier barrier;
    private readonly List<Action> joins = [];
    private Action<int> phase = _ => { };
    private ExceptionDispatchInfo? failed;
    private volatile bool isOver;

    public Crew(int size)
    {
        Size = size;
        barrier = new Barrier(size);
        for (var member = 1; member < size; member++)
        {
            var number = member;
#pragma warning disable RS0030 // Behaviours do not own threads, but the explorer that runs them on every core does.
            var thread = new Thread(() => Work(number)) { IsBackground = true, Name = $"explorer {number}" };
            thread.Start();
            joins.Add(thread.Join);
#pragma warning restore RS0030
        }
    }

    public int Size { get; }

    /// <summary>Every member does its part, the caller the first.</summary>
    public void Do(Action<int> part)
    {
        phase = part;
        if (Size > 1)
            barrier.SignalAndWait();
        Attempt(0);
        if (Size > 1)
            barrier.SignalAndWait();
        failed?.Throw();
    }

    public void Dispose()
    {
        isOver = true;
        if (Size > 1)
            barrier.SignalAndWait();
        foreach (var join in joins)
            join();
        barrier.Dispose();
    }

    private void Work(int member)
    {
        while (true)
        {
            barrier.SignalAndWait();
            if (isOver)
                return;
            Attempt(member);
            barrier.SignalAndWait();
        }
    }

    private void Attempt(int member)
    {
        try
        {
            phase(member);
        }
#pragma warning disable CA1031 // Thrown again by Do, on the caller's thread.
        catch (Exception exception)
        {
            failed ??= ExceptionDispatchInfo.Capture(exception);
        }
#pragma warning restore CA1031
    }
}
