using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Runs the actors of a world on real threads. Whoever implements it is loaded where it is there.</summary>
public interface ILiveHost
{
    /// <param name="start">A timed world about to begin; what it owns belongs to the live run from now on, so give it a fork.</param>
    ILiveRun Start(World start, LiveOptions options);
}

/// <summary>A run under way.</summary>
public interface ILiveRun : IDisposable
{
    /// <summary>Time since the start, scaled.</summary>
    Tick Now { get; }

    /// <summary>What an actor threw; nothing is delivered any more.</summary>
    LiveFailure? Failure { get; }

    /// <summary>The state of one actor between two of its steps.</summary>
    TState StateOf<TState>(ActorId actor);

    /// <summary>Ends the run and tells what was done. Messages that were on their way stay so.</summary>
    LiveRecord Stop();
}

/// <summary>How to run.</summary>
public sealed record LiveOptions
{
    /// <summary>Virtual seconds in a real one.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>For choices; the order of messages is whatever happens.</summary>
    public ulong Seed { get; init; }

    /// <summary>Writes down what is delivered.</summary>
    public bool Records { get; init; } = true;

    /// <summary>Actors that do not run on the default dispatcher: <c>pinned</c> (a thread of its own), <c>fork-join</c> or <c>task</c>, by name.</summary>
    public IReadOnlyDictionary<string, string> Dispatchers { get; init; } = new SortedDictionary<string, string>();
}

/// <summary>Why a live run stopped by itself.</summary>
public sealed record LiveFailure(ActorId Actor, Exception Thrown);

/// <summary>What a live run did.</summary>
/// <param name="Deliveries">All deliveries in one order that every actor agrees with; none when they were not recorded.</param>
/// <param name="End">States, and messages on their way, where the run ended.</param>
/// <param name="Took">Real time from the first message to the last.</param>
public sealed record LiveRecord(IReadOnlyList<LiveDelivery> Deliveries, long DeliveryCount, World End, LiveFailure? Failure, TimeSpan Took)
{
    public IReadOnlyList<Move> Moves() => [.. Deliveries.Select(delivery => delivery.Move)];
}

/// <summary>A delivery on a real thread, and when its receiver began with it.</summary>
public readonly record struct LiveDelivery(Move Move, Tick At);
