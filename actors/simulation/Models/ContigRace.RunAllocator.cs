using ActorVm.Messages;

using static ActorVm.Simulation.Models.ContigRace;

namespace ActorVm.Simulation.Models;

internal enum RunResult : byte
{
    None,
    Granted,
    Refused,
}

/// <param name="First">Where the run it tries begins.</param>
/// <param name="Have">How many pages of it are dealt with.</param>
/// <param name="Holds">Mask of pages it was given.</param>
/// <param name="Aside">Mask of pages it had cleaned and will seize (broken only).</param>
internal readonly record struct RunState(RunResult Done, byte Pass, byte First, byte Have, byte Holds, byte Aside);

/// <summary>Wants <paramref name="length"/> pages side by side; takes them one by one, in a second pass cleans what is dirty.</summary>
internal sealed class RunAllocator(int length, ActorId pages, ActorId pager, bool broken) : IBehaviour<RunState>
{
    public RunState Receive(RunState self, in Envelope envelope, IOutbox outbox)
    {
        switch (envelope.Message)
        {
            case Begin:
                return Ask(self, outbox);
            case Took took:
                return Advance(self with { Holds = (byte)(self.Holds | (1 << took.Page)) }, outbox);
            case Dirty dirty:
                outbox.Tell(pager, Launder.All[dirty.Page]);
                return self;
            case Laundered laundered when broken:
                return Advance(self with { Aside = (byte)(self.Aside | (1 << laundered.Page)) }, outbox);
            case Laundered laundered:
                outbox.Tell(pages, Take.All[laundered.Page + 8 * self.Pass]);
                return self;
            case Seized:
                return self with { Holds = (byte)(self.Holds | self.Aside), Aside = 0, Done = RunResult.Granted };
            case Busy busy:
                return LookFurtherOn(self, busy.Page + 1, outbox);
            default:
                throw new UnexpectedMessageException("allocator", "a page", envelope.Message);
        }
    }

    private RunState Ask(RunState self, IOutbox outbox)
    {
        outbox.Tell(pages, Take.All[self.First + self.Have + 8 * self.Pass]);
        return self;
    }

    private RunState Advance(RunState self, IOutbox outbox)
    {
        self = self with { Have = (byte)(self.Have + 1) };
        if (self.Have < length)
            return Ask(self, outbox);
        if (self.Aside == 0)
            return self with { Done = RunResult.Granted };
        outbox.Tell(pages, new Seize(self.Aside));
        return self;
    }

    private RunState LookFurtherOn(RunState self, int first, IOutbox outbox)
    {
        if (self.Holds != 0)
            outbox.Tell(pages, Release.All[self.Holds]);
        self = self with { Holds = 0, Aside = 0, Have = 0, First = (byte)first };
        if (first + length > 8)
            self = self with { First = 0, Pass = (byte)(self.Pass + 1) };
        return self.Pass == 2 ? self with { Done = RunResult.Refused } : Ask(self, outbox);
    }
}
