namespace ActorVm.Simulation;

/// <summary>
/// One run for each trace: algorithm 2 of the paper named at <see cref="DynamicReduction"/>. The shortest way to turn a race
/// round is kept in a wakeup tree, and followed step by step, so that no run ends in what is known.
/// </summary>
internal sealed class OptimalDpor(World start, PathOptions options) : DynamicReduction(start, options)
{
    private readonly List<int> sequence = [];
    private readonly List<bool> isGone = [];

    protected override string Name => "dpor";

    private protected override SavedKind Kind => SavedKind.Traces;

    protected override void TurnRound(int earlier, int later, Node node)
    {
        ListUnaffected(earlier, later);
        Plan(node);
    }

    // The steps after the earlier that do not follow from it, then the later: that turns the race round.
    private void ListUnaffected(int earlier, int later)
    {
        sequence.Clear();
        isGone.Clear();
        for (var step = earlier + 1; step < Path.Length; step++)
        {
            if (step != later && !Causality.IsBefore(earlier, step))
                sequence.Add(step);
        }

        sequence.Add(later);
        for (var index = 0; index < sequence.Count; index++)
            isGone.Add(false);
    }

    // Adds the sequence to the node's tree, unless what it leads to was tried or will be.
    private void Plan(Node node)
    {
        foreach (var (process, message) in node.Sleep)
        {
            if (IsWeakInitial(process, message, out _))
                return;
        }

        if (node.Current is { } current && IsWeakInitial(current.Process, current.Message, out _))
            return;

        var children = node.Pending;
        for (var child = 0; child < children.Count;)
        {
            var it = children[child++];
            if (!IsWeakInitial(it.Process, it.Message, out var at))
                continue;
            if (it.Next.Count == 0 || (at >= 0 && it.Way != WayAt(at)))
                return;
            if (at >= 0)
                isGone[at] = true;
            (children, child) = (it.Next, 0);
        }

        AddBranch(children);
    }

    private void AddBranch(List<Wakeup> children)
    {
        for (var index = 0; index < sequence.Count; index++)
        {
            if (isGone[index])
                continue;
            ref readonly var it = ref Path[sequence[index]];
            var wakeup = new Wakeup(it.Process, it.Message, WayAt(index));
            children.Add(wakeup);
            children = wakeup.Next;
        }
    }

    // The last step meets another state than it did in this run: nobody knows its ways yet.
    private int WayAt(int index) => index == sequence.Count - 1 ? Wakeup.AnyWay : Path[sequence[index]].Way;

    /// <summary>Whether some order of the sequence's trace begins with the process, or could.</summary>
    /// <param name="at">Where the process is in the sequence; −1 when it is not, and commutes with all of it.</param>
    private bool IsWeakInitial(int process, int message, out int at)
    {
        at = -1;
        for (var index = 0; index < sequence.Count; index++)
        {
            if (isGone[index])
                continue;
            ref readonly var it = ref Path[sequence[index]];
            if (it.Process == process)
            {
                at = index;
                return IsFirst(index);
            }

            if (Causality.Depend(process, message, it.Process, it.Message))
                return false;
        }

        return true;
    }

    private bool IsFirst(int index)
    {
        for (var earlier = 0; earlier < index; earlier++)
        {
            if (!isGone[earlier] && Causality.IsBefore(sequence[earlier], sequence[index]))
                return false;
        }

        return true;
    }
}
