namespace ActorVm.Messages;

/// <summary>Anything one actor says to another. Immutable: it may be kept, stored, and delivered in several worlds.</summary>
public abstract record Message;

/// <summary>A message on its way.</summary>
public readonly record struct Envelope(ActorId From, ActorId To, Message Message);
