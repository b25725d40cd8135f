namespace ActorVm.Cli.Files;

/// <summary>Numbers in as few bytes as they need: seven bits a byte, lowest first, the eighth bit set in all but the last.</summary>
internal static class Variable
{
    private const int BitsMax = 35;

    public static void Write(Stream bytes, long number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            bytes.WriteByte((byte)((number & 0x7f) | 0x80));
        }

        bytes.WriteByte((byte)number);
    }

    /// <summary>Reads one number, and moves on behind it.</summary>
    /// <returns>False: it has no end.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, ref int at, out long number)
    {
        number = 0;
        for (var shift = 0; at < bytes.Length && shift < BitsMax; shift += 7)
        {
            var one = bytes[at++];
            number |= (long)(one & 0x7f) << shift;
            if ((one & 0x80) == 0)
            {
                return true;
            }
        }

        return false;
    }
}
