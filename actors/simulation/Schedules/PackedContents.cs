using System.Buffers.Text;
using System.IO.Compression;

namespace ActorVm.Simulation;

/// <summary>
/// A series of saved worlds, each packed as what is different from the one before, actor by actor. The first stands
/// alone when it is small; else it is told against the start, which the reader has as well.
/// </summary>
internal sealed class PackedContents
{
    /// <summary>Worlds that take more than this are not saved at all: only their hashes are.</summary>
    public const int BytesMost = 16 << 20;

    private const int HeadBytes = 5;
    private const int DeflatedFrom = 256;

    private readonly byte[][] start;
    private readonly ByteWriter writer = new() { Most = BytesMost };
    private readonly int[] ends;
    private byte[][] parts;
    private bool isFirst = true;

    private PackedContents(World world)
    {
        ends = new int[world.ActorCount + 2];
        start = Split(world);
        parts = start;
    }

    private enum Base : byte
    {
        Nothing,
        Start,
        Before,
    }

    /// <summary>Bytes of the world as it was saved last.</summary>
    public long Bytes => parts.Sum(part => (long)part.Length);

    /// <summary>Null when the world is too big.</summary>
    public static PackedContents? Of(World start)
    {
        try
        {
            return new PackedContents(start);
        }
        catch (InsufficientMemoryException)
        {
            return null;
        }
    }

    /// <summary>The world as one word of text; null when it has become too big.</summary>
    /// <param name="standsAlone">Not told against anything.</param>
    public string? Pack(World world, bool standsAlone)
    {
        byte[][] now;
        try
        {
            now = Split(world);
        }
        catch (InsufficientMemoryException)
        {
            return null;
        }

        var before = standsAlone ? Empty(now.Length) : isFirst ? Told(start) : parts;
        using var told = new MemoryStream();
        using (var output = new BinaryWriter(told))
        {
            output.Write((byte)(standsAlone ? Base.Nothing : isFirst ? Base.Start : Base.Before));
            output.Write(HashOf(before));
            for (var part = 0; part < now.Length; part++)
                Patch.Write(output, before[part], now[part]);
        }

        (parts, isFirst) = (now, false);
        return Convert.ToBase64String(Sealed(told.ToArray()));
    }

    /// <summary>What was packed last was not written after all.</summary>
    public void Forget() => (parts, isFirst) = (start, true);

    /// <summary>Reads what was packed after the one read before.</summary>
    /// <returns>False when the one it is told against was not read.</returns>
    /// <exception cref="FormatException">The text was damaged.</exception>
    public bool TryUnpack(string text)
    {
        if (!Base64.IsValid(text) || Convert.FromBase64String(text) is not { Length: > HeadBytes } bytes || BitConverter.ToInt32(bytes) != CheckOf(bytes))
            throw new FormatException("the packed state is damaged");

        using Stream told = new MemoryStream(bytes, HeadBytes, bytes.Length - HeadBytes);
        using var input = new BinaryReader(bytes[HeadBytes - 1] == 0 ? told : new DeflateStream(told, CompressionMode.Decompress));
        var before = (Base)input.ReadByte() switch
        {
            Base.Nothing => Empty(parts.Length),
            Base.Start => Told(start),
            _ => parts,
        };
        if (input.ReadUInt64() != HashOf(before))
            return false;
        parts = Array.ConvertAll(before, part => Patch.Read(input, part));
        return true;
    }

    /// <summary>The world that was read last.</summary>
    public World Restore(World like)
    {
        var world = like.Fork();
        world.Load(parts.SelectMany(part => part).ToArray());
        return world;
    }

    // A check, whether it is deflated, then what is told. Deflating a little costs much and saves nothing.
    private static byte[] Sealed(byte[] told)
    {
        using var packed = new MemoryStream();
        packed.Write(new byte[HeadBytes - 1]);
        packed.WriteByte(told.Length > DeflatedFrom ? (byte)1 : (byte)0);
        if (told.Length > DeflatedFrom)
        {
            using var deflated = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            deflated.Write(told);
        }
        else
        {
            packed.Write(told);
        }

        var bytes = packed.ToArray();
        BitConverter.TryWriteBytes(bytes, CheckOf(bytes));
        return bytes;
    }

    private static int CheckOf(byte[] bytes) => unchecked((int)Fingerprint.Of(bytes.AsSpan(4)).Low);

    private static ulong HashOf(byte[][] parts) => parts.Aggregate(0UL, (hash, part) => unchecked(hash * 31 + Fingerprint.Of(part).Low));

    private static byte[][] Empty(int count) => [.. Enumerable.Repeat(Array.Empty<byte>(), count)];

    // The channels of the mail are numbered as they come up, so it may be another with whoever reads this.
    private static byte[][] Told(byte[][] start) => [.. start[..^1], []];

    private byte[][] Split(World world)
    {
        writer.Clear();
        world.Save(writer, ends);
        var split = new byte[ends.Length][];
        for (var (part, from) = (0, 0); part < ends.Length; from = ends[part++])
            split[part] = writer.Written[from..ends[part]].ToArray();
        return split;
    }

    /// <summary>One actor's bytes told against what they were.</summary>
    private static class Patch
    {
        public static void Write(BinaryWriter output, ReadOnlySpan<byte> before, ReadOnlySpan<byte> now)
        {
            output.Write7BitEncodedInt(now.Length);
            var at = 0;
            while (at < now.Length)
            {
                var same = now[at..].CommonPrefixLength(at < before.Length ? before[at..] : []);
                at += same;
                var other = Differing(before, now, at);
                output.Write7BitEncodedInt(same);
                output.Write7BitEncodedInt(other);
                output.Write(now.Slice(at, other));
                at += other;
            }
        }

        public static byte[] Read(BinaryReader input, byte[] before)
        {
            var now = new byte[input.Read7BitEncodedInt()];
            for (var at = 0; at < now.Length;)
            {
                var same = input.Read7BitEncodedInt();
                before.AsSpan(at, same).CopyTo(now.AsSpan(at));
                at += same;
                var other = input.Read7BitEncodedInt();
                input.BaseStream.ReadExactly(now.AsSpan(at, other));
                at += other;
            }

            return now;
        }

        // Up to where some bytes in a row are the same again: a shorter gap costs more to tell than to repeat.
        private static int Differing(ReadOnlySpan<byte> before, ReadOnlySpan<byte> now, int from)
        {
            const int Gap = 8;
            var at = from;
            while (at < now.Length)
            {
                if (at < before.Length && now[at] == before[at]
                    && now[at..].CommonPrefixLength(before[at..]) is var same && (same >= Gap || at + same == now.Length))
                {
                    return at - from;
                }

                at++;
            }

            return at - from;
        }
    }
}
