using System.Buffers;

namespace ActorVm.Messages;

/// <summary>
/// A big mutable state that one actor owns, such as a page table: it forks without being copied, keeps its own
/// fingerprint up to date while it changes, and writes itself. Everything else an actor remembers is a value
/// that the host can read field by field.
/// </summary>
public interface IOwnedState<TSelf> : IForkable<TSelf>
    where TSelf : IOwnedState<TSelf>
{
    /// <summary>Equal contents have equal fingerprints, in every process and on every machine.</summary>
    ulong Fingerprint { get; }

    /// <summary>Writes the contents, so that equal contents are equal bytes.</summary>
    void WriteTo(IBufferWriter<byte> output);

    /// <summary>Reads what <see cref="WriteTo"/> wrote, and moves <paramref name="input"/> behind it.</summary>
    static abstract TSelf ReadFrom(ref ReadOnlySpan<byte> input);

    /// <summary>Writes only what is not as in <paramref name="since"/>: a fork put aside earlier, or a relative of one.</summary>
    void WriteChanges(IBufferWriter<byte> output, TSelf since) => WriteTo(output);

    /// <summary>Reads what <see cref="WriteChanges"/> wrote against contents like those of <paramref name="since"/>, which it leaves alone.</summary>
    static virtual TSelf ReadChanges(ref ReadOnlySpan<byte> input, TSelf since) => TSelf.ReadFrom(ref input);

    /// <summary>Where the other differs first, read against this one: <c>"page 17 queue: expected Inactive, is Cache"</c>; null if nowhere.</summary>
    string? FirstDifference(TSelf actual);
}
