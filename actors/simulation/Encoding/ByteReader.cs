using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorVm.Simulation;

/// <summary>Reads what a <see cref="ByteWriter"/> wrote.</summary>
public ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public readonly bool IsAtEnd => rest.IsEmpty;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Left => rest.Length;

    /// <summary>What owned states were written against, if they were.</summary>
    internal Baseline? Since { get; init; }

    internal ReadOnlySpan<byte> Rest
    {
        readonly get => rest;
        set => rest = value;
    }

    /// <exception cref="InvalidDataException">The bytes end too early.</exception>
    public T Read<T>()
        where T : unmanaged =>
        MemoryMarshal.Read<T>(Take(Unsafe.SizeOf<T>()));

    /// <exception cref="InvalidDataException">The bytes end too early.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)rest.Length)
            throw new InvalidDataException($"{count} more bytes expected, {rest.Length} left");

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
