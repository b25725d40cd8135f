using ActorVm.Messages;

namespace ActorVm.Cli.Scenarios;

/// <summary>Something another processor does to one page, at a time or at an interleaving point of contigmalloc.</summary>
internal sealed record EventSection
{
    [Doc("What happens. Nothing does if the page is not in a state that allows it.")]
    public required DisturbanceKind Do { get; init; }

    [Bounds(0, int.MaxValue), Doc("To which page.")]
    public required int Page { get; init; }

    [Doc("With 'grab': the object of 'initial' that gets the page; left out, 'boot'.")]
    public string? Object { get; init; }

    [Doc("At this virtual time.")]
    public Duration? At { get; init; }

    [Bounds(1, int.MaxValue), Doc("When contigmalloc goes to sleep (on a page, in a page-out) for the n-th time in the run.")]
    public int? Sleep { get; init; }

    [Bounds(1, int.MaxValue), Doc("When contigmalloc has let go of an object to lock its vnode, for the n-th time in the run.")]
    public int? Vnode { get; init; }

    [Bounds(1, int.MaxValue), Doc("When contigmalloc stands before the free mutex for the n-th time in the run; needs granularity fine.")]
    public int? FreeMutex { get; init; }
}
