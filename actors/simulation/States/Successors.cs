namespace ActorVm.Simulation;

/// <summary>
/// Works out everything that can follow a situation. Most deliveries are met again and again, and then are some bits to
/// flip; the others are asked of the catalogue, effect by effect.
/// </summary>
internal sealed partial class Successors
{
    private const int Everybody = -1;

    private readonly Catalogue catalogue;
    private readonly Rehearsal rehearsal;
    private readonly Flips flips = new();
    private readonly Finds finds;
    private readonly bool isBag;
    private int[] receivers = [];
    private int[] numbers = [];
    private Possible[] possible = [];
    private ulong[] next = [];
    private ulong nextHash;

    public Successors(Catalogue catalogue, int partitions)
    {
        this.catalogue = catalogue;
        rehearsal = new Rehearsal(catalogue);
        finds = new Finds(partitions);
        isBag = catalogue.World.Delivery == Delivery.Bag;
    }

    public PackedLayout Layout { get; private set; } = new([]);

    /// <summary>Deliveries worked out so far.</summary>
    public long Transitions { get; private set; }

    /// <summary>The last delivery made an actor throw.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>The situation and the move that made an actor throw first.</summary>
    public (uint Number, Move Move)? FailedMove { get; private set; }

    /// <summary>When set, the moves that led to the finds, in the order of the finds of a single partition.</summary>
    public List<Move>? Moves { get; set; }

    /// <summary>Where a bit says which situations are known: those are not found again. Nobody adds to them meanwhile.</summary>
    public DenseTable[] Known { get; set; } = [];

    public ReadOnlySpan<ulong> Finds(int partition) => finds[partition];

    public void Clear() => finds.Clear(Layout.Words);

    public void Use(PackedLayout layout)
    {
        Layout = layout;
        next = new ulong[layout.Words];
        numbers = new int[layout.Slots];
        possible = new Possible[layout.Slots];
        receivers = [.. Enumerable.Range(0, layout.Slots - catalogue.ActorCount).Select(channel => catalogue.Channels[channel].Receiver)];
        flips.Clear();
        Clear();
    }

    /// <summary>Adds everything that can follow, or as much of it as is enough.</summary>
    /// <returns>How many deliveries were possible; −1 when a result does not fit the layout, and nothing was added.</returns>
    public int Add(ReadOnlySpan<ulong> situation, uint number)
    {
        var count = Look(situation, out var hash);
        var enough = Ample is null ? 0 : AddEnough(situation, hash, number, count);
        return enough != 0 ? enough : Add(situation, hash, number, count, Everybody);
    }

    private int Add(ReadOnlySpan<ulong> situation, ulong hash, uint number, int count, int receiver)
    {
        finds.Mark();
        var transitionsBefore = Transitions;
        var deliveries = 0;
        for (var index = 0; index < count; index++)
        {
            ref readonly var delivery = ref possible[index];
            if (receiver != Everybody && receivers[delivery.Channel] != receiver)
                continue;
            ref readonly var flip = ref flips[delivery.Place];
            if (flip.Key == delivery.Key && (situation[flip.SentWord] & flip.SentEmpty) == 0)
            {
                var found = finds.Add(unchecked(hash + flip.Hash), number, situation);
                found[flip.ReceiverWord] ^= flip.Receiver;
                found[flip.ChannelWord] ^= flip.Channel;
                found[flip.SentWord] ^= flip.Sent;
                Transitions++;
                rehearsal.Asked++;
                deliveries++;
                continue;
            }

            var ways = Deliver(situation, hash, number, delivery);
            if (ways < 0)
            {
                finds.TakeBack();
                Transitions = transitionsBefore;
                return -1;
            }

            deliveries += ways;
        }

        return deliveries;
    }

    /// <summary>Goes from a situation to the one of that number, and says by which move; <see cref="Moves"/> must be set.</summary>
    public Move Go(ulong[] situation, SituationTable table, int number)
    {
        Clear();
        Moves!.Clear();
        Add(situation, 0);
        var found = Finds(0);
        var stride = Layout.Words + 2;
        for (var move = 0; move < Moves.Count; move++)
        {
            var words = found.Slice(move * stride + 2, Layout.Words);
            if (table.NumberOf(words, found[move * stride]) != number)
                continue;
            words.CopyTo(situation);
            return Moves[move];
        }

        throw new InvalidOperationException("a situation cannot be reached from the one it was found from");
    }

