using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors;

public sealed class AllocatorTests
{
    private static readonly ActorId Driver = new(0);
    private static readonly ActorId Queues = new(1);
    private static readonly ActorId Swap = new(2);
    private static readonly ActorId Files = new(3);
    private static readonly ActorId Map = new(4);
    private static readonly ActorId Statistics = new(5);

    private static readonly AllocateContig Call = new(8192, 0, 1 << 20, 1, 0, MallocFlags.NoWait, "devbuf");
    private static readonly ContigWork Claimed = new() { Pages = 2, Algorithm = ContigAlgorithm.New };

    private readonly Recorder outbox = new();

    private List<(ActorId To, Message Message)> Sent => outbox.Sent;

    [Fact]
    public void Without_kernel_addresses_the_new_algorithm_gives_its_pages_back()
    {
        var end = Play(old: false, Call, new ContigClaimed(Claimed, new PageIndex(8), 2), new NoSpace(), new ContigReleased());

        Assert.Equal(AllocatorWait.Call, end.WaitingOn);
        Assert.Equal(
            [
                (Map, new FindSpace(2)),
                (Queues, new ReleaseContig(new PageIndex(8), 2)),
                (Statistics, new CountAllocated("devbuf", 0)),
                (Driver, new ContigRefused(1, 0)),
            ],
            Sent.Skip(1));
    }

    [Fact]
    public void Without_kernel_addresses_the_old_algorithm_forgets_its_pages()
    {
        Play(old: true, Call, new ContigClaimed(Claimed with { Algorithm = ContigAlgorithm.Old }, new PageIndex(8), 2), new NoSpace());

        Assert.Contains((Queues, new AbandonContig(new PageIndex(8), 2)), Sent);
        Assert.DoesNotContain(Sent, message => message.Message is ReleaseContig);
    }

    [Fact]
    public void A_caller_without_mapping_needs_no_addresses_and_leaves_no_statistics()
    {
        var first = new PageIndex(8);
        var end = Play(
            old: true,
            Call with { IsMapped = false },
            new ContigClaimed(Claimed, first, 2),
            new ContigMapped(0x8000),
            new FreeContig(first, KernelAddress: 0, 8192, "devbuf"),
            new ContigReleased());

        Assert.Equal(new AllocatorState { OldContigmalloc = true }, end);
        Assert.Equal(
            [
                (Queues, new KeepContig(first)),
                (Driver, new ContigGranted(first, 2, 0x8000, 0, 1, 0)),
                (Queues, new ReleaseContig(first, 2)),
                (Driver, new ContigFreed()),
            ],
            Sent.Skip(1));
        Assert.Equal(ContigAlgorithm.New, ((ContinueContig)Sent[0].Message).Work.Algorithm);
    }

    [Fact]
    public void A_message_nobody_waits_for_is_an_error_that_says_who_where_and_what()
    {
        var wrong = Assert.Throws<UnexpectedMessageException>(() => Play(old: false, Call, new NoSpace()));

        Assert.StartsWith("Allocator, waiting for Pages, cannot take NoSpace", wrong.Message, StringComparison.Ordinal);
    }

    private AllocatorState Play(bool old, params Message[] messages)
    {
        var allocator = new Allocator(new AllocatorPeers(Queues, Swap, Files, Map, Statistics), KernelRevision.R136);
        var state = new AllocatorState { OldContigmalloc = old };
        foreach (var message in messages)
            state = allocator.Receive(state, new Envelope(message is AllocateContig or FreeContig ? Driver : Queues, default, message), outbox);

        return state;
    }
}
