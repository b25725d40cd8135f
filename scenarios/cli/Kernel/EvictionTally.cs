using ActorVm.Actors;

namespace ActorVm.Cli.Kernel;

/// <summary>Counts the pages that contigmalloc took out of use: active or inactive before, on CACHE or freed after.</summary>
internal sealed class EvictionTally : IKernelTrace
{
    public long Pages { get; private set; }

    public void Happened(KernelEvent what, int number) => Pages += what == KernelEvent.Evict ? number : 0;
}
