namespace ActorVm.Simulation;

/// <summary>
/// Follows the messages of a run as they come up, and the chains they join. Numbers them from 0, wherever the run begins:
/// the world may have sent others before.
/// </summary>
internal sealed class MessageChains
{
    private readonly ChainPartition chains = new();
    private readonly List<int> messageOfStep = [];
    private readonly List<int> lastOnChannel = [];
    private readonly List<int> numbers = [];
    private long firstStep;
    private long firstSent;
    private int met;

    /// <summary>The most messages known to wait for each other in no way: at least so wide is the run.</summary>
    public int Width { get; private set; }

    public int Count => chains.Chains;

    public void Clear()
    {
        chains.Clear();
        messageOfStep.Clear();
        lastOnChannel.Clear();
        numbers.Clear();
        (met, Width) = (0, 0);
    }

    /// <summary>Takes in the candidates that were not there before.</summary>
    public void Meet(Candidates candidates)
    {
        if (messageOfStep.Count == 0)
        {
            (firstStep, firstSent) = (candidates.Step, candidates.Step == 0 ? 0 : candidates.FirstSent());
            messageOfStep.Add(-1);
        }

        for (var index = 0; index < candidates.Count; index++)
            Meet(candidates, index);
        Width = Math.Max(Width, Math.Max(candidates.Count, chains.Sets));
    }

    /// <summary>This candidate is delivered next.</summary>
    public void Deliver(Candidates candidates, int index) => messageOfStep.Add(MessageAt(candidates, index));

    public int MessageAt(Candidates candidates, int index) => numbers[(int)(candidates.SentOf(index) - firstSent)];

    public int ChainAt(Candidates candidates, int index) => chains.ChainOf(MessageAt(candidates, index));

    private void Meet(Candidates candidates, int index)
    {
        var sent = candidates.SentOf(index) - firstSent;
        Grow(numbers, sent);
        if (numbers[(int)sent] >= 0)
            return;

        var (channel, sentBy) = (candidates.ChannelNumberOf(index), (int)(candidates.SentByOf(index) - firstStep));
        Grow(lastOnChannel, channel);
        numbers[(int)sent] = met;
        chains.Add(met, sentBy > 0 && sentBy < messageOfStep.Count ? messageOfStep[sentBy] : -1, lastOnChannel[channel]);
        lastOnChannel[channel] = met++;
    }

    private static void Grow(List<int> list, long index)
    {
        while (list.Count <= index)
            list.Add(-1);
    }
}
