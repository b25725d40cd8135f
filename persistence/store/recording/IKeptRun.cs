namespace ActorVm.Persistence;

/// <summary>A run in the hands of somebody who keeps it: made again from what was kept, and gone on with.</summary>
public interface IKeptRun : IDisposable
{
    long Steps { get; }

    /// <summary>Makes steps until something is to be kept, the run is that far, or it is over.</summary>
    /// <returns>False when it has come to its end.</returns>
    bool GoOn(long stepsMax);

    /// <summary>All that was done since the last time, as the next event.</summary>
    ChoiceBatch TakeBatch();

    /// <summary>Does again what was done in a batch.</summary>
    /// <exception cref="InvalidDataException">It does not lead where it led.</exception>
    void Make(ChoiceBatch batch);

    /// <summary>The state as it is, based on nothing but the world before its first step.</summary>
    RunSnapshot Save(long sequence);

    /// <summary>Becomes a state that was put aside.</summary>
    /// <param name="chain">What it is based on first.</param>
    void Load(IEnumerable<RunSnapshot> chain);

    /// <summary>What it came to.</summary>
    RunEnd End();
}

/// <summary>Goes on with runs by means of its own: under Akka.NET, where that is to be had.</summary>
public interface IRunKeeping
{
    /// <summary>Goes on with a run that the caller holds, to its end or until it is to stop.</summary>
    /// <param name="snapshot">The latest that can be believed; 0 if none can.</param>
    /// <exception cref="StoreException">Something cannot be read or kept.</exception>
    RunFacts GoOn(Store store, StoredRun row, Lease lease, IKeptRun run, long snapshot, long stepsMax, Func<bool> mustStop);
}
