using System.Numerics;

using ActorVm.Cli.Binding;

namespace ActorVm.Cli.Scenarios;

/// <summary>Whether there can be such a machine, and such a memory on it.</summary>
internal sealed class MachineChecks(ScenarioFile file, SourceMap places)
{
    /// <summary>Of a machine, holes included.</summary>
    public const long PagesMax = 1L << 24;
    private const long FramesMax = 1L << 32;

    private readonly MachineSection machine = file.Machine;

    /// <summary>The largest range without a hole; unknown (null) for a map.</summary>
    public static ByteSize? LargestSegment(MachineSection machine) =>
        machine.Map is not null ? null
        : machine.Memory ?? machine.Segments?.Select(segment => segment.Size).MaxBy(size => size.Bytes);

    /// <summary>Entries of the page array, holes included; unknown (null) for a map.</summary>
    public static long? Entries(MachineSection machine) =>
        machine.Memory?.Pages ?? machine.Segments?.Max(segment => (segment.Start.Bytes + segment.Size.Bytes - machine.Segments[0].Start.Bytes) / ByteSize.PerPage);

    public void Check()
    {
        string[] ways = [nameof(machine.Memory), nameof(machine.Segments), nameof(machine.Map)];
        var written = ways.Count(way => places.IsWritten(machine, way));
        Require(written == 1, machine, "", written == 0 ? "machine: no memory; write one of memory, segments and map" : "machine: memory, segments and map exclude each other");
        Require(machine.Swap.Pages <= ByteSize.PagesMax, machine, nameof(machine.Swap), $"swap: {machine.Swap} is more than {ByteSize.Most}");
        Require(machine.Kva.Pages <= ByteSize.PagesMax, machine, nameof(machine.Kva), $"kva: {machine.Kva} is more than {ByteSize.Most}");
        Require(BitOperations.IsPow2(machine.Colours), machine, nameof(machine.Colours), $"colours: {machine.Colours} is not a power of two");
        if (machine.Map is null)
        {
            CheckSegments();
            CheckInitial();
        }
    }

    private void CheckSegments()
    {
        SegmentSection[] whole = machine.Memory is { } memory ? [new SegmentSection { Start = new(0), Size = memory }] : [];
        var segments = machine.Segments ?? whole;
        var end = 0L;
        foreach (var segment in segments)
        {
            object place = machine.Segments is null ? machine : segment;
            var property = machine.Segments is null ? nameof(machine.Memory) : "";
            Require(segment.Size.Bytes > 0, place, property, "memory of no bytes is none");
            Require((segment.Start.Bytes | segment.Size.Bytes) % ByteSize.PerPage == 0, place, property, $"{segment.Size} from {segment.Start} is not whole pages of 4 KiB");
            Require(segment.Start.Bytes >= end, place, property, $"starts at {segment.Start}, before the end of the segment above it ({new ByteSize(end)})");
            Require(segment.Start.Bytes / ByteSize.PerPage + segment.Size.Pages <= FramesMax, place, property, "ends beyond 16 TiB");
            end = segment.Start.Bytes + segment.Size.Bytes;
        }

        var pages = segments.Sum(segment => segment.Size.Pages);
        Require(segments.Count > 0, machine, nameof(machine.Segments), "a machine has at least one segment");
        Require(end / ByteSize.PerPage - segments[0].Start.Bytes / ByteSize.PerPage <= PagesMax, machine, "", $"more than {PagesMax} pages, holes included; 64 GiB is the most");
        var reserved = file.Algorithm.DmaReserved;
        Require(reserved.Bytes == 0 || file.Initial is null, file.Algorithm, nameof(file.Algorithm.DmaReserved), "vm.dma_reserved: 'initial' says of every page what it is; leave one of them out");
        Require(machine.Wired.Pages < pages, machine, nameof(machine.Wired), $"wired: {machine.Wired} leaves nothing of {new ByteSize(pages * ByteSize.PerPage)}");
        Require(reserved.Pages < pages - machine.Wired.Pages, file.Algorithm, nameof(file.Algorithm.DmaReserved), $"vm.dma_reserved: {machine.Wired} wired and {reserved} reserved leave nothing of {new ByteSize(pages * ByteSize.PerPage)}");
    }

    private void CheckInitial()
    {
        if (file.Initial is not { } initial)
        {
            return;
        }

        var entries = Entries(machine)!.Value;
        var letters = Letters(initial);
        Require(letters.Length <= entries, initial, nameof(initial.Pages), $"pages: {letters.Length} letters for a memory of {entries} pages");
        foreach (var (property, pages) in Marks(initial))
        {
            Require(pages.All(page => page >= 0 && page < letters.Length), initial, property, $"{Spelling.Kebab(property)}: a page beyond those that 'pages' describes ({letters.Length})");
        }

        foreach (var one in initial.Objects)
        {
            Require(one.To >= one.From, one, nameof(one.To), "to: before 'from'");
            Require(one.To < letters.Length, one, nameof(one.To), $"to: beyond the pages that 'pages' describes ({letters.Length})");
        }
    }

    private string Letters(InitialSection initial)
    {
        try
        {
            return PageLetters.Expand(initial.Pages ?? "");
        }
        catch (FormatException wrong)
        {
            throw new ScenarioException(places.Of(initial, nameof(initial.Pages)), $"pages: {wrong.Message}", wrong);
        }
    }

    private static IEnumerable<(string Property, IReadOnlyList<int> Pages)> Marks(InitialSection initial) =>
    [
        (nameof(initial.Hold), initial.Hold),
        (nameof(initial.Busy), initial.Busy),
        (nameof(initial.Pgbusy), initial.Pgbusy),
        (nameof(initial.Modified), initial.Modified),
    ];

    private void Require(bool holds, object section, string property, string problem)
    {
        if (!holds)
        {
            throw new ScenarioException(places.Of(section, property), problem);
        }
    }
}
