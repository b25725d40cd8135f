using System.Collections.Concurrent;

using Akka.Dispatch;

using ActorCell = Akka.Actor.ActorCell;
using AkkaEnvelope = Akka.Actor.Envelope;

namespace ActorVm.Live;

/// <summary>
/// What the dispatchers and the scheduler of one actor system report to, and who says what runs. Until it takes over, tasks
/// run on the thread pool as usual: an actor system that starts waits for itself.
/// </summary>
/// <remarks>
/// A mailbox holds one user message at most: the others wait here until they are chosen. So a mailbox run delivers exactly
/// one, although Akka's throughput of 1 means two, and system messages (create, watch, stop), which are no choice, run at
/// once, in the order they come.
/// </remarks>
internal sealed class Control
{
    private static readonly ConcurrentDictionary<int, Control> All = [];
    private static int last;

    private readonly Queue<IRunnable> tasks = new();
    private readonly Lock gate = new();
    private readonly List<string> escapes = [];
    private volatile bool isActing;
    private int freeTasks;
    private Thread? thread;
    private Mailbox? delivering;

    private Control(int number) => (Number, Choices) = (number, new StepChoices(this));

    public int Number { get; }

    /// <summary>What actors choose for themselves.</summary>
    public StepChoices Choices { get; }

    /// <summary>Who keeps the user messages.</summary>
    public Inboxes Inboxes { get; private set; } = new();

    public bool IsInCharge => thread is not null;

    /// <summary>The caller's thread is the controller's, and runs actors.</summary>
    public bool IsActing { get => isActing && IsHere(); set => isActing = value; }

    public static Control Create()
    {
        var control = new Control(Interlocked.Increment(ref last));
        All[control.Number] = control;
        return control;
    }

    public static Control Find(int number) => All[number];

    public void Forget() => All.TryRemove(Number, out _);

    /// <summary>From now on nothing runs but what this thread lets run.</summary>
    public void TakeOver()
    {
        SpinWait.SpinUntil(() => Volatile.Read(ref freeTasks) == 0);
        thread = Thread.CurrentThread;
    }

    /// <summary>A new run: nobody waits for anything.</summary>
    public void Clear()
    {
        Inboxes = new Inboxes();
        lock (gate)
            escapes.Clear();
    }

    /// <summary>Back to the thread pool, to come to an end.</summary>
    public void LetGo()
    {
        thread = null;
        lock (gate)
        {
            while (tasks.TryDequeue(out var task))
                Execute(task);
        }
    }

    /// <summary>What reached the controlled actors from elsewhere.</summary>
    public IReadOnlyList<string> Escapes()
    {
        lock (gate)
            return [.. escapes];
    }

    public void Escaped(string what)
    {
        lock (gate)
            escapes.Add(what);
    }

    /// <returns>False when the message goes its usual way.</returns>
    public bool Keep(ActorCell cell, in AkkaEnvelope envelope)
    {
        if (!IsInCharge || !Inboxes.IsUser(cell.Self))
            return false;
        if (!IsHere())
        {
            Escaped($"{Inboxes.NameOf(cell.Self.Path)} was told {Inboxes.TextOf(envelope.Message)} by a thread that is not the controller's: work escaped in a task (PipeTo, await, Task.Run, Task.Delay) or to an actor on another dispatcher");
            return true;
        }

        Inboxes.Add(cell, envelope);
        return true;
    }

    public void CheckSystemMessage(ActorCell cell, object message)
    {
        if (IsInCharge && !IsHere() && Inboxes.IsUser(cell.Self))
            Escaped($"{Inboxes.NameOf(cell.Self.Path)} goes on with {message.GetType().Name} by a thread that is not the controller's: it awaited a task that the controller does not run");
    }

    public void Execute(IRunnable task)
    {
        if (IsInCharge)
        {
            lock (gate)
                tasks.Enqueue(task);
            return;
        }

        Interlocked.Increment(ref freeTasks);
        ThreadPool.UnsafeQueueUserWorkItem(_ => RunFreely(task), null);
    }

    /// <summary>Everything that is no choice: system messages, and what system actors tell each other.</summary>
    public void Settle()
    {
        while (Next() is { } task)
        {
            if (task is Mailbox mailbox && mailbox != delivering && Inboxes.HasUnstashed(mailbox))
                Inboxes.Unstash(mailbox);
            else
                task.Run();
        }
    }

    /// <summary>Has the actor handle its next message, and lets settle what comes of it.</summary>
    /// <param name="dispatch">Puts the message into the mailbox; when it lies there already, null.</param>
    public void Deliver(Waiter waiter, Action? dispatch)
    {
        delivering = waiter.Mailbox;
        if (dispatch is null)
            Execute(waiter.Mailbox);
        else
            dispatch();
        try
        {
            if (Next() is { } task)
                task.Run();
        }
        finally
        {
            delivering = null;
        }

        Settle();
    }

    private bool IsHere() => Thread.CurrentThread == thread;

    private IRunnable? Next()
    {
        lock (gate)
            return tasks.TryDequeue(out var task) ? task : null;
    }

    private void RunFreely(IRunnable task)
    {
        try
        {
            task.Run();
        }
        finally
        {
            Interlocked.Decrement(ref freeTasks);
        }
    }
}
