using ActorVm.Actors;

namespace ActorVm.Cli.Properties;

/// <summary>Hears which pages kernel code clears for M_ZERO. A page counts as cleared until it is claimed again.</summary>
internal sealed class KernelEars : IKernelTrace
{
    private readonly SortedSet<int> cleared = [];

    public void Happened(KernelEvent what, int number)
    {
        if (what == KernelEvent.Zero)
        {
            cleared.Add(number);
        }
        else if (what == KernelEvent.Claim)
        {
            cleared.Remove(number);
        }
    }

    public bool WasCleared(int page) => cleared.Contains(page);
}
