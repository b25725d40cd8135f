using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ActorVm.Persistence;

/// <summary>Bytes with a hash before them that covers the bytes, the place they are stored at and what they follow.</summary>
internal static class Sealed
{
    public const int HashBytes = SHA256.HashSizeInBytes;

    public static byte[] Hash(string place, long number, ReadOnlySpan<byte> previous, ReadOnlySpan<byte> body)
    {
        Span<byte> where = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(where, number);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(place));
        hash.AppendData(where);
        hash.AppendData(previous);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    public static byte[] Seal(string place, long number, ReadOnlySpan<byte> previous, ReadOnlySpan<byte> body) =>
        [.. Hash(place, number, previous, body), .. body];

    /// <returns>The body, or null where the hash does not fit.</returns>
    public static byte[]? Open(string place, long number, ReadOnlySpan<byte> previous, ReadOnlySpan<byte> stored) =>
        stored.Length >= HashBytes && stored[..HashBytes].SequenceEqual(Hash(place, number, previous, stored[HashBytes..]))
            ? stored[HashBytes..].ToArray()
            : null;

    public static byte[] HashOf(byte[] stored) => stored[..HashBytes];
}
