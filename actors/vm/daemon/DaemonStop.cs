namespace ActorVm.Actors;

/// <summary>Why the page daemon's code stopped running.</summary>
internal enum DaemonStop : byte
{
    /// <summary>It has not: the function returned.</summary>
    Done,

    /// <summary>"psleep".</summary>
    Sleeps,
    BeginsScan,
    WaitsForObject,
    LocksVnode,
    PutsPages,

    /// <summary>"VMWait".</summary>
    WaitsForMemory,
    UnlocksVnode,
    Collected,
    Scanned,
}
