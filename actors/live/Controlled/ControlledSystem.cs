using System.Runtime.CompilerServices;

using ActorVm.Messages;
using ActorVm.Simulation;

using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

using ActorCell = Akka.Actor.ActorCell;

namespace ActorVm.Live;

/// <summary>
/// An Akka actor system in which nothing happens but what is chosen: one message to one actor at a time, on the caller's
/// thread. It cannot be forked; <see cref="Restart"/> begins it anew.
/// </summary>
public sealed class ControlledSystem : ISituation, ICandidateSource, IDisposable
{
    private readonly Action<ActorSystem> setUp;
    private readonly ControlOptions options;
    private readonly Control control = Control.Create();
    private readonly FailureEar ear = new();
    private readonly TaskEar tasks;
    private readonly List<(Waiter? Waiter, int Index)> candidates = [];
    private readonly ActorSystem system;
    private bool isFirst = true;

    /// <param name="setUp">Makes the actors of a run and tells them what to begin with. Called for each run; the names may be the same.</param>
    public ControlledSystem(Action<ActorSystem> setUp, ControlOptions? options = null)
    {
        (this.setUp, this.options) = (setUp, options ?? new ControlOptions());
        system = ActorSystem.Create("controlled", Config());
        system.EventStream.Subscribe(ear, typeof(Error));
        control.TakeOver();
        control.Settle();
        tasks = new TaskEar(control);
    }

    /// <summary>Deliveries made in this run.</summary>
    public long Steps => control.Inboxes.Step;

    public int Count => candidates.Count;

    public int ActorCount => control.Inboxes.Waiters.Count;

    public long FirstSent => control.Inboxes.FirstSent;

    public bool IsQuiescent => candidates.Count == 0;

    /// <summary>What an actor threw in the last step.</summary>
    public Exception? Thrown => ear.Thrown;

    /// <summary>How the choices of the last step's receiver fell, and how many ways each had.</summary>
    public IReadOnlyList<(int Answer, int Alternatives)> LastChoices => control.Choices.Made;

    IEnumerable<Waiting> ISituation.Mail =>
        control.Inboxes.Waiters.SelectMany(waiter => waiter.Messages).Select(kept => new Waiting(kept.Candidate.Channel, kept.Candidate.Message));

    public string NameOf(ActorId actor) => actor == ActorId.Outside ? "outside" : control.Inboxes.Waiters[actor.Number].Name;

    public ActorId IdOf(string name) => control.Inboxes.Waiters.FirstOrDefault(waiter => waiter.Name == name)?.Id
        ?? throw new ArgumentException($"no actor is called '{name}'; there are {string.Join(", ", control.Inboxes.Waiters.Select(waiter => waiter.Name))}", nameof(name));

    /// <summary>The actor itself, by its class.</summary>
    public TState StateOf<TState>(ActorId actor) => ActorOf(control.Inboxes.Waiters[actor.Number].Cell) is TState state
        ? state
        : throw new ArgumentException($"{NameOf(actor)} is no {typeof(TState).Name}, or has stopped", nameof(actor));

    public string TextOf(ActorId actor) => ActorOf(control.Inboxes.Waiters[actor.Number].Cell)?.ToString() ?? "stopped";

    /// <summary>Stops every actor of the run before, and begins the next.</summary>
    /// <exception cref="EscapedWorkException">The run before left work behind that nobody controls.</exception>
    public void Restart()
    {
        CheckEscapes();
        var user = (ActorRefWithCell)((ExtendedActorSystem)system).Guardian;
        foreach (var child in user.Children.ToArray())
            system.Stop(child);
        control.Settle();
        if (user.Children.Any())
            throw new EscapedWorkException([$"{string.Join(", ", user.Children.Select(child => child.Path.Name))} cannot be stopped: still waiting for something that the controller does not run"]);

        control.Clear();
        tasks.Forget();
        ear.Forget();
        Alone(() => setUp(system));
    }

    public Candidate Describe(int index) => Find(index).Candidate;

    public int ChannelNumberOf(int index) => Find(index).ChannelNumber;

    /// <summary>Delivers the candidate of that index.</summary>
    /// <param name="chooser">Makes the choices of its receiver; the first of each if left out.</param>
    public void Deliver(int index, Func<Choice, int>? chooser = null)
    {
        control.Choices.Begin(chooser);
        var (waiter, place) = candidates[index];
        var inboxes = control.Inboxes;
        inboxes.Step++;
        ear.Forget();
        Alone(() =>
        {
            if (waiter is null)
                Expire(inboxes.Timers[place]);
            else if (place < 0)
                DeliverUnstashed(waiter);
            else
                Deliver(waiter, place);
        });
    }

    /// <summary>Looks whether something happened that nobody chose, or is still to happen when nothing is left to choose.</summary>
    /// <exception cref="EscapedWorkException">It did.</exception>
    public void CheckEscapes()
    {
        if (IsQuiescent && isFirst && Steps > 0)
        {
            isFirst = false;
            LookForOtherDispatchers(((ExtendedActorSystem)system).Guardian);
        }

        foreach (var waiter in control.Inboxes.Waiters.Where(waiter => IsQuiescent && IsSuspended(waiter.Mailbox)))
            control.Escaped($"{waiter.Name} awaits a task in the middle of a message, which the controller does not run");

        if (IsQuiescent && tasks.IsAwaiting)
            control.Escaped("an actor awaits a task, or pipes it to somebody, that is not done although no message is left (PipeTo, await, Task.Delay)");
        if (control.Escapes() is { Count: > 0 } escapes)
            throw new EscapedWorkException(escapes);
    }

