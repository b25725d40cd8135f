using System.Collections.Immutable;

namespace ActorVm.Actors;

/// <summary>What a real program touched: its pages, counted from 0, and in which order it read and wrote them.</summary>
/// <param name="TextPages">Pages it never wrote come first: its code and its constants, which are in files.</param>
/// <param name="DataPages">Then those it wrote: heap, stack, variables.</param>
/// <param name="Touches">In order.</param>
public sealed record PageTrace(int TextPages, int DataPages, ImmutableArray<(int Page, bool IsWrite)> Touches);
