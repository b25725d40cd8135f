using System.Buffers.Binary;
using System.Numerics;

using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Recording;

/// <summary>Answers of a chooser as bits: as many as tell the alternatives apart, which whoever asks again knows.</summary>
internal static class ChoiceBits
{
    /// <summary>The most an answer takes: that of a seed.</summary>
    public const int Most = 31;

    public static int Of(int alternatives) => alternatives <= 1 ? 0 : BitOperations.Log2((uint)(alternatives - 1)) + 1;
}

/// <summary>Writes down what another chooser answers.</summary>
internal sealed class ChoiceWriter(IChooser chooser) : IChooser
{
    private const int WordBits = 32;

    private byte[] bytes = new byte[1 << 12];
    private ulong open;
    private int openBits;
    private int length;

    /// <summary>Bytes written since the last time they were taken.</summary>
    public int Length => length + (openBits + 7) / 8;

    public int NextDelivery(Candidates candidates) => Write(chooser.NextDelivery(candidates), candidates.Count);

    public int Choose(ActorId actor, in Choice choice) => Write(chooser.Choose(actor, choice), choice.Alternatives);

    /// <summary>All answers since the last time.</summary>
    public byte[] Take()
    {
        var taken = new byte[Length];
        bytes.AsSpan(0, length).CopyTo(taken);
        for (var place = length; place < taken.Length; place++, open >>= 8)
        {
            taken[place] = unchecked((byte)open);
        }

        (open, openBits, length) = (0, 0, 0);
        return taken;
    }

    private int Write(int answer, int alternatives)
    {
        open |= (ulong)(uint)answer << openBits;
        openBits += ChoiceBits.Of(alternatives);
        if (openBits >= WordBits)
        {
            Close();
        }

        return answer;
    }

    private void Close()
    {
        if (length + sizeof(uint) > bytes.Length)
        {
            Array.Resize(ref bytes, 2 * bytes.Length);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(length), unchecked((uint)open));
        length += sizeof(uint);
        open >>= WordBits;
        openBits -= WordBits;
    }
}

/// <summary>Answers as was written down.</summary>
internal sealed class ChoiceReader : IChooser
{
    private byte[] bytes = new byte[sizeof(ulong)];
    private long bits;
    private long next;
    private bool isInSevens;

    /// <summary>Every answer was asked for.</summary>
    public bool IsAtEnd => (next + 7) / 8 == bits / 8;

    /// <param name="inSevens">As they were written at first: seven bits a byte, the lowest first.</param>
    public void Load(byte[] choices, bool inSevens = false)
    {
        // An answer is cut out of eight bytes, wherever it begins.
        (bytes, bits, next, isInSevens) = ([.. choices, .. new byte[sizeof(ulong)]], 8L * choices.Length, 0, inSevens);
    }

    public int NextDelivery(Candidates candidates) => Read(candidates.Count);

    public int Choose(ActorId actor, in Choice choice) => Read(choice.Alternatives);

    private int Read(int alternatives)
    {
        var answer = isInSevens ? ReadSevens() : ReadBits(ChoiceBits.Of(alternatives));
        return answer < Math.Max(alternatives, 1) ? answer : throw new InvalidDataException($"takes alternative {answer} of {alternatives}");
    }

    private int ReadBits(int count)
    {
        if (next + count > bits)
        {
            throw TooFew();
        }

        var around = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan((int)(next >> 3)));
        var answer = (int)((around >> (int)(next & 7)) & ((1UL << count) - 1));
        next += count;
        return answer;
    }

    private int ReadSevens()
    {
        var answer = 0UL;
        for (var shift = 0; next < bits && shift < ChoiceBits.Most; shift += 7)
        {
            var part = bytes[next >> 3];
            next += 8;
            answer |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return answer <= int.MaxValue ? (int)answer : throw TooFew();
            }
        }

        throw TooFew();
    }

    private static InvalidDataException TooFew() => new("asks for more choices than were recorded");
}
