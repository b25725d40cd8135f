namespace ActorVm.Messages;

/// <summary>Timetable → itself: the time of this line has come.</summary>
public sealed record LineDue(int Line) : Message;
