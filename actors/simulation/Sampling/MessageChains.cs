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

    // Of each message sent, its number + 1; of each candidate, its number.
    private int[] numbers = new int[64];
    private int[] waiting = new int[16];
    private long firstStep;
    private long firstSent;
    private int met;
    private bool joinsChains = true;

    /// <summary>The most messages known to wait for each other in no way: at least so wide is the run.</summary>
    public int Width { get; private set; }

    public int Count => chains.Chains;

    /// <param name="withChains">False for a run in which nobody asks for chains: messages are only numbered.</param>
    public void Clear(bool withChains = true)
    {
        joinsChains = withChains;
        chains.Clear();
        messageOfStep.Clear();
        lastOnChannel.Clear();
        Array.Clear(numbers);
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

        if (candidates.Count > waiting.Length)
            waiting = new int[2 * candidates.Count];
        for (var index = 0; index < candidates.Count; index++)
        {
            var sent = (int)(candidates.SentOf(index) - firstSent);
            if (sent >= numbers.Length)
                Array.Resize(ref numbers, 2 * sent);
            if (numbers[sent] == 0)
                Meet(candidates, index, sent);
            waiting[index] = numbers[sent] - 1;
        }

        Width = Math.Max(Width, Math.Max(candidates.Count, chains.Sets));
    }

    /// <summary>This candidate is delivered next.</summary>
    public void Deliver(int index) => messageOfStep.Add(waiting[index]);

    /// <summary>The number of one of the candidates met last.</summary>
    public int MessageAt(int index) => waiting[index];

    /// <summary>The chain of one of the candidates met last.</summary>
    public int ChainAt(int index) => chains.ChainOf(waiting[index]);

    private void Meet(Candidates candidates, int index, int sent)
    {
        var (channel, sentBy) = (candidates.ChannelNumberOf(index), (int)(candidates.SentByOf(index) - firstStep));
        Grow(lastOnChannel, channel);
        if (joinsChains)
            chains.Add(met, sentBy > 0 && sentBy < messageOfStep.Count ? messageOfStep[sentBy] : -1, lastOnChannel[channel]);
        lastOnChannel[channel] = met++;
        numbers[sent] = met;
    }

    private static void Grow(List<int> list, long index)
    {
        while (list.Count <= index)
            list.Add(-1);
    }
}
