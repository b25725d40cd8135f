namespace ActorVm.Actors;

// What was worked out about 1024 neighbouring elements stays with them until one of them changes. Forks share it with the
// chunks they share; whoever writes first walks down from the root, and the new path knows nothing.
internal sealed partial class CowArray<T>
{
    /// <summary>Elements of a part.</summary>
    public const int PartWidth = Width * Width;

    /// <summary>The same array, to ask for digests. The next write anywhere will take the long way, past what is kept.</summary>
    public CowArray<T> ForDigests()
    {
        var settled = Settled();
        settled.writeNumber = -1;
        return settled;
    }

    /// <summary>What <paramref name="digester"/> makes of a part; null for one of zeroes that nobody wrote to.</summary>
    /// <remarks>Threads that read one array may work the same out at the same time: either result is right.</remarks>
    public TDigest? DigestOf<TDigest>(int part, IDigester<T, TDigest> digester)
        where TDigest : class
    {
        var chunk = root;
        for (var level = levels; level > 1 && chunk is not null; level--)
            chunk = chunk.Kids[(part >> (Bits * (level - 2))) & Mask];

        if (chunk is null && origin is null)
            return null;

        if (levels == 0)
            return digester.Digest(PartOf(chunk, part));

        ref var digests = ref chunk is null ? ref origin!.DigestsOf(part) : ref chunk.Digests;
        if (digests?[digester.Number] is TDigest known)
            return known;

        var made = digester.Digest(PartOf(chunk, part));
        object?[] all = [.. digests ?? new object?[digester.Count]];
        all[digester.Number] = made;
        digests = all;
        return made;
    }

    private T[] PartOf(Chunk? chunk, int part)
    {
        var elements = new T[PartWidth];
        var leaves = levels == 0 ? 1 : Width;
        for (var leaf = 0; leaf < leaves; leaf++)
        {
            var known = levels == 0 ? chunk : chunk?.Kids[leaf];
            (known?.Items ?? InitialItems((part << Bits) + leaf)).CopyTo(elements, leaf << Bits);
        }

        return elements;
    }
}

/// <summary>Works something out about a part of an array: one of several that are kept side by side.</summary>
internal interface IDigester<T, out TDigest>
{
    /// <summary>Which one it is, of <see cref="Count"/>.</summary>
    int Number { get; }

    int Count { get; }

    TDigest Digest(ReadOnlySpan<T> elements);
}
