using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Properties;

/// <summary>
/// A request does not take pages away from programs while a range that fits it lies free: neither by writing them, nor by
/// being granted pages that were in use when it asked. The free range must be there when it asks and still be there.
/// </summary>
internal sealed class EvictionWatch(string name) : AlwaysWatch(name)
{
    private readonly SortedDictionary<int, KernelMemory> asked = [];

    public override void Saw(in Delivered step, RunView view)
    {
        switch (step.Message)
        {
            case AllocateContig:
                asked[step.To.Number] = view.Memory.Fork();
                break;
            case ContigPutsPages puts when !HasFailed:
                Judge(view, step.To, puts.Put.Pages[0], "writes");
                break;
            case ContigGranted granted when asked.Remove(step.From.Number, out var before) && !HasFailed:
                JudgeGrant(view, before, granted);
                break;
            default:
                break;
        }
    }

    private void Judge(RunView view, ActorId thread, PageIndex page, string does)
    {
        if (view.Requests.OpenOf(thread) is { } request && asked.TryGetValue(thread.Number, out var before)
            && Both(before, view.Memory, request.Call) is { IsNone: false } free)
        {
            Fail(view, $"{request.Driver} {does} page {page.Value}, although pages {free.Value} to {free.Value + PageSize.PagesOf(request.Call.Size) - 1} lie free");
        }
    }

    private void JudgeGrant(RunView view, KernelMemory before, ContigGranted granted)
    {
        var call = view.Requests.LastAnswered!.Call;
        var free = FittingWindows.Find(before, call, page => FittingWindows.IsFree(before, page));
        var taken = Enumerable.Range(granted.First.Value, granted.Pages).Count(page => before[new PageIndex(page)].Queue is PageQueue.Active or PageQueue.Inactive);
        if (taken > 0 && !free.IsNone)
        {
            Fail(view, $"{view.Requests.LastAnswered.Driver} got {taken} pages that programs were using, although pages {free.Value} to {free.Value + granted.Pages - 1} lay free");
        }
    }

    private static PageIndex Both(KernelMemory before, KernelMemory now, AllocateContig call) =>
        FittingWindows.Find(now, call, page => FittingWindows.IsFree(now, page) && FittingWindows.IsFree(before, page));
}
