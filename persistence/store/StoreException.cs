namespace ActorVm.Persistence;

/// <summary>What a store cannot do or must not believe: the place (store, run, batch), what is wrong there, and what to do about it.</summary>
public sealed class StoreException(string place, string problem, Exception? inner = null) : Exception($"{place}: {problem}", inner)
{
    /// <summary>What was wrong, without the place.</summary>
    public string Problem { get; } = problem;

    /// <summary>The same, and what the user can do.</summary>
    public StoreException AndThen(string remedy) => new(place, $"{Problem.TrimEnd('.')}. {remedy}", this) { IsDamage = IsDamage, Batch = Batch, MayPass = MayPass };

    /// <summary>Stored bytes are not what was written.</summary>
    public bool IsDamage { get; init; }

    /// <summary>The first event of the run that cannot be believed; 0 if it is none in particular.</summary>
    public long Batch { get; init; }

    /// <summary>Trying again may help: a connection was cut, a server restarts.</summary>
    public bool MayPass { get; init; }
}
