using System.Buffers;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// Which pages of which objects have a copy in swap, and where. Blocks are taken in order round the device, so that
/// writes that follow each other lie together; or always the lowest, so that equal situations are equal. Mutable and owned by the swap pager; a fork is independent.
/// </summary>
/// <remarks>Kernel notes §6.</remarks>
public sealed class SwapSpace : IOwnedState<SwapSpace>
{
    private const int Lowest = -1;

    private readonly CowArray<long> blocks;
    private readonly List<CowArray<long>> homes;
    private int next;

    /// <param name="pages">Its size.</param>
    /// <param name="takesLowest">For explorations: where the last write went is not remembered.</param>
    public SwapSpace(int pages, bool takesLowest = false)
    {
        Capacity = pages;
        next = takesLowest ? Lowest : 0;
        blocks = new CowArray<long>(pages);
        homes = [];
    }

    private SwapSpace(int used, int next, CowArray<long> blocks, List<CowArray<long>> homes)
    {
        (Capacity, Used, this.next) = (blocks.Length, used, next);
        (this.blocks, this.homes) = (blocks, homes);
    }

    private SwapSpace(SwapSpace original)
    {
        (Capacity, Used, next) = (original.Capacity, original.Used, original.next);
        blocks = original.blocks.Fork();
        homes = [.. original.homes.Select(home => home.Fork())];
    }

    /// <summary>In pages.</summary>
    public int Capacity { get; }

    public int Used { get; private set; }

    /// <summary><c>swap_pager_avail</c>.</summary>
    public int Available => Capacity - Used;

    /// <summary>The block that holds a page, or −1.</summary>
    public int BlockOf(ObjectId id, int offset) =>
        id.Value < homes.Count && offset < homes[id.Value].Length ? (int)homes[id.Value][offset] - 1 : -1;

    /// <summary>Gives a run of pages blocks, instead of those they had. The first block; −1 if there is no room.</summary>
    public int Assign(ObjectId id, int offset, int pages)
    {
        for (var index = 0; index < pages; index++)
            Release(id, offset + index);

        if (Available < pages)
            return -1;

        while (homes.Count <= id.Value)
            homes.Add(new CowArray<long>(0));

        homes[id.Value].Grow(offset + pages);
        var first = -1;
        for (var index = 0; index < pages; index++)
        {
            var block = NextFree();
            blocks[block] = 1;
            homes[id.Value][offset + index] = block + 1;
            first = index == 0 ? block : first;
        }

        Used += pages;
        return first;
    }

    /// <summary>Pages of an object that have a block.</summary>
    public int Count(ObjectId id)
    {
        if (id.Value >= homes.Count)
            return 0;

        var count = 0;
        for (var offset = 0; offset < homes[id.Value].Length; offset++)
            count += homes[id.Value][offset] == 0 ? 0 : 1;

        return count;
    }

    /// <summary>The object is gone.</summary>
    public void Release(ObjectId id)
    {
        if (id.Value >= homes.Count)
            return;

        for (var offset = 0; offset < homes[id.Value].Length; offset++)
            Release(id, offset);
    }

    /// <inheritdoc/>
    public SwapSpace Fork() => new(this);

    /// <inheritdoc/>
    public ulong Fingerprint
    {
        get
        {
            var fingerprint = blocks.Fingerprint ^ Mixing.Word(int.MaxValue, unchecked((ulong)next));
            for (var number = 0; number < homes.Count; number++)
                fingerprint ^= Mixing.Word(number, homes[number].Fingerprint);

            return fingerprint;
        }
    }

    /// <inheritdoc/>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Plain.Write(output, Used);
        Plain.Write(output, next);
        blocks.WriteTo(output);
        Plain.Write(output, homes.Count);
        foreach (var home in homes)
            home.WriteTo(output);
    }

    /// <inheritdoc/>
    public static SwapSpace ReadFrom(ref ReadOnlySpan<byte> input)
    {
        var used = Plain.Read<int>(ref input);
        var next = Plain.Read<int>(ref input);
        var blocks = CowArray<long>.ReadFrom(ref input);
        var homes = new List<CowArray<long>>();
        for (var left = Plain.Read<int>(ref input); left > 0; left--)
            homes.Add(CowArray<long>.ReadFrom(ref input));

        return new SwapSpace(used, next, blocks, homes);
    }

    /// <inheritdoc/>
    public string? FirstDifference(SwapSpace actual)
    {
        ArgumentNullException.ThrowIfNull(actual);
        return blocks.FirstDifference(actual.blocks) is >= 0 and var block
            ? $"swap block {block}: expected {(blocks[block] == 0 ? "free" : "used")}, is {(actual.blocks[block] == 0 ? "free" : "used")}"
            : Fingerprint == actual.Fingerprint ? null : "swap: blocks belong to other pages";
    }

    private void Release(ObjectId id, int offset)
    {
        var block = BlockOf(id, offset);
        if (block < 0)
            return;

        blocks[block] = 0;
        homes[id.Value][offset] = 0;
        Used--;
    }

    private int NextFree()
    {
        if (next == Lowest)
        {
            var block = 0;
            while (blocks[block] != 0)
                block++;

            return block;
        }

        while (blocks[next] != 0)
            next = (next + 1) % Capacity;

        return next;
    }
}
