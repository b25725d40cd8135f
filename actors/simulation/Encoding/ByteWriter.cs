using System.Buffers;
using System.Runtime.CompilerServices;

namespace ActorVm.Simulation;

/// <summary>A growing buffer. Numbers are little-endian, so equal values are equal bytes on every machine.</summary>
public sealed class ByteWriter(bool abridged = false) : IBufferWriter<byte>
{
    private byte[] bytes = new byte[256];
    private int length;

    /// <summary>Owned states write their fingerprint instead of their contents: enough to compare by, too little to read back.</summary>
    public bool Abridged => abridged;

    /// <summary>More than this is not written: then <see cref="InsufficientMemoryException"/>.</summary>
    internal int Most { get; init; } = Array.MaxLength;

    /// <summary>Owned states write only how they differ from these.</summary>
    internal Baseline? Since { get; init; }

    /// <summary>Owned states are put there; what is written does not matter.</summary>
    internal Baseline? Collects { get; init; }

    public int Length => length;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    public void Clear() => length = 0;

    public void Write<T>(T value)
        where T : unmanaged
    {
        if (length + Unsafe.SizeOf<T>() > bytes.Length)
            Grow(Unsafe.SizeOf<T>());
        Unsafe.WriteUnaligned(ref bytes[length], value);
        length += Unsafe.SizeOf<T>();
    }

    /// <summary>Writes the bytes of a number, a truth value or an enum.</summary>
    internal void WriteRaw<T>(T value)
    {
        if (length + Unsafe.SizeOf<T>() > bytes.Length)
            Grow(Unsafe.SizeOf<T>());
        Unsafe.WriteUnaligned(ref bytes[length], value);
        length += Unsafe.SizeOf<T>();
    }

    public void Write(ReadOnlySpan<byte> values)
    {
        values.CopyTo(GetSpan(values.Length));
        length += values.Length;
    }

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return bytes.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return bytes.AsSpan(length);
    }

    private void Grow(int count)
    {
        if (bytes.Length - length >= count)
            return;
        if ((long)length + count > Most)
            throw new InsufficientMemoryException("more is to be written than was allowed");
        Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * bytes.Length, (long)length + count)));
    }
}
