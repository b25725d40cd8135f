using System.Diagnostics;

using ActorVm.Messages;
using ActorVm.Simulation;

using Akka.Actor;

namespace ActorVm.Live;

/// <summary>What all actors of a live run share: who is who, the clock, and whether it is over.</summary>
internal sealed class LiveStage
{
    private readonly ActorSystem system;
    private readonly IActorRef[] refs;
    private readonly LiveActor?[] actors;
    private readonly TaskCompletionSource[] entrances;
    private readonly TaskCompletionSource[] exits;
    private readonly LiveLog[] logs;
    private readonly double nanosecondsPerStamp;
    private LiveFailure? failure;
    private volatile bool isOver;

    public LiveStage(ActorSystem system, string[] names, LiveOptions options)
    {
        (this.system, Names, Options) = (system, names, options);
        refs = new IActorRef[names.Length];
        actors = new LiveActor?[names.Length];
        entrances = [.. names.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        exits = [.. names.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        logs = options.Records ? [.. names.Select(_ => new LiveLog())] : [];
        nanosecondsPerStamp = 1e9 / Stopwatch.Frequency * options.Speed;
    }

    public string[] Names { get; }

    public LiveOptions Options { get; }

    public int ActorCount => refs.Length;

    public ulong Seed => Options.Seed;

    public IReadOnlyList<LiveLog> Logs => logs;

    public bool IsOver => isOver;

    public LiveFailure? Failure => Volatile.Read(ref failure);

    public long StartedAt { get; private set; }

    public Tick Now => TimeOf(Stopwatch.GetTimestamp());

    public LiveLog? LogOf(ActorId actor) => logs.Length == 0 ? null : logs[actor.Number];

    public IActorRef RefOf(ActorId actor) => refs[actor.Number];

    public Tick TimeOf(long stamp) => new((long)((stamp - StartedAt) * nanosecondsPerStamp));

    /// <summary>For actors' clocks, which stand still after 35 minutes.</summary>
    public int MicrosecondsAt(long stamp) => (int)Math.Min(int.MaxValue, TimeOf(stamp).Nanoseconds / 1_000);

    public long StampsIn(Duration duration) => (long)(duration.Nanoseconds / nanosecondsPerStamp);

    public void Add(ActorId actor, IActorRef address) => refs[actor.Number] = address;

    public void WaitForEntrances() => Task.WaitAll([.. entrances.Select(entrance => entrance.Task)]);

    public void Begin() => StartedAt = Stopwatch.GetTimestamp();

    /// <summary>From now on nothing is delivered.</summary>
    public void End() => isOver = true;

    public void Entered(LiveActor actor)
    {
        actors[actor.Id.Number] = actor;
        entrances[actor.Id.Number].TrySetResult();
    }

    public void Left(ActorId actor) => exits[actor.Number].TrySetResult();

    public void Failed(ActorId actor, Exception thrown)
    {
        Interlocked.CompareExchange(ref failure, new LiveFailure(actor, thrown), null);
        End();
    }

    public void WakeLater(IActorRef actor, long stamps)
    {
        var delay = TimeSpan.FromSeconds(stamps / (double)Stopwatch.Frequency);
        if (delay <= TimeSpan.Zero)
            actor.Tell(Wake.Up, ActorRefs.NoSender);
        else
            system.Scheduler.ScheduleTellOnce(delay, actor, Wake.Up, ActorRefs.NoSender);
    }

    /// <summary>Does something between two steps of an actor, and waits for it. An actor that is gone holds still.</summary>
    public void Between(ActorId actor, Action<LiveActor> action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        refs[actor.Number].Tell(new Order(action, done), ActorRefs.NoSender);
        if (Task.WaitAny(done.Task, exits[actor.Number].Task) == 1 && !done.Task.IsCompleted)
            action(actors[actor.Number]!);
    }
}
