using System.Numerics;

using ActorVm.Messages;

using static ActorVm.Simulation.Models.ContigRace;

namespace ActorVm.Simulation.Models;

internal enum PageStatus : byte
{
    Free,
    Cache,
    InactiveDirty,
    ActiveClean,
    Wired,
    Taken,
}

/// <param name="Status">Four bits a page: its <see cref="PageStatus"/>.</param>
/// <param name="Owners">Four bits a page: number of the owner + 1, 0 for none.</param>
internal readonly record struct EightPages(uint Status, uint Owners)
{
    public PageStatus this[int page] => (PageStatus)((Status >> (4 * page)) & 15);

    public int OwnerOf(int page) => (int)((Owners >> (4 * page)) & 15) - 1;

    public EightPages With(int page, PageStatus status, int owner = -1) => new(
        Status & ~(15U << (4 * page)) | ((uint)status << (4 * page)),
        Owners & ~(15U << (4 * page)) | ((uint)(owner + 1) << (4 * page)));

    /// <summary>The lowest page of that status, or −1.</summary>
    public int Lowest(PageStatus status)
    {
        // A nibble of the difference is 0 exactly where the status is the one looked for.
        var difference = Status ^ (0x1111_1111U * (uint)status);
        var zeros = ~(difference | (difference >> 1) | (difference >> 2) | (difference >> 3)) & 0x1111_1111U;
        return zeros == 0 ? -1 : BitOperations.TrailingZeroCount(zeros) / 4;
    }
}

/// <summary>The only owner of the eight pages.</summary>
internal sealed class PageKeeper : IBehaviour<EightPages>
{
    public static readonly EightPages Start = default(EightPages)
        .With(0, PageStatus.Wired).With(1, PageStatus.InactiveDirty).With(3, PageStatus.Cache)
        .With(4, PageStatus.InactiveDirty).With(5, PageStatus.ActiveClean);

    public EightPages Receive(EightPages self, in Envelope envelope, IOutbox outbox) => envelope.Message switch
    {
        Take take => Hand(self, take, envelope.From, outbox),
        Release release => SetAll(self, release.Mask, PageStatus.Free),
        ReleaseDirty release => SetAll(self, release.Mask, PageStatus.InactiveDirty),
        AllocOne => HandLowest(self, envelope.From, outbox),
        Scan => Look(self, envelope.From, outbox),
        Cleaned cleaned => Note(self, cleaned, outbox),
        Seize seize => HandAll(self, seize.Mask, envelope.From, outbox),
        _ => throw new UnexpectedMessageException("QM", "anything", envelope.Message),
    };

    private static EightPages Hand(EightPages self, Take take, ActorId to, IOutbox outbox)
    {
        var status = self[take.Page];
        if (status is PageStatus.Free or PageStatus.Cache || (status == PageStatus.ActiveClean && take.Pass >= 1))
        {
            outbox.Tell(to, Took.All[take.Page]);
            return Assign(self, take.Page, to);
        }

        var isDirty = status == PageStatus.InactiveDirty && take.Pass >= 1;
        outbox.Tell(to, isDirty ? Dirty.All[take.Page] : Busy.All[take.Page]);
        return self;
    }

    private static EightPages SetAll(EightPages self, int mask, PageStatus status)
    {
        for (; mask != 0; mask &= mask - 1)
            self = self.With(BitOperations.TrailingZeroCount(mask), status);
        return self;
    }

    private static EightPages HandLowest(EightPages self, ActorId to, IOutbox outbox)
    {
        var page = self.Lowest(PageStatus.Free) is >= 0 and var free ? free : self.Lowest(PageStatus.Cache);
        outbox.Tell(to, page < 0 ? GrantNone.It : Grant.All[page]);
        return page < 0 ? self : Assign(self, page, to);
    }

    private static EightPages Look(EightPages self, ActorId from, IOutbox outbox)
    {
        if (self.Lowest(PageStatus.InactiveDirty) is >= 0 and var dirty)
        {
            outbox.Tell(from, ScanDirty.All[dirty]);
            return self;
        }

        outbox.Tell(from, ScanNone.It);
        return self.Lowest(PageStatus.ActiveClean) is >= 0 and var clean ? self.With(clean, PageStatus.Cache) : self;
    }

    private static EightPages Note(EightPages self, Cleaned cleaned, IOutbox outbox)
    {
        outbox.Tell(cleaned.For, Laundered.All[cleaned.Page]);
        return self[cleaned.Page] == PageStatus.InactiveDirty ? self.With(cleaned.Page, PageStatus.Free) : self;
    }

    private static EightPages HandAll(EightPages self, int mask, ActorId to, IOutbox outbox)
    {
        for (; mask != 0; mask &= mask - 1)
            self = Assign(self, BitOperations.TrailingZeroCount(mask), to);
        outbox.Tell(to, new Seized());
        return self;
    }

    private static EightPages Assign(EightPages self, int page, ActorId to) => self.OwnerOf(page) < 0
        ? self.With(page, PageStatus.Taken, to.Number)
        : throw new InvalidOperationException($"page {page} has two owners: {self.OwnerOf(page)} and {to.Number}");
}
