using ActorVm.Messages;

namespace ActorVm.Cli.Scenarios;

/// <summary>One scenario as written: who takes part, what goes wrong, what must hold. Built by the binder, checked by <see cref="ScenarioChecks"/>.</summary>
[Doc("A script for ActorVm: a machine, the programs and drivers on it, what goes wrong, and what must hold.")]
internal sealed record ScenarioFile
{
    [Doc("The memory, the swap space and the speed of what stands around them.")]
    public required MachineSection Machine { get; init; }

    [Doc("Which text of contigmalloc(9) runs.")]
    public AlgorithmSection Algorithm { get; init; } = new();

    [Doc("What every page is when the run begins. Without it: the kernel's own pages are wired, all others are free.")]
    public InitialSection? Initial { get; init; }

    [Doc("Processes that touch and dirty memory: the source of pressure.")]
    public IReadOnlyList<ProgramSection> Programs { get; init; } = [];

    [Doc("Those who want contiguous memory.")]
    public IReadOnlyList<DriverSection> Drivers { get; init; } = [];

    [Doc("The page daemon runs (on) or sleeps for the whole run (off).")]
    public bool PageDaemon { get; init; } = true;

    [Key("daemon-helpers"), Doc("Whom the page daemon asks for help are there to be asked, and it is counted how often (on): the vm_lowmem handlers, the syncer, the vmdaemon.")]
    public bool DaemonHelpers { get; init; }

    [Key("pagezero"), Doc("The idle thread that zeroes free pages runs (on) or not (off).")]
    public bool PageZero { get; init; }

    [Doc("Somebody at interrupt level who takes single pages and gives them back.")]
    public InterruptSection? Interrupts { get; init; }

    [Doc("Kernel variables that change while the run goes on.")]
    public IReadOnlyList<SysctlChange> Sysctl { get; init; } = [];

    [Doc("What goes wrong, at a time or with a probability.")]
    public IReadOnlyList<FaultSection> Faults { get; init; } = [];

    [Doc("What other processors do to single pages, at a time or at an interleaving point of contigmalloc.")]
    public IReadOnlyList<EventSection> Events { get; init; } = [];

    [Doc("What must hold after every step.")]
    public IReadOnlyList<PropertyUse> Always { get; init; } = [];

    [Doc("What must be seen at least once, so that the run is not empty of what it is about.")]
    public IReadOnlyList<PropertyUse> Sometimes { get; init; } = [];

    [Doc("What must be true when the run has come to its end.")]
    public IReadOnlyList<PropertyUse> Eventually { get; init; } = [];

    [Doc("What this file, run as written, comes to. Not checked when the command line changes the scenario.")]
    public ExpectSection? Expect { get; init; }

    [Doc("The run ends here in virtual time, at the latest.")]
    public Duration Until { get; init; } = Duration.FromSeconds(60);

    [Bounds(0, Commands.SeedOption.Most), Doc("Seed of every choice, unless --seed says otherwise.")]
    public long Seed { get; init; } = 1;
}
