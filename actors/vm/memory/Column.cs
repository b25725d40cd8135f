namespace ActorVm.Actors;

/// <summary>
/// One of several arrays that are forked together: the array stays shared until one side writes, so a fork of all
/// columns costs what a fork of those written to costs.
/// </summary>
internal struct Column<T>(CowArray<T> array)
    where T : unmanaged
{
    private CowArray<T> array = array;
    private bool isShared;

    public readonly int Length => array.Length;

    public readonly ulong Fingerprint => array.Fingerprint;

    /// <summary>To read.</summary>
    public readonly CowArray<T> Shared => array;

    /// <summary>To write.</summary>
    public CowArray<T> Own
    {
        get
        {
            if (isShared)
                (array, isShared) = (array.Branch(), false);
            return array;
        }
    }

    public T this[int index]
    {
        readonly get => array[index];
        set => Own[index] = value;
    }

    /// <summary>A copy for somebody else. From now on neither side writes to the array they share.</summary>
    public Column<T> Fork()
    {
        isShared = true;
        return this;
    }
}
