using ActorVm.Messages;

namespace ActorVm.Simulation.Models;

/// <summary>
/// The allocator's protocol in small: eight pages, two allocators that want runs of them, two processes, a pager and a
/// page daemon. Broken, an allocator lays aside the pages it cleans and takes them all at the end, whoever owns them by then.
/// </summary>
internal static class ContigRace
{
    /// <param name="clients">Which of A, B, P1, P2 and D take part.</param>
    /// <param name="rounds">How many pages each process asks for.</param>
    /// <param name="scans">How many scans the daemon makes.</param>
    /// <param name="broken">Both allocators seize what they had cleaned.</param>
    public static World Build(IReadOnlyList<string> clients, int rounds, int scans, bool broken)
    {
        var builder = new WorldBuilder(Pace.Adversarial);
        var pages = builder.Reserve("QM");
        var pager = builder.Reserve("PG");
        builder.Add("QM", new PageKeeper(), PageKeeper.Start);
        builder.Add("PG", new Pager(pages), default);
        foreach (var client in clients)
        {
            _ = client switch
            {
                "A" => builder.Add(client, new RunAllocator(4, pages, pager, broken), default),
                "B" => builder.Add(client, new RunAllocator(2, pages, pager, broken), default),
                "P1" => builder.Add(client, new Program(pages, dirties: false), rounds),
                "P2" => builder.Add(client, new Program(pages, dirties: true), rounds),
                "D" => builder.Add(client, new Daemon(pages, pager), scans),
                _ => throw new ArgumentException($"unknown client '{client}'; there are A, B, P1, P2 and D"),
            };
        }

        var world = builder.Build();
        foreach (var client in clients)
            world.Post(pages, world.IdOf(client), new Begin());
        return world;
    }

    /// <summary>A configuration by its name in the table of known answers.</summary>
    public static World Build(string size, bool broken) => size switch
    {
        "XS" => Build(["A", "B", "P1"], rounds: 2, scans: 0, broken),
        "S" => Build(["A", "B", "P1", "P2"], rounds: 1, scans: 0, broken),
        "M" => Build(["A", "B", "P1", "P2"], rounds: 2, scans: 0, broken),
        "NB" => Build(["A", "P1", "P2", "D"], rounds: 2, scans: 2, broken),
        "L" => Build(["A", "B", "P1", "P2", "D"], rounds: 1, scans: 1, broken),
        "F" => Build(["A", "B", "P1", "P2", "D"], rounds: 2, scans: 2, broken),
        _ => throw new ArgumentException($"unknown size '{size}'; there are XS, S, M, NB, L and F"),
    };

    // The dialogue. Messages about one page are made once: pages are few and messages many.
    internal sealed record Begin : Message;

    internal sealed record Take(int Page, int Pass) : Message
    {
        public static readonly Take[] All = [.. Enumerable.Range(0, 16).Select(i => new Take(i & 7, i >> 3))];
    }

    internal sealed record Took(int Page) : Message
    {
        public static readonly Took[] All = Of(page => new Took(page));
    }

    internal sealed record Dirty(int Page) : Message
    {
        public static readonly Dirty[] All = Of(page => new Dirty(page));
    }

    internal sealed record Busy(int Page) : Message
    {
        public static readonly Busy[] All = Of(page => new Busy(page));
    }

    internal sealed record Release(int Mask) : Message
    {
        public static readonly Release[] All = [.. Enumerable.Range(0, 256).Select(mask => new Release(mask))];
    }

    internal sealed record ReleaseDirty(int Mask) : Message
    {
        public static readonly ReleaseDirty[] All = [.. Enumerable.Range(0, 256).Select(mask => new ReleaseDirty(mask))];
    }

    internal sealed record Seize(int Mask) : Message;

    internal sealed record Seized : Message;

    internal sealed record AllocOne : Message
    {
        public static readonly AllocOne It = new();
    }

    internal sealed record Grant(int Page) : Message
    {
        public static readonly Grant[] All = Of(page => new Grant(page));
    }

    internal sealed record GrantNone : Message
    {
        public static readonly GrantNone It = new();
    }

    internal sealed record Scan : Message
    {
        public static readonly Scan It = new();
    }

    internal sealed record ScanDirty(int Page) : Message
    {
        public static readonly ScanDirty[] All = Of(page => new ScanDirty(page));
    }

    internal sealed record ScanNone : Message
    {
        public static readonly ScanNone It = new();
    }

    internal sealed record Launder(int Page) : Message
    {
        public static readonly Launder[] All = Of(page => new Launder(page));
    }

    internal sealed record IoDone(int Page, ActorId For) : Message;

    internal sealed record Cleaned(int Page, ActorId For) : Message;

    internal sealed record Laundered(int Page) : Message
    {
        public static readonly Laundered[] All = Of(page => new Laundered(page));
    }

    private static T[] Of<T>(Func<int, T> make) => [.. Enumerable.Range(0, 8).Select(make)];

    private sealed class Pager(ActorId pages) : IBehaviour<ValueTuple>
    {
        public ValueTuple Receive(ValueTuple self, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is Launder launder)
                outbox.Tell(envelope.To, new IoDone(launder.Page, envelope.From));
            else if (envelope.Message is IoDone done)
                outbox.Tell(pages, new Cleaned(done.Page, done.For));
            return self;
        }
    }

    private sealed class Program(ActorId pages, bool dirties) : IBehaviour<int>
    {
        public int Receive(int left, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is Grant grant)
                outbox.Tell(pages, dirties ? ReleaseDirty.All[1 << grant.Page] : Release.All[1 << grant.Page]);
            if (envelope.Message is not Begin)
                left--;
            if (left > 0)
                outbox.Tell(pages, AllocOne.It);
            return left;
        }
    }

    private sealed class Daemon(ActorId pages, ActorId pager) : IBehaviour<int>
    {
        public int Receive(int left, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is ScanDirty found)
            {
                outbox.Tell(pager, Launder.All[found.Page]);
                return left;
            }

            if (envelope.Message is not Begin)
                left--;
            if (left > 0)
                outbox.Tell(pages, Scan.It);
            return left;
        }
    }
}
