using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Properties;

/// <summary>
/// No request is refused while a range that fits it is there. It looks right after each step of the caller's kernel code, so
/// memory that came free only after the last search does not count. Requests without kernel addresses are not its matter;
/// nor does it know of writes that would fail.
/// </summary>
internal sealed class RefusalWatch(string name, Func<KernelMemory, AllocateContig, PageIndex> find) : AlwaysWatch(name)
{
    private readonly SortedDictionary<int, PageIndex> windows = [];

    public static RefusalWatch Free(string name) =>
        new(name, (memory, call) => FittingWindows.Find(memory, call, page => FittingWindows.IsFree(memory, page)));

    public static RefusalWatch Reclaimable(string name) =>
        new(name, (memory, call) => FittingWindows.Find(memory, call, page => FittingWindows.IsReclaimable(memory, page, mayWrite: !call.Flags.HasFlag(MallocFlags.NoWait))));

    public override void Saw(in Delivered step, RunView view)
    {
        switch (step.Message)
        {
            case ContinueContig or ContigPagesWritten or ContigVnodeBusy when view.Requests.OpenOf(step.From) is { } request:
                windows[step.From.Number] = find(view.Memory, request.Call);
                break;
            case NoSpace:
                windows.Remove(step.To.Number);
                break;
            case ContigRefused when !HasFailed && windows.Remove(step.From.Number, out var window) && !window.IsNone:
                Fail(view, Words(view, window));
                break;
            default:
                break;
        }
    }

    private static string Words(RunView view, PageIndex window)
    {
        var request = view.Requests.LastAnswered!;
        var last = window.Value + PageSize.PagesOf(request.Call.Size) - 1;
        return $"{request.Driver} is told NULL, but pages {window.Value} to {last} are {RangeWords.Of(view.Memory, window.Value, last)}";
    }
}

/// <summary>What a range of pages is, in a few words.</summary>
internal static class RangeWords
{
    public static string Of(KernelMemory memory, int first, int last)
    {
        var counts = Enumerable.Range(first, last - first + 1)
            .GroupBy(page => Word(memory[new PageIndex(page)]))
            .Select(group => $"{group.Count()} {group.Key}");
        return string.Join(", ", counts);
    }

    private static string Word(in PageState page) => page.Queue switch
    {
        PageQueue.Free => "free",
        PageQueue.Cache => "cached",
        PageQueue.Inactive => page.Dirty != 0 || page.IsModified ? "inactive and dirty" : "inactive and clean",
        PageQueue.Active => page.Dirty != 0 || page.IsModified ? "active and dirty" : "active and clean",
        PageQueue.Hold => "on HOLD",
        _ => page.WireCount > 0 ? "wired" : "on no queue",
    };
}
