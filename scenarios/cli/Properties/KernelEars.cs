using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Cli.Properties;

/// <summary>
/// Hears what kernel code does to single pages: which it clears for M_ZERO (a page counts as cleared until it is claimed
/// again), and how often the page daemon passed a page over since it last looked at it.
/// </summary>
internal sealed class KernelEars : IKernelTrace
{
    private readonly SortedSet<int> cleared = [];
    private readonly SortedDictionary<int, int> passedOver = [];

    /// <summary>Somebody else who listens.</summary>
    [field: Recording.NotCarried]
    public IKernelTrace? Other { get; set; }

    /// <summary>A terminated object that somebody locked to work on; none so far.</summary>
    public ObjectId TerminatedObjectInUse { get; private set; } = ObjectId.None;

    public IEnumerable<int> PassedOver => passedOver.Keys;

    public void Happened(KernelEvent what, int number)
    {
        Other?.Happened(what, number);
        switch (what)
        {
            case KernelEvent.Zero:
                cleared.Add(number);
                break;
            case KernelEvent.Claim:
                cleared.Remove(number);
                break;
            case KernelEvent.LocksTerminated:
                TerminatedObjectInUse = new ObjectId(number);
                break;
            case KernelEvent.PassedOver:
                passedOver[number] = TimesPassedOver(number) + 1;
                break;
            case KernelEvent.Reached:
                passedOver.Remove(number);
                break;
            default:
                break;
        }
    }

    public int TimesPassedOver(int page) => passedOver.GetValueOrDefault(page);

    public bool WasCleared(int page) => cleared.Contains(page);
}
