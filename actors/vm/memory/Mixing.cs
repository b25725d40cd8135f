namespace ActorVm.Actors;

/// <summary>Hashing of (place, content) for fingerprints that follow single changes (Zobrist): the same on every machine.</summary>
internal static class Mixing
{
    /// <summary>Zero for zero content, so that what was never written does not count.</summary>
    public static ulong Word(int place, ulong content) => content == 0 ? 0 : Final(Stir(unchecked((ulong)place), content));

    /// <inheritdoc cref="Word"/>
    public static ulong Words(int place, ReadOnlySpan<ulong> content)
    {
        var any = 0UL;
        var mixed = unchecked((ulong)place);
        foreach (var word in content)
        {
            any |= word;
            mixed = Stir(mixed, word);
        }

        return any == 0 ? 0 : Final(mixed);
    }

    private static ulong Stir(ulong mixed, ulong word) =>
        unchecked((ulong.RotateLeft(mixed * 0x9E3779B97F4A7C15, 29) ^ word) * 0xBF58476D1CE4E5B9);

    private static ulong Final(ulong mixed)
    {
        unchecked
        {
            mixed ^= mixed >> 32;
            mixed *= 0x94D049BB133111EB;
            return mixed ^ (mixed >> 29);
        }
    }
}
