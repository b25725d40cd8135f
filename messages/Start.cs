namespace ActorVm.Messages;

/// <summary>Outside → whoever acts by itself (programs, drivers, timetables): begin. What comes first, and when, it knows itself.</summary>
public sealed record Start : Message;
