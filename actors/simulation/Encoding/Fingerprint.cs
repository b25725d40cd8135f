using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace ActorVm.Simulation;

/// <summary>
/// 128 bits that stand for some bytes, the same in every process and on every machine: MurmurHash3 x64 128
/// (Austin Appleby, public domain). Two different states share one with probability 2⁻¹²⁸, if nobody tries to make them.
/// </summary>
public readonly record struct Fingerprint(ulong High, ulong Low)
{
    private const ulong C1 = 0x87C37B91114253D5UL;
    private const ulong C2 = 0x4CF5AD432745937FUL;

    public static Fingerprint Of(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            ulong h1 = 0, h2 = 0;
            var rest = bytes;
            for (; rest.Length >= 16; rest = rest[16..])
            {
                h1 ^= Mix1(BinaryPrimitives.ReadUInt64LittleEndian(rest));
                h1 = (BitOperations.RotateLeft(h1, 27) + h2) * 5 + 0x52DCE729;
                h2 ^= Mix2(BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]));
                h2 = (BitOperations.RotateLeft(h2, 31) + h1) * 5 + 0x38495AB5;
            }

            Span<byte> tail = stackalloc byte[16];
            tail.Clear();
            rest.CopyTo(tail);
            h2 ^= Mix2(BinaryPrimitives.ReadUInt64LittleEndian(tail[8..])) ^ (ulong)bytes.Length;
            h1 ^= Mix1(BinaryPrimitives.ReadUInt64LittleEndian(tail)) ^ (ulong)bytes.Length;

            h1 += h2;
            h2 += h1;
            h1 = Finish(h1);
            h2 = Finish(h2);
            h1 += h2;
            h2 += h1;
            return new Fingerprint(h1, h2);
        }
    }

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");

    /// <exception cref="FormatException">Not 32 hexadecimal digits.</exception>
    public static Fingerprint Parse(string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        var value = UInt128.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return new Fingerprint((ulong)(value >> 64), unchecked((ulong)value));
    }

    private static ulong Mix1(ulong k) => unchecked(BitOperations.RotateLeft(k * C1, 31) * C2);

    private static ulong Mix2(ulong k) => unchecked(BitOperations.RotateLeft(k * C2, 33) * C1);

    /// <summary>Spreads every bit of the input over all bits of the output.</summary>
    internal static ulong Finish(ulong k)
    {
        unchecked
        {
            k = (k ^ (k >> 33)) * 0xFF51AFD7ED558CCDUL;
            k = (k ^ (k >> 33)) * 0xC4CEB9FE1A85EC53UL;
            return k ^ (k >> 33);
        }
    }
}
