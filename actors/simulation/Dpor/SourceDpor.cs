namespace ActorVm.Simulation;

/// <summary>
/// Algorithm 1 of the paper named at <see cref="DynamicReduction"/>: where a race is to be turned round, some process that
/// can begin that is added to those to be tried. It remembers no more than the process, so a run may come to where all
/// that could follow sleeps: it is given up, and counted as blocked.
/// </summary>
internal sealed class SourceDpor(World start, PathOptions options) : DynamicReduction(start, options)
{
    private readonly List<int> initials = [];

    protected override string Name => "source-dpor";

    private protected override SavedKind Kind => SavedKind.SourceTraces;

    protected override void TurnRound(int earlier, int later, Node node)
    {
        ListInitials(earlier, later);
        foreach (var step in initials)
        {
            if (node.Knows(Path[step].Process))
                return;
        }

        ref readonly var first = ref Path[initials[0]];
        node.Pending.Add(new Wakeup(first.Process, first.Message, Wakeup.AnyWay));
    }

    // Of the steps up to the later that do not follow from the earlier: those before which none of them has to happen.
    private void ListInitials(int earlier, int later)
    {
        initials.Clear();
        for (var step = earlier + 1; step <= later; step++)
        {
            if ((step == later || !Causality.IsBefore(earlier, step)) && !initials.Exists(initial => Causality.IsBefore(initial, step)))
                initials.Add(step);
        }
    }
}
