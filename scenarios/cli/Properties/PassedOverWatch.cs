using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Properties;

/// <summary>
/// The page daemon does not pass the same page over, for want of its object's lock, again and again for so long without once
/// looking at it. Looks ten times in the given time.
/// </summary>
internal sealed class PassedOverWatch(string name, Duration most) : AlwaysWatch(name)
{
    private const int Looks = 10;

    private readonly SortedDictionary<int, Tick> since = [];
    private Tick next;

    public override void Saw(in Delivered step, RunView view)
    {
        if (HasFailed || step.At < next)
        {
            return;
        }

        next = step.At + new Duration(Math.Max(1, most.Nanoseconds / Looks));
        foreach (var reached in since.Keys.Where(page => view.Ears.TimesPassedOver(page) == 0).ToArray())
        {
            since.Remove(reached);
        }

        foreach (var page in view.Ears.PassedOver)
        {
            Judge(view, page, step.At);
        }
    }

    private void Judge(RunView view, int page, Tick now)
    {
        since.TryAdd(page, now);
        var (age, state) = (now - since[page], view.Memory[new PageIndex(page)]);
        if (state.Queue is not (PageQueue.Inactive or PageQueue.Active))
        {
            since.Remove(page);
        }
        else if (!HasFailed && age.Nanoseconds >= most.Nanoseconds && view.Ears.TimesPassedOver(page) > 1)
        {
            Fail(view, $"page {page} of object {view.Memory.OwnerOf(new PageIndex(page)).Object.Value} starves on {(state.Queue == PageQueue.Inactive ? "INACTIVE" : "ACTIVE")} for {Scenarios.Times.Text(age)}: the page daemon passed it over {view.Ears.TimesPassedOver(page)} times because its object was locked");
        }
    }
}
