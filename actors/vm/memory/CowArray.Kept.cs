namespace ActorVm.Actors;

// The first writes after a fork: most forks of an exploration are a step long and are dropped when their fingerprint turns
// out to be known, so copying chunks for them would be in vain.
internal sealed partial class CowArray<T>
{
    private const int KeptMost = 8;

    private Kept[] kept = [];
    private int keptCount;
    private bool ownsKept;
    private bool isYoung;

    private int PlaceOfKept(int index)
    {
        for (var at = 0; at < keptCount; at++)
        {
            if (kept[at].Index == index)
                return at;
        }

        return -1;
    }

    private bool TryKeep(int index, in T value)
    {
        var at = PlaceOfKept(index);
        if (at < 0 && keptCount == KeptMost)
            return false;

        var before = at >= 0 ? kept[at].Value : this[index];
        changes ^= FingerprintOf(index, before) ^ FingerprintOf(index, value);
        if (!ownsKept)
        {
            var mine = new Kept[KeptMost];
            kept.AsSpan(0, keptCount).CopyTo(mine);
            (kept, ownsKept) = (mine, true);
        }

        kept[at >= 0 ? at : keptCount++] = new Kept(index, value);
        return true;
    }

    // Writes what was kept into the chunks. The fingerprint knows it already.
    private void Settle()
    {
        isYoung = false;
        for (; keptCount > 0; keptCount--)
        {
            var (index, value) = kept[keptCount - 1];
            OwnSettled(index);
            writeItems[index & Mask] = value;
        }
    }

    /// <summary>The same array with nothing kept beside its chunks.</summary>
    private CowArray<T> Settled()
    {
        if (keptCount == 0)
            return this;

        var settled = Branch();
        settled.Settle();
        return settled;
    }

    private int NextKept(int index)
    {
        var next = -1;
        for (var at = 0; at < keptCount; at++)
        {
            var (place, value) = kept[at];
            if (place >= index && (next < 0 || place < next) && !EqualityComparer<T>.Default.Equals(value, default))
                next = place;
        }

        return next;
    }

    private readonly record struct Kept(int Index, T Value);
}