    public void Dispose()
    {
        tasks.Dispose();
        control.LetGo();
        system.Terminate().Wait(TimeSpan.FromSeconds(5));
        system.Dispose();
        control.Forget();
    }

    // Actors run on the caller's thread, but have no part in its synchronization context: Akka's threads have none.
    private void Alone(Action act)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        control.IsActing = true;
        try
        {
            act();
            control.Settle();
        }
        finally
        {
            control.IsActing = false;
            SynchronizationContext.SetSynchronizationContext(context);
        }

        List();
    }

    private void Deliver(Waiter waiter, int place)
    {
        var kept = waiter.Messages[place];
        waiter.Messages.RemoveAt(place);
        control.Deliver(waiter, () => waiter.Dispatch(waiter.Cell, kept.Envelope));
    }

    private void DeliverUnstashed(Waiter waiter)
    {
        waiter.HasUnstashed = false;
        waiter.Unstashed++;
        control.Deliver(waiter, null);
    }

    private void Expire(KeptTimer timer)
    {
        control.Inboxes.Timers.Remove(timer);
        if (timer.IsRepeated)
            control.Inboxes.AddTimer(timer.Candidate.Channel.To, timer.Message, timer.Fire, timer.Tells, timer.Cancelable, isRepeated: true);
        if (!timer.Tells)
        {
            ear.Listen(timer.Fire);
            return;
        }

        control.Inboxes.Expiring = timer.Candidate.Channel;
        timer.Fire();
        control.Inboxes.Expiring = null;

        // In a mailbox it waits behind the others; where any sender may be next, the step is to receive it.
        if (options.Order == ControlOrder.Channels && timer.Candidate.Channel.To is { Number: >= 0 } to)
            Deliver(control.Inboxes.Waiters[to.Number], control.Inboxes.Waiters[to.Number].Messages.Count - 1);
    }

    // Ordered by receiver, so that equal situations offer equal lists.
    private void List()
    {
        candidates.Clear();
        var inboxes = control.Inboxes;
        foreach (var waiter in inboxes.Waiters.Where(waiter => !IsSuspended(waiter.Mailbox)))
        {
            if (waiter.HasUnstashed)
                candidates.Add((waiter, -1));
            else if (options.Order == ControlOrder.Mailboxes && waiter.Messages.Count > 0)
                candidates.Add((waiter, 0));
            else
                ListHeads(waiter);
        }

        inboxes.Timers.RemoveAll(timer => timer.Cancelable?.IsCancellationRequested == true);
        for (var timer = 0; timer < inboxes.Timers.Count; timer++)
            candidates.Add((null, timer));
    }

    private void ListHeads(Waiter waiter)
    {
        for (var place = 0; place < waiter.Messages.Count; place++)
        {
            var channel = waiter.Messages[place].ChannelNumber;
            if (waiter.Messages.FindIndex(kept => kept.ChannelNumber == channel) == place)
                candidates.Add((waiter, place));
        }
    }

    private (Candidate Candidate, int ChannelNumber) Find(int index)
    {
        var (waiter, place) = candidates[index];
        if (waiter is null)
            return (control.Inboxes.Timers[place].Candidate, control.Inboxes.Timers[place].ChannelNumber);
        if (place >= 0)
            return (waiter.Messages[place].Candidate, waiter.Messages[place].ChannelNumber);
        var channel = new Channel(waiter.Id, waiter.Id, 0);
        return (new Candidate(channel, waiter.Unstashed + 1, 0, default, Steps, new Told("unstashed")), int.MaxValue - waiter.Id.Number);
    }

    private void LookForOtherDispatchers(IActorRef parent)
    {
        if (parent is not ActorRefWithCell { Underlying: ActorCell cell } actor)
            return;
        if (cell.Dispatcher is not ControlledDispatcher)
            control.Escaped($"{Inboxes.PlainNameOf(actor.Path)} runs on {cell.Dispatcher.Id}, a dispatcher that the controller does not run: give it the default one");
        foreach (var child in actor.Children.ToArray())
            LookForOtherDispatchers(child);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Actor")]
    private static extern ActorBase? ActorOf(ActorCell cell);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "IsSuspended")]
    private static extern bool IsSuspended(Mailbox mailbox);

    private Config Config() => (options.Configuration is { } more ? ConfigurationFactory.ParseString(more) : ConfigurationFactory.Empty).WithFallback(ConfigurationFactory.ParseString(
        $$"""
        akka {
          stdout-loglevel = OFF
          loglevel = OFF
          loggers = []
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          scheduler { implementation = "{{typeof(ControlledScheduler).AssemblyQualifiedName}}", controller = {{control.Number}} }
          actor.default-dispatcher { type = "{{typeof(ControlledDispatcherConfigurator).AssemblyQualifiedName}}", controller = {{control.Number}} }
          actor.internal-dispatcher { type = "{{typeof(ControlledDispatcherConfigurator).AssemblyQualifiedName}}", controller = {{control.Number}} }
        }
        """));
}
