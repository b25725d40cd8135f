using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>One line of a timetable.</summary>
/// <param name="After">When, from the start of the run.</param>
/// <param name="To">Who is told.</param>
/// <param name="Message">What.</param>
public sealed record TimetableLine(Duration After, ActorId To, Message Message)
{
    /// <summary>How often it really happens; a million: always.</summary>
    public int OddsPerMillion { get; init; } = 1_000_000;
}

/// <summary>How many lines of the timetable were told.</summary>
public readonly record struct TimetableState(int Told);

/// <summary>
/// Tells actors what happens to them from outside, each thing at its time: the sysctl changer (SetOldContigmalloc to each
/// allocator, SetThreshold) and the fault injector (FailWrites, MendWrites, SuspendWrites, ExhaustKernelMap, MissTrylocks) are timetables.
/// </summary>
public sealed class Timetable(ImmutableArray<TimetableLine> lines) : IBehaviour<TimetableState>
{
    public TimetableState Receive(TimetableState self, in Envelope envelope, IOutbox outbox) => envelope.Message switch
    {
        Start => Begin(self, outbox),
        LineDue m => Say(self, m.Line, outbox),
        _ => throw new UnexpectedMessageException(nameof(Timetable), "the time of a line", envelope.Message),
    };

    private TimetableState Begin(TimetableState self, IOutbox outbox)
    {
        for (var line = 0; line < lines.Length; line++)
            outbox.StartTimer(line, new LineDue(line), lines[line].After);

        return self;
    }

    private TimetableState Say(TimetableState self, int number, IOutbox outbox)
    {
        var line = lines[number];
        if (line.OddsPerMillion < 1_000_000 && outbox.Choose(Choice.Chance("fault happens", line.OddsPerMillion)) == 0)
            return self;

        outbox.Tell(line.To, line.Message);
        return new TimetableState(self.Told + 1);
    }
}
