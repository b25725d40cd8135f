using System.Collections.Immutable;

using ActorVm.Actors;
using ActorVm.Cli.Maps;
using ActorVm.Cli.Scenarios;
using ActorVm.Cli.Traces;
using ActorVm.Messages;

namespace ActorVm.Cli.Kernel;

/// <summary>Memory as a scenario begins, and which objects belong to which program.</summary>
internal sealed record ScenarioMemory(KernelMemory Memory, IReadOnlyList<IReadOnlyList<ObjectId>> ObjectsOfPrograms, IReadOnlyList<PageIndex> BusyPages)
{
    /// <summary>The traces that programs follow, in the order of the programs that have one.</summary>
    public ImmutableArray<PageTrace> Traces { get; private init; } = [];

    /// <summary>Where interrupt handlers keep their pages.</summary>
    public ObjectId InterruptObject { get; private init; }

    /// <summary>Low memory kept for contigmalloc.</summary>
    public LowMemoryReserve Reserve { get; private init; }

    /// <summary>The objects of the scenario's initial memory, by name.</summary>
    public IReadOnlyDictionary<string, ObjectId> InitialObjects { get; private init; } = new SortedDictionary<string, ObjectId>();

    public static ScenarioMemory Create(LoadedScenario scenario)
    {
        var (file, machine) = (scenario.File, scenario.File.Machine);
        var map = scenario.MapPath is { } path ? MemoryMapFile.Read(path) : null;
        var memory = new KernelMemory(SegmentsOf(machine, map), machine.Colours);
        var busy = new List<PageIndex>();
        memory.KernelObject = memory.AddObject(new VmObject { Type = ObjectType.Phys, RefCount = 1 });
        var interrupts = memory.AddObject(new VmObject { Type = ObjectType.Phys, RefCount = 1 });
        ImmutableArray<PageTrace> traces = [.. file.Programs.Select(scenario.TracePathOf).OfType<string>().Select(PageTraceFile.Read)];
        var objects = ObjectsOf(memory, file, traces);
        var reserve = new LowMemoryReserve(WireKernel(memory, machine), (int)file.Algorithm.DmaReserved.Pages);
        reserve.SetAside(memory);
        var pages = new InitialPages(memory, busy, name => objects[IndexOf(file, name)][0]);
        pages.Place(map, file.Initial ?? (file.Events.Any(one => one.Do == DisturbanceKind.Grab) ? new InitialSection() : null));
        memory.Thresholds = ThresholdsOf(memory, machine.Thresholds);

        return new ScenarioMemory(memory, objects, busy) { InterruptObject = interrupts, Traces = traces, InitialObjects = pages.Objects, Reserve = reserve };
    }

    private static IReadOnlyList<MemorySegment> SegmentsOf(MachineSection machine, MemoryMap? map) =>
        map is not null ? [.. map.Segments().Select(segment => new MemorySegment((int)segment.Frame, (int)segment.Count))]
        : machine.Memory is { } memory ? [new MemorySegment(0, (int)memory.Pages)]
        : [.. machine.Segments!.Select(segment => new MemorySegment((int)(segment.Start.Bytes >> PageSize.Shift), (int)segment.Size.Pages))];

    private static int IndexOf(ScenarioFile file, string program) => file.Programs.TakeWhile(one => one.Name != program).Count();

    private static IReadOnlyList<ObjectId>[] ObjectsOf(KernelMemory memory, ScenarioFile file, ImmutableArray<PageTrace> traces)
    {
        var traced = 0;
        return [.. file.Programs.Select(program => program.Trace is null
            ? ObjectsOf(memory, program.Objects.Select(one => (one.Backing, (int)one.Size.Pages)), MightBeDirty(file, program))
            : ObjectsOf(memory, [(Backing.Vnode, traces[traced].TextPages), (Backing.Swap, traces[traced++].DataPages)], mightBeDirty: false))];
    }

    // Initial memory has pages of its file.
    private static bool MightBeDirty(ScenarioFile file, ProgramSection program) =>
        file.Initial?.Objects.Any(one => one.Program == program.Name && one.Mightbedirty) == true;

    private static IReadOnlyList<ObjectId> ObjectsOf(KernelMemory memory, IEnumerable<(Backing Backing, int Pages)> objects, bool mightBeDirty) =>
        [.. objects.Select(one => memory.AddObject(new VmObject
        {
            Type = InitialPages.TypeOf(one.Backing == Backing.Swap ? Backing.Default : one.Backing),
            Size = one.Pages,
            RefCount = 1,
            MightBeDirty = mightBeDirty && one.Backing == Backing.Vnode,
        }))];

    // The first page behind the kernel's own.
    private static PageIndex WireKernel(KernelMemory memory, MachineSection machine)
    {
        var left = machine.Wired.Pages;
        var page = new PageIndex(0);
        for (; left > 0; page += 1)
        {
            if (!memory[page].IsHole)
            {
                memory.Place(page, new PagePlacement { IsWired = true });
                left--;
            }
        }

        return page;
    }

    private static VmThresholds ThresholdsOf(KernelMemory memory, ThresholdSection set)
    {
        var computed = VmThresholds.Compute(memory.RealPages, memory.Meter.FreeCount, memory.Colours);
        return computed with
        {
            FreeReserved = set.FreeReserved ?? computed.FreeReserved,
            FreeMin = set.FreeMin ?? computed.FreeMin,
            FreeSevere = set.FreeSevere ?? computed.FreeSevere,
            FreeTarget = set.FreeTarget ?? computed.FreeTarget,
            CacheMin = set.CacheMin ?? computed.CacheMin,
            CacheMax = set.CacheMax ?? computed.CacheMax,
            InactiveTarget = set.InactiveTarget ?? computed.InactiveTarget,
            InterruptFreeMin = set.InterruptFreeMin ?? computed.InterruptFreeMin,
            PageoutFreeMin = set.PageoutFreeMin ?? computed.PageoutFreeMin,
        };
    }
}
