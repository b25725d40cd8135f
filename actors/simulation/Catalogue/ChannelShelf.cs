namespace ActorVm.Simulation;

/// <summary>
/// Every content that one channel was seen with, by number; 0 is empty. A content is a list of message numbers: in the
/// order they were sent, or sorted when order does not count.
/// </summary>
internal sealed class ChannelShelf
{
    private readonly bool isBag;
    private readonly LongMap pushed = new();
    private readonly SortedDictionary<int[], int> numbers = new(Contents.Comparer);
    private volatile int[][] contents = [[], [], [], []];
    private volatile int[][] options = [[], [], [], []];

    public ChannelShelf(Channel channel, bool isBag)
    {
        Channel = channel;
        this.isBag = isBag && !channel.IsTimer;
        numbers.Add([], 0);
        Count = 1;
    }

    public Channel Channel { get; }

    public int Receiver => Channel.To.Number;

    public int Count { get; private set; }

    /// <summary>What may be delivered from this content: pairs of a message and the content that is left.</summary>
    public int[] Options(int content) => options[content];

    /// <summary>The messages of this content.</summary>
    public int[] Messages(int content) => contents[content];

    /// <summary>The content with one message more.</summary>
    public int Push(int content, int message)
    {
        var key = ((ulong)(uint)content << 32) | (uint)message;
        return pushed.TryGet(key, out var result) ? result : AddPush(content, message, key);
    }

    /// <summary>The number of a content, given in the order it has.</summary>
    public int Add(int[] list)
    {
        lock (numbers)
            return Number(list);
    }

    private int AddPush(int content, int message, ulong key)
    {
        lock (numbers)
        {
            if (pushed.TryGet(key, out var result))
                return result;

            int[] longer = [.. contents[content], message];
            if (isBag)
                Array.Sort(longer);
            result = Number(longer);
            pushed.Add(key, result);
            return result;
        }
    }

    private int Number(int[] list)
    {
        if (numbers.TryGetValue(list, out var number))
            return number;

        var left = OptionsOf(list);
        number = Count;
        if (number == contents.Length)
        {
            contents = Longer(contents);
            options = Longer(options);
        }

        contents[number] = list;
        options[number] = left;
        numbers.Add(list, number);
        Count = number + 1;
        return number;
    }

    private int[] OptionsOf(int[] list)
    {
        if (!isBag)
            return [list[0], Number(list[1..])];

        var left = new List<int>();
        for (var index = 0; index < list.Length; index++)
        {
            if (index == 0 || list[index] != list[index - 1])
                left.AddRange([list[index], Number([.. list[..index], .. list[(index + 1)..]])]);
        }

        return [.. left];
    }

    private static int[][] Longer(int[][] list)
    {
        Array.Resize(ref list, 2 * list.Length);
        return list;
    }

    private static class Contents
    {
        public static readonly IComparer<int[]> Comparer =
            Comparer<int[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));
    }
}
