using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// Numbers the channels as they are first used. Shared by a world and all its forks, and only ever added to, so a fork
/// copies nothing; the numbers differ from run to run and are never shown.
/// </summary>
internal sealed class ChannelMap
{
    private readonly Lock adding = new();
    private volatile Table table = new(capacity: 64);
    private int count;

    public int Count => Volatile.Read(ref count);

    public ref readonly Channel this[int channel] => ref table.Channels[channel];

    public long Order(int channel) => table.Orders[channel];

    /// <summary>The number of a channel that has been used before, else −1.</summary>
    public int Find(in Channel channel) => table.Find(channel.Order);

    public int FindOrAdd(ActorId from, ActorId to)
    {
        var found = table.Find(Channel.OrderOf(from, to));
        return found >= 0 ? found : Add(new Channel(from, to));
    }

    public int FindOrAdd(in Channel channel)
    {
        var found = table.Find(channel.Order);
        return found >= 0 ? found : Add(channel);
    }

    private int Add(in Channel channel)
    {
        lock (adding)
        {
            var found = table.Find(channel.Order);
            if (found >= 0)
                return found;

            if (2 * count >= table.Channels.Length)
                table = table.Grown(count);

            // Readers hold no lock: the entry is complete before its key can be found.
            table.Insert(channel, count);
            Volatile.Write(ref count, count + 1);
            return count - 1;
        }
    }

    private sealed class Table(int capacity)
    {
        private readonly long[] keys = new long[2 * capacity];
        private readonly int[] numbers = new int[2 * capacity];

        public Channel[] Channels { get; } = new Channel[capacity];

        public long[] Orders { get; } = new long[capacity];

        public int Find(long key)
        {
            for (var slot = Slot(key); ; slot = (slot + 1) & (keys.Length - 1))
            {
                var found = Volatile.Read(ref keys[slot]);
                if (found == key)
                    return numbers[slot];
                if (found == 0)
                    return -1;
            }
        }

        public void Insert(in Channel channel, int number)
        {
            var key = channel.Order;
            Channels[number] = channel;
            Orders[number] = key;
            var slot = Slot(key);
            while (keys[slot] != 0)
                slot = (slot + 1) & (keys.Length - 1);
            numbers[slot] = number;
            Volatile.Write(ref keys[slot], key);
        }

        public Table Grown(int count)
        {
            var grown = new Table(2 * Channels.Length);
            for (var number = 0; number < count; number++)
                grown.Insert(Channels[number], number);
            return grown;
        }

        private int Slot(long key) => unchecked((int)((ulong)key * 0x9E3779B97F4A7C15UL >> 40)) & (keys.Length - 1);
    }
}