    // Which channels are not empty, and the hash of the situation on the way.
    private int Look(ReadOnlySpan<ulong> situation, out ulong hash)
    {
        var actors = catalogue.ActorCount;
        var count = 0;
        hash = 0;
        var isWorthAsking = !isBag && rehearsal.IsWorthAsking;
        for (var slot = 0; slot < numbers.Length; slot++)
        {
            var number = Layout.Get(situation, slot);
            numbers[slot] = number;
            if (number == 0)
                continue;

            hash = unchecked(hash + PackedLayout.HashOf(slot, number));
            if (slot < actors)
                continue;

            var (channel, state) = (slot - actors, numbers[receivers[slot - actors]]);
            var key = isWorthAsking && Flips.HasKey(state, channel, number) ? Flips.KeyOf(state, channel, number) : ulong.MaxValue;
            possible[count++] = new Possible(key, flips.PlaceOf(key), channel);
        }

        return count;
    }

    private int Deliver(ReadOnlySpan<ulong> situation, ulong hash, uint number, in Possible delivery)
    {
        var ways = 0;
        var options = catalogue.Channels[delivery.Channel].Options(numbers[catalogue.ActorCount + delivery.Channel]);
        for (var option = 0; option < options.Length; option += 2)
        {
            var added = Deliver(situation, hash, number, delivery, options[option], options[option + 1]);
            if (added < 0)
                return -1;
            ways += added;
        }

        return ways;
    }

    private int Deliver(ReadOnlySpan<ulong> situation, ulong hash, uint number, in Possible delivery, int message, int left)
    {
        var receiver = receivers[delivery.Channel];
        var ways = 0;
        foreach (var alike in catalogue.Deliver(delivery.Channel, numbers[receiver], message, rehearsal))
        {
            // On the way to a situation that is known, what does not fit leads elsewhere.
            if ((!TrySend(situation, hash, alike.Effects, delivery.Channel, left) || !TryFindAll(situation, number, delivery.Channel, receiver, alike)) && Moves is null)
                return -1;
            ways += alike.Ways;
            if (!alike.HasChoices && delivery.Key != ulong.MaxValue && Moves is null && rehearsal.IsWorthKeeping && alike.StateAfter(0) >= 0)
                Learn(delivery, alike.StateAfter(0), alike.Effects, left);
        }

        Transitions += ways;
        return ways;
    }

    // The situation with the message gone and everything sent; the receiver is as it was.
    private bool TrySend(ReadOnlySpan<ulong> situation, ulong hash, ReadOnlySpan<int> effects, int emptied, int left)
    {
        situation.CopyTo(next);
        nextHash = hash;
        for (var effect = 0; effect < effects.Length; effect += 2)
        {
            var (channel, message) = (effects[effect], effects[effect + 1]);
            var slot = catalogue.ActorCount + channel;
            if (channel == emptied)
            {
                left = ContentAfter(channel, left, message);
                continue;
            }

            var content = slot < Layout.Slots ? Layout.Get(next, slot) : 0;
            if (!TryPut(slot, content, ContentAfter(channel, content, message)))
                return false;
        }

        var emptiedSlot = catalogue.ActorCount + emptied;
        return TryPut(emptiedSlot, numbers[emptiedSlot], left);
    }

    private bool TryPut(int slot, int before, int after)
    {
        if (before == after)
            return true;
        nextHash = unchecked(nextHash + PackedLayout.HashOf(slot, after) - PackedLayout.HashOf(slot, before));
        return Layout.TrySet(next, slot, after);
    }

    private bool TryFindAll(ReadOnlySpan<ulong> situation, uint number, int channel, int receiver, in Outcomes.Group alike)
    {
        var before = numbers[receiver];
        var hash = unchecked(nextHash - PackedLayout.HashOf(receiver, before));
        for (var way = 0; way < alike.Ways; way++)
        {
            var state = alike.StateAfter(way);
            if (state < 0)
            {
                Failure ??= catalogue.FailureOf(state);
                FailedMove ??= (number, new Move(catalogue.Channels[channel].Channel, 0, [.. alike.ChoicesOf(way)]));
                continue;
            }

            // It stays where it is: nothing to find.
            if (state == before && situation.SequenceEqual(next))
                continue;

            if (!Layout.TryFlip(receiver, before, state, out var word, out var bits))
            {
                if (Moves is null)
                    return false;
                continue;
            }

            if (IsKnown(next[word] ^ bits))
                continue;

            finds.Add(unchecked(hash + PackedLayout.HashOf(receiver, state)), number, next)[word] ^= bits;
            Moves?.Add(new Move(catalogue.Channels[channel].Channel, 0, [.. alike.ChoicesOf(way)]));
        }

        return true;
    }

    private bool IsKnown(ulong situation)
    {
        foreach (var table in Known)
        {
            if (table.Has(situation))
                return true;
        }

        return false;
    }

    private int ContentAfter(int channel, int content, int message) =>
        message == 0 ? 0 : catalogue.Channels[channel].Push(content, message);

    /// <summary>A channel that is not empty, and where the flip of its delivery would be.</summary>
    private readonly record struct Possible(ulong Key, int Place, int Channel);
}
