using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// Casts the actors of a world. Actors that know each other in a circle are reserved first: the id is there before the
/// behaviour that needs it.
/// </summary>
public sealed class WorldBuilder(Pace pace = Pace.Timed, Delivery delivery = Delivery.Fifo)
{
    private readonly SortedDictionary<string, ActorId> ids = new(StringComparer.Ordinal);
    private readonly List<string> names = [];
    private readonly List<ActorCell?> cells = [];

    /// <summary>The id that the actor of this name has, or will have.</summary>
    public ActorId Reserve(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (ids.TryGetValue(name, out var id))
            return id;

        id = new ActorId(names.Count);
        ids.Add(name, id);
        names.Add(name);
        cells.Add(null);
        return id;
    }

    /// <summary>Gives the name its behaviour and the state it starts in.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the state holds something that cannot be copied and compared by value.</exception>
    public ActorId Add<TState>(string name, IBehaviour<TState> behaviour, TState initial)
    {
        ArgumentNullException.ThrowIfNull(behaviour);
        var id = Reserve(name);
        if (cells[id.Number] is not null)
            throw new ArgumentException($"two actors are called '{name}'", nameof(name));

        StateShape.Check<TState>();
        MessageTypes.Declare(behaviour.GetType().Assembly);
        cells[id.Number] = ActorCell<TState>.Create(behaviour, initial);
        return id;
    }

    /// <summary>The world before its first step.</summary>
    /// <exception cref="InvalidOperationException">A name was reserved and never given a behaviour.</exception>
    public World Build()
    {
        var missing = names.Where((_, number) => cells[number] is null).ToArray();
        if (missing.Length > 0)
            throw new InvalidOperationException($"reserved, but never added: {string.Join(", ", missing)}");

        var roster = new Roster([.. names], new SortedDictionary<string, ActorId>(ids, StringComparer.Ordinal), pace, delivery);
        return new World(roster, [.. cells.Select(cell => cell!.Fork())]);
    }
}

/// <summary>What a world and all its forks share.</summary>
internal sealed record Roster(string[] Names, SortedDictionary<string, ActorId> Ids, Pace Pace, Delivery Delivery)
{
    public ChannelMap Channels { get; } = new();
}
