namespace ActorVm.Benchmarks;

/// <summary>
/// What keeping a run costs. The same run without and with a store, in two processes that take turns every few milliseconds, now
/// one and now the other first, so that whatever slows the machine down slows both; and in several such pairs, because what the
/// runtime's compiler makes of a program differs from process to process by more than keeping costs. What a process used is what
/// all its threads did: journal, snapshots, hashing, packing and commits.
/// </summary>
/// <remarks>
/// The whole run is from the start of the process to its last commit, with whatever is compiled for keeping it. The writer's clock goes
/// on while the other run has its turn, so commits come up to twice as often as they would.
/// </remarks>
internal static class Recording
{
    private const string Lonely = """
        machine: {memory: 16 MiB, wired: 2 MiB, swap: 64 MiB}
        programs:
          - {name: editor, objects: [{backing: swap, size: 4 MiB}], pattern: zipf, writes: 50%, touches: 1, think: 20us}
        drivers:
          - {name: late, requests: [{size: 64 KiB, at: 100000s}]}
        until: 100000s
        """;

    public static void Run()
    {
        Steps();
        Pressure();
    }

    /// <summary>Small steps and hardly a choice.</summary>
    public static void Steps()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Lonely);
        new PairedRuns("many small steps", file, Steps: 48_000_000, WarmFrom: 16_000_000, StepsAtOnce: 16_384).Compare();
        File.Delete(file);
    }

    /// <summary>Big steps, and states that change everywhere.</summary>
    public static void Pressure() =>
        new PairedRuns("programs under pressure", "running-programs", Steps: 2_400_000, WarmFrom: 800_000, StepsAtOnce: 4_096, "until=100000s", "drivers.0.requests.0.at=90000s").Compare();
}
