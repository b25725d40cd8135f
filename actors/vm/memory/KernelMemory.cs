using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// Physical memory as the kernel sees it: the page array, the page queues, the objects, the counters. It knows how pages
/// move (vm_page.c, vm_pageq.c), not who moves them when. One actor owns it; a fork is an independent copy.
/// </summary>
/// <remarks>
/// Kernel notes §1 to §4. Columns: small fields 16 bytes, owner 8, links 8, so 32 bytes a page, in copy-on-write chunks.
/// </remarks>
public sealed partial class KernelMemory : IOwnedState<KernelMemory>
{
    private const int LongMemory = 1 << 14;
    private const int VastMemory = 1 << 18;

    private readonly MemorySegment[] segments;
    private Column<PageState> pages;
    private Column<PageOwner> owners;
    private Column<PageLinks> links;
    private Column<QueueHead> heads;
    private readonly List<VmObjectPages> objects;
    private VmMeter counters;
    private KernelGlobals variables;
    private ulong plainFingerprint;
    private Wakeups? woken;
    private bool remembersTouches;

    /// <summary>Memory as after boot: all real pages free, in ascending order.</summary>
    public KernelMemory(IReadOnlyList<MemorySegment> segments, int colours)
    {
        this.segments = [.. segments];
        Colours = colours;
        FirstFrame = segments[0].FirstFrame;
        Length = segments[^1].FirstFrame + segments[^1].Frames - FirstFrame;
        RealPages = segments.Sum(segment => segment.Frames);
        SearchesByRuns = Length >= LongMemory;

        var boot = new BootMemory(this.segments, colours);
        pages = new(CowAtBoot(Length, boot.PageAt, boot.Fingerprint));
        owners = new(new CowArray<PageOwner>(Length));
        links = new(CowAtBoot(Length + MarkerCount, boot.LinksAt, boot.Fingerprint));
        heads = new(new CowArray<QueueHead>(2 * colours + 4));
        objects = [];
        Boot(boot);
    }

    private KernelMemory(Shape shape, CowArray<PageState> pages, CowArray<PageOwner> owners, CowArray<PageLinks> links, CowArray<QueueHead> heads)
    {
        (segments, Colours, FirstFrame, RealPages) = (shape.Segments, shape.Colours, shape.Segments[0].FirstFrame, shape.RealPages);
        Length = pages.Length;
        SearchesByRuns = Length >= LongMemory;
        (this.pages, this.owners, this.links, this.heads) = (new(pages), new(owners), new(links), new(heads));
        objects = [];
    }

    private KernelMemory(KernelMemory original)
    {
        segments = original.segments;
        Colours = original.Colours;
        (FirstFrame, Length, RealPages) = (original.FirstFrame, original.Length, original.RealPages);
        SearchesByRuns = original.SearchesByRuns;
        pages = original.pages.Fork();
        owners = original.owners.Fork();
        links = original.links.Fork();
        heads = original.heads.Fork();
        objects = new List<VmObjectPages>(original.objects.Count);
        foreach (var each in original.objects)
            objects.Add(each.Fork());

        counters = original.counters;
        variables = original.variables;
        plainFingerprint = original.plainFingerprint;
        Trace = original.Trace;
    }

    /// <summary>Number of queue colours: a power of two, at most 256.</summary>
    public int Colours { get; }

    /// <summary>Physical frame of page 0.</summary>
    public int FirstFrame { get; }

    /// <summary><c>vm_page_array_size</c>: real pages and holes.</summary>
    public int Length { get; }

    /// <summary><c>v_page_count</c>: real pages only, so less than <see cref="Length"/> where there are holes.</summary>
    public int RealPages { get; }

    public VmThresholds Thresholds
    {
        get => variables.Thresholds;
        set => Variables.Thresholds = value;
    }

    public IReadOnlyList<MemorySegment> Segments => segments;

    /// <summary>Where memory allocated by the kernel belongs.</summary>
    public ObjectId KernelObject
    {
        get => new(variables.KernelObjectPlusOne - 1);
        set => Variables.KernelObjectPlusOne = value.Value + 1;
    }

    /// <summary>Somebody who wants to hear what the allocator does; not part of the state.</summary>
    public IKernelTrace? Trace { get; set; }

    /// <summary>Where the page daemon's refill of free pages goes on.</summary>
    public int LastFreedColour
    {
        get => variables.LastFreedColour;
        set => Variables.LastFreedColour = value;
    }

    /// <summary>The static <c>np</c> of vm_page_alloc_contig: pages of the last success, 0 none. Shared by all callers.</summary>
    public int LastContigPages
    {
        get => variables.LastContigPages;
        set => Variables.LastContigPages = value;
    }

    /// <summary>The static <c>start</c> of vm_page_alloc_contig.</summary>
    public long ContigStart
    {
        get => variables.ContigStart;
        set => Variables.ContigStart = value;
    }

    public VmMeter Meter => counters;

    /// <summary>contigmalloc's searches go run by run, with the same results and the same costs; small machines are not worth it.</summary>
    public bool SearchesByRuns { get; set; }

    /// <summary>Pages that the code of this step looked at, for its cost; not part of the state.</summary>
    internal long Examined { get; set; }

    /// <summary>Whom the code of this step woke; empty between steps.</summary>
    internal Wakeups Woken => woken ??= new Wakeups();

    public PageState this[PageIndex page]
    {
        get => pages[page.Value];
        internal set
        {
            pages[page.Value] = value;
            if (remembersTouches)
                LimitTouches(page, value);
        }
    }

    public PageOwner OwnerOf(PageIndex page) => owners[page.Value];

    /// <summary>Pages from this free one on have been free since boot, up to there; this one itself if somebody may have written to it.</summary>
    public PageIndex EndOfUntouched(PageIndex page)
    {
        var end = this[page].Queue == PageQueue.Free ? pages.Shared.EndOfUntouched(page.Value) : page.Value;
        var segment = Array.Find(segments, each => FirstFrame + page.Value < each.FirstFrame + each.Frames);
        return new PageIndex(Math.Min(end, segment.FirstFrame + segment.Frames - FirstFrame));
    }

    /// <summary>The runs of pages of one kind, to look at before anybody writes.</summary>
    internal PageRuns RunsOf(PageKind kind) => new(pages.Shared.ForDigests(), kind);

    public bool Contains(PageIndex page) => page.Value >= 0 && page.Value < Length;

    /// <summary>Physical address in bytes; 0 for a hole, as in the kernel.</summary>
    public long AddressOf(PageIndex page) =>
        this[page].IsHole ? 0 : (long)(FirstFrame + page.Value) << PageSize.Shift;

    /// <inheritdoc/>
    public KernelMemory Fork() => new(this);

    // To write: what is known of their hash is forgotten.
    private ref VmMeter Counters
    {
        get
        {
            plainFingerprint = 0;
            return ref counters;
        }
    }

    private ref KernelGlobals Variables
    {
        get
        {
            plainFingerprint = 0;
            return ref variables;
        }
    }

    private void Boot(BootMemory boot)
    {
        for (var colour = 0; colour < Colours; colour++)
            heads[NumberOf(PageQueue.Free, colour)] = boot.HeadOf(colour);

        Counters.FreeCount = RealPages;
    }

    private static CowArray<T> CowAtBoot<T>(int length, Func<int, T> initial, ulong fingerprint)
        where T : unmanaged => length < VastMemory ? new CowArray<T>(length, initial).Filled() : new CowArray<T>(length, initial, fingerprint);
}
