using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>What one actor was delivered on its own thread, and how its choices fell. Cheap to write: nobody else looks before the run is over.</summary>
public sealed class LiveLog
{
    private const int PieceBits = 10;
    private const int PieceMask = (1 << PieceBits) - 1;

    // In pieces, so that nothing written is copied again.
    private readonly List<Entry[]> pieces = [];
    private int[] choices = new int[16];
    private int choiceCount;

    public int Count { get; private set; }

    internal ref readonly Entry this[int index] => ref pieces[index >> PieceBits][index & PieceMask];

    /// <summary>A delivery begins.</summary>
    /// <param name="stamp">When, by a clock that all threads share and that never goes back.</param>
    /// <param name="sentBy">The how manieth step of the sender sent it; 0: before its first.</param>
    public void Begin(long stamp, in Channel channel, long sequence, int sentBy)
    {
        if ((Count & PieceMask) == 0)
            pieces.Add(new Entry[PieceMask + 1]);
        pieces[^1][Count++ & PieceMask] = new Entry(stamp, channel, (int)sequence, sentBy, choiceCount);
    }

    /// <summary>The receiver's choice fell so.</summary>
    public void Chose(int chosen)
    {
        if (choiceCount == choices.Length)
            Array.Resize(ref choices, 2 * choiceCount);
        choices[choiceCount++] = chosen;
    }

    /// <summary>
    /// One order of all deliveries: each actor's own, and no message before the step that sent it; else by their stamps.
    /// </summary>
    /// <param name="logs">By actor.</param>
    /// <param name="timeOf">Virtual time of a stamp.</param>
    public static IReadOnlyList<LiveDelivery> Merge(IReadOnlyList<LiveLog> logs, Func<long, Tick> timeOf)
    {
        ArgumentNullException.ThrowIfNull(logs);
        ArgumentNullException.ThrowIfNull(timeOf);
        return new Merging(logs, timeOf).Run();
    }

    private LiveDelivery DeliveryOf(int index, Func<long, Tick> timeOf)
    {
        ref readonly var entry = ref this[index];
        var end = index + 1 < Count ? this[index + 1].FirstChoice : choiceCount;
        var chosen = end == entry.FirstChoice ? [] : ImmutableArray.Create(choices, entry.FirstChoice, end - entry.FirstChoice);
        return new LiveDelivery(new Move(entry.Channel, entry.Sequence, chosen), timeOf(entry.Stamp));
    }

    internal readonly record struct Entry(long Stamp, Channel Channel, int Sequence, int SentBy, int FirstChoice);

    private sealed class Merging(IReadOnlyList<LiveLog> logs, Func<long, Tick> timeOf)
    {
        private readonly int[] taken = new int[logs.Count];
        private readonly List<int>[] waiting = [.. logs.Select(_ => new List<int>())];
        private readonly PriorityQueue<int, long> heads = new();

        public List<LiveDelivery> Run()
        {
            var merged = new List<LiveDelivery>(logs.Sum(log => log.Count));
            for (var actor = 0; actor < logs.Count; actor++)
                Offer(actor);
            while (heads.TryDequeue(out var actor, out _))
            {
                merged.Add(logs[actor].DeliveryOf(taken[actor]++, timeOf));
                Offer(actor);
                if (waiting[actor].Count > 0)
                    OfferAgain(waiting[actor]);
            }

            return merged.Count == logs.Sum(log => log.Count)
                ? merged
                : throw new InvalidDataException("a message was delivered that nobody sent");
        }

        private void OfferAgain(List<int> actors)
        {
            int[] again = [.. actors];
            actors.Clear();
            foreach (var actor in again)
                Offer(actor);
        }

        private void Offer(int actor)
        {
            if (taken[actor] == logs[actor].Count)
                return;
            ref readonly var head = ref logs[actor][taken[actor]];
            var sender = head.Channel.From;
            if (sender != ActorId.Outside && taken[sender.Number] < head.SentBy)
                waiting[sender.Number].Add(actor);
            else
                heads.Enqueue(actor, head.Stamp);
        }
    }
}
