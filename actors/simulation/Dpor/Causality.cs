using System.Runtime.CompilerServices;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// Which steps of a path happened before which: a step follows the one that sent its message, the one before on its
/// channel, and every earlier one at its receiver that it does not commute with. Kept as one row of bits a step.
/// </summary>
internal sealed class Causality
{
    private readonly Path path;
    private readonly ICommuting?[] commuting;
    private ulong[][] before = [];
    private ulong[] scratch = new ulong[4];

    public Causality(Path path, World start)
    {
        this.path = path;
        commuting = Array.ConvertAll(start.Cells, cell => cell.Commuting);
    }

    public bool IsBefore(int earlier, int later) => (before[later][earlier >> 6] & (1UL << earlier)) != 0;

    /// <summary>Works out the row of the last step.</summary>
    public void Add()
    {
        var step = path.Length - 1;
        var row = CausesOf(step);
        for (var earlier = path[step].PreviousAtReceiver; earlier >= 0; earlier = path[earlier].PreviousAtReceiver)
        {
            if (!Has(row, earlier) && Depend(earlier, step))
                Join(row, earlier);
            if (commuting[path[step].Receiver] is null)
                break;
        }
    }

    /// <summary>Steps that race with this one: its other order is possible, and nothing stands between.</summary>
    public void ListRaces(int step, List<int> races)
    {
        races.Clear();
        ref readonly var it = ref path[step];
        if (it.PreviousAtReceiver < 0)
            return;

        var row = scratch.AsSpan(0, before[step].Length);
        row.Clear();
        AddCauses(row, it);
        for (var earlier = it.PreviousAtReceiver; earlier >= 0; earlier = path[earlier].PreviousAtReceiver)
        {
            if (!Has(row, earlier) && Depend(earlier, step))
            {
                races.Add(earlier);
                Join(row, earlier);
            }

            if (commuting[it.Receiver] is null)
                break;
        }
    }

    /// <summary>Whether two deliveries do not commute: the same receiver, and not declared harmless.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Depend(int leftProcess, int leftMessage, int rightProcess, int rightMessage)
    {
        var receiver = path.ProcessOf(leftProcess).Receiver;
        return receiver == path.ProcessOf(rightProcess).Receiver
            && (commuting[receiver] is not { } declared || !Commute(declared, leftProcess, leftMessage, rightProcess, rightMessage));
    }

    private bool Depend(int earlier, int later)
    {
        ref readonly var left = ref path[earlier];
        ref readonly var right = ref path[later];
        return Depend(left.Process, left.Message, right.Process, right.Message);
    }

    private bool Commute(ICommuting declared, int leftProcess, int leftMessage, int rightProcess, int rightMessage)
    {
        var left = EnvelopeOf(leftProcess, leftMessage);
        var right = EnvelopeOf(rightProcess, rightMessage);
        return leftProcess != rightProcess && declared.Commute(left, right);
    }

    private Envelope EnvelopeOf(int process, int message)
    {
        var way = path.Catalogue.Channels[path.ProcessOf(process).Lane].Channel;
        return new Envelope(way.From, way.To, path.Catalogue.Messages[message]);
    }

    private Span<ulong> CausesOf(int step)
    {
        if (step >= before.Length)
            Array.Resize(ref before, Math.Max(64, 2 * before.Length));
        var length = (step >> 6) + 1;
        var row = before[step] ??= new ulong[length];
        if (scratch.Length < length)
            Array.Resize(ref scratch, 2 * length);
        Array.Clear(row);
        AddCauses(row, path[step]);
        return row;
    }

    private void AddCauses(Span<ulong> row, in Event it)
    {
        if (it.SentBy >= 0)
            Join(row, it.SentBy);
        if (it.PreviousOnLane >= 0)
            Join(row, it.PreviousOnLane);
    }

    private void Join(Span<ulong> row, int step)
    {
        var other = before[step];
        for (var word = 0; word < other.Length; word++)
            row[word] |= other[word];
        row[step >> 6] |= 1UL << step;
    }

    private static bool Has(ReadOnlySpan<ulong> row, int step) => (row[step >> 6] & (1UL << step)) != 0;
}
