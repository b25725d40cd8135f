using System.Runtime.CompilerServices;

namespace ActorVm.Simulation;

/// <summary>
/// Works out everything that can follow a situation. Finds are laid out in flat buffers, one for each partition of the
/// hash space, as (hash, parent, words…), so that whoever owns the partition can take them in one go.
/// </summary>
internal sealed class Successors(Catalogue catalogue, int partitions, bool areFingerprinted)
{
    private readonly ulong[][] buffers = [.. Enumerable.Range(0, partitions).Select(_ => new ulong[1024])];
    private readonly int[] used = new int[partitions];
    private readonly Rehearsal rehearsal = new(catalogue);
    private ulong[] next = [];

    public PackedLayout Layout { get; private set; } = new([]);

    /// <summary>Deliveries worked out so far.</summary>
    public long Transitions { get; private set; }

    /// <summary>The last delivery made an actor throw.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>The situation and the move that made an actor throw first.</summary>
    public (uint Number, Move Move)? FailedMove { get; private set; }

    /// <summary>When set, the moves that led to the finds, in the order of the finds of a single partition.</summary>
    public List<Move>? Moves { get; set; }

    public ReadOnlySpan<ulong> Finds(int partition) => buffers[partition].AsSpan(0, used[partition]);

    public void Clear() => Array.Clear(used);

    public void Use(PackedLayout layout)
    {
        Layout = layout;
        next = new ulong[layout.Words];
        Clear();
    }

    /// <summary>Adds everything that can follow.</summary>
    /// <returns>How many deliveries were possible; −1 when a result does not fit the layout, and nothing was added.</returns>
    public int Add(ReadOnlySpan<ulong> situation, uint number)
    {
        var deliveries = 0;
        var (before, transitionsBefore) = (used[0], Transitions);
        var beforeOther = partitions > 1 ? used[1] : 0;
        var channels = catalogue.Channels;
        var actors = catalogue.ActorCount;
        for (var slot = actors; slot < Layout.Slots; slot++)
        {
            var content = Layout.Get(situation, slot);
            if (content == 0)
                continue;

            var options = channels[slot - actors].Options(content);
            for (var option = 0; option < options.Length; option += 2)
            {
                var ways = Deliver(situation, number, slot, options[option], options[option + 1]);
                if (ways < 0)
                {
                    used[0] = before;
                    if (partitions > 1)
                        used[1] = beforeOther;
                    Transitions = transitionsBefore;
                    return -1;
                }

                deliveries += ways;
            }
        }

        return deliveries;
    }

    /// <summary>Goes from a situation to the one of that number, and says by which move; <see cref="Moves"/> must be set.</summary>
    public Move Go(ulong[] situation, SituationTable table, int number)
    {
        Clear();
        Moves!.Clear();
        Add(situation, 0);
        var finds = Finds(0);
        var stride = Layout.Words + 2;
        for (var move = 0; move < Moves.Count; move++)
        {
            var found = finds.Slice(move * stride + 2, Layout.Words);
            if (table.NumberOf(found, finds[move * stride]) != number)
                continue;
            found.CopyTo(situation);
            return Moves[move];
        }

        throw new InvalidOperationException("a situation cannot be reached from the one it was found from");
    }

    private int Deliver(ReadOnlySpan<ulong> situation, uint number, int slot, int message, int left)
    {
        var channel = slot - catalogue.ActorCount;
        var receiver = catalogue.Channels[channel].Receiver;
        var ways = 0;
        foreach (var outcome in catalogue.Deliver(channel, Layout.Get(situation, receiver), message, rehearsal))
        {
            ways++;
            Transitions++;
            if (outcome.State < 0)
            {
                Failure ??= catalogue.FailureOf(outcome.State);
                FailedMove ??= (number, new Move(catalogue.Channels[channel].Channel, 0, [.. outcome.Choices]));
                continue;
            }

            for (var word = 0; word < next.Length; word++)
                next[word] = situation[word];
            if (!Layout.TrySet(next, slot, left) || !Layout.TrySet(next, receiver, outcome.State) || !Apply(outcome.Effects))
                return -1;
            Moves?.Add(new Move(catalogue.Channels[channel].Channel, 0, [.. outcome.Choices]));
            Put(number);
        }

        return ways;
    }

    private bool Apply(ReadOnlySpan<int> effects)
    {
        for (var effect = 0; effect < effects.Length; effect += 2)
        {
            var (channel, message) = (effects[effect], effects[effect + 1]);
            var slot = catalogue.ActorCount + channel;
            var content = slot < Layout.Slots ? Layout.Get(next, slot) : 0;
            var after = message == 0 ? 0 : catalogue.Channels[channel].Push(content, message);
            if (!Layout.TrySet(next, slot, after))
                return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(uint number)
    {
        var hash = areFingerprinted ? Layout.Fingerprint(next) : StateTable.Hash(next);
        var partition = partitions == 1 ? 0 : Layout.Half(next);
        ref var buffer = ref buffers[partition];
        var at = used[partition];
        if (at + next.Length + 2 > buffer.Length)
            Array.Resize(ref buffer, 2 * buffer.Length);
        buffer[at] = hash;
        buffer[at + 1] = number;
        for (var word = 0; word < next.Length; word++)
            buffer[at + 2 + word] = next[word];
        used[partition] = at + next.Length + 2;
    }
}
