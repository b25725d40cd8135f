using System.Collections.Immutable;

namespace ActorVm.Simulation;

/// <summary>One delivery as a decision: which channel's message, and how the choices of its receiver fell.</summary>
/// <param name="Sequence">The message's number on its channel, from 1; 0 means whichever is at the head.</param>
public readonly record struct Move(Channel Channel, long Sequence, ImmutableArray<int> Choices);
