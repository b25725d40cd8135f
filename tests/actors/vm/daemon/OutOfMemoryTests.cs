using System.Collections.Immutable;

using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Actors.Daemon;

public sealed class OutOfMemoryTests
{
    private static readonly ActorId QueueManager = new(0);
    private static readonly ActorId SwapPager = new(1);
    private static readonly ActorId Table = new(3);

    [Theory]
    [InlineData(63, false, true, true)]
    [InlineData(64, false, true, false)]
    [InlineData(63, false, false, false)]
    [InlineData(1000, true, false, true)]
    [InlineData(1000, false, true, false)]
    public void Somebody_dies_when_memory_and_swap_are_at_their_end_or_swap_was_full_and_memory_is_still_short(
        int swapLeft, bool isFull, bool isBelowMin, bool isKilled)
    {
        var answers = After(new SwapSpaceLeft(swapLeft, isFull), Scanned(pass: 1, isBelowMin, isShort: true));

        Assert.Equal(isKilled, answers.Contains(new KillBiggest(HasSwap: true)));
        Assert.Equal(!isKilled, answers[^1] is ContinueDaemon);
    }

    [Fact]
    public void A_first_pass_kills_nobody_and_does_not_even_ask_for_swap() =>
        Assert.IsType<ContinueDaemon>(Assert.Single(After(null, Scanned(pass: 0, isBelowMin: true, isShort: true))));

    [Fact]
    public void The_biggest_by_memory_and_swap_is_killed_but_neither_init_nor_the_first_processes_while_swap_is_left()
    {
        Assert.Equal(102, Victim(hasSwap: true));
        Assert.Equal(101, Victim(hasSwap: false));
    }

    [Fact]
    public void Who_waits_for_a_mutex_or_gives_up_its_map_is_passed_over()
    {
        var bench = new Bench();
        var (heap, dying) = (bench.AddObject(ObjectType.Default, 4), bench.AddObject(ObjectType.Default, 4));
        bench.AddResident(heap, 0);
        var busy = bench.AddResident(dying, 0);
        bench.Memory[busy] = bench.Memory[busy] with { Busy = 1 };
        bench.Send(new DeallocateObject(dying), Bench.Other); // sleeps in "objtrm"

        Assert.Equal([0, -1], Counted(bench, heap, dying));
        bench.State = bench.State with { Locks = bench.State.Locks.Park(new Envelope(Bench.Thread, QueueManager, new DeallocateObject(heap))) };
        Assert.Equal([-1, -1], Counted(bench, heap, dying));
    }

    [Fact]
    public void A_program_that_needs_more_than_memory_and_swap_is_killed_and_memory_is_free_again()
    {
        var machine = new Machine(swapPages: 100);
        var heap = machine.AddObject(ObjectType.Default, 400);
        var plan = new TouchPlan([new TouchArea(heap, 400)], TouchPattern.Sequential, 1_000_000);
        var hog = machine.AddProgram("hog", machine.Program(plan) with { TouchesPerBatch = 400 });
        machine.AddPageDaemon(peers => peers with
        {
            ProcessTable = machine.Add(
                "process-table", new ProcessTable([new Process(100, hog, [heap])], machine.QueueManager, machine.SwapPager), new ProcessTableState()),
        });
        var world = machine.Build();

        while (world.StateOf<ProgramState>(hog).WaitingOn != ProgramWait.Exited && world.Now < new Tick(60_000_000_000))
            world.Step(new Fifo());

        Assert.Equal(ProgramWait.Exited, world.StateOf<ProgramState>(hog).WaitingOn);
        world.Run(new Fifo(), limit: 100);
        Assert.Equal(256, machine.MemoryIn(world).Meter.FreeCount);
    }

    private static int[] Counted(Bench bench, params ObjectId[] heaps) =>
        [.. bench.Send(new CountResident([.. heaps.Select(heap => ImmutableArray.Create(heap))], [Bench.Thread, Bench.Other]), Table).OfType<ResidentCounted>().Single().Pages];

    private static int Victim(bool hasSwap)
    {
        Process[] processes =
        [
            new(1, new ActorId(100), [new(0)]),
            new(47, new ActorId(101), [new(1)]),
            new(48, new ActorId(102), [new(2)]),
            new(900, new ActorId(103), [new(3)]),
            new(901, new ActorId(104), [new(4)]) { IsProtected = true },
            new(902, new ActorId(105), [new(5)]),
        ];
        var outbox = new Sent();
        var table = new ProcessTable([.. processes], QueueManager, SwapPager);
        var state = Receive(table, new ProcessTableState(), new KillBiggest(hasSwap), outbox);
        state = Receive(table, state, new ResidentCounted([90, 20, 5, 10, 90, -1]), outbox);
        Receive(table, state, new SwappedCounted([9, 9, 9, 3, 9, 90]), outbox);
        return outbox.Messages.OfType<ProcessKilled>().Single().Process.Number;
    }

    private static List<Message> After(SwapSpaceLeft? left, DaemonScanned scanned)
    {
        var outbox = new Sent();
        var daemon = new PageDaemon(new PageDaemonPeers(QueueManager, SwapPager, new ActorId(2)) { ProcessTable = Table });
        var state = Receive(daemon, new PageDaemonState { WaitingOn = DaemonWait.Pages }, scanned, outbox);
        if (left is not null)
            Receive(daemon, state, left, outbox);

        return outbox.Messages;
    }

    private static DaemonScanned Scanned(int pass, bool isBelowMin, bool isShort) =>
        new(new DaemonWork { Pass = pass }, WantsSyncer: false, WantsSwapOut: false, isShort, isBelowMin);

    private static TState Receive<TState>(IBehaviour<TState> behaviour, TState state, Message message, IOutbox outbox) =>
        behaviour.Receive(state, new Envelope(QueueManager, new ActorId(9), message), outbox);

    private sealed class Sent : IOutbox
    {
        public List<Message> Messages { get; } = [];

        public Tick Now => default;

        public void Tell(ActorId to, Message message) => Messages.Add(message);

        public void Tell(ActorId to, Message message, Duration after) => Messages.Add(message);

        public void StartTimer(int key, Message message, Duration after) => throw new NotSupportedException();

        public void CancelTimer(int key) => throw new NotSupportedException();

        public int Choose(in Choice choice) => throw new NotSupportedException();
    }
}
