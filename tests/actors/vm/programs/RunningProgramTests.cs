using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Actors.Programs;

public sealed class RunningProgramTests
{
    [Fact]
    public void Touches_its_memory_in_batches_and_gives_all_of_it_back_when_it_exits()
    {
        var machine = new Machine();
        var (heap, file) = (machine.AddObject(ObjectType.Default, 20), machine.AddObject(ObjectType.Vnode, 10));
        var plan = new TouchPlan([new TouchArea(heap, 20), new TouchArea(file, 10)], TouchPattern.Sequential, 1_000_000);
        var program = machine.AddProgram("cc", machine.Program(plan) with
        {
            TouchesPerBatch = 45,
            Think = Duration.FromMilliseconds(1),
            BatchesMax = 2,
            ExitsAfter = Duration.FromMilliseconds(10),
        });
        var world = machine.Build();

        while (world.Now < new Tick(5_000_000) && world.Step(new Fifo()))
        {
        }

        world.Run(new Fifo());
        var state = world.StateOf<ProgramState>(program);
        Assert.Equal(new ProgramState { WaitingOn = ProgramWait.Exited, Counters = new ProgramCounters(90, 30, 10, 0, 0) }, state);
        var memory = machine.MemoryIn(world);
        Assert.Equal((246, 10), (memory.Meter.FreeCount, memory.Meter.ActiveCount)); // the file's pages stay
        Assert.Equal(new Tick(10_000_000), world.Now);
    }

    [Fact]
    public void The_same_choices_give_the_same_run_and_other_seeds_another()
    {
        Assert.Equal(Fingerprint(seed: 1), Fingerprint(seed: 1));
        Assert.NotEqual(Fingerprint(seed: 1), Fingerprint(seed: 2));
    }

    [Fact]
    public void When_every_touched_page_is_a_choice_the_scheduler_decides()
    {
        var machine = new Machine(pace: Pace.Adversarial);
        var heap = machine.AddObject(ObjectType.Default, 5);
        machine.AddProgram("p", machine.Program(new TouchPlan([new TouchArea(heap, 5)], TouchPattern.Any, 500_000)) with
        {
            TouchesPerBatch = 2,
            BatchesMax = 1,
            IsCounted = false,
        });
        var world = machine.Build();
        var answers = new Answers(3, 0, 1, 1);

        world.Run(answers);

        Assert.Equal("page touched/5 page written/2 page touched/5 page written/2", answers.Asked);
        var memory = machine.MemoryIn(world);
        Assert.False(memory[memory.Lookup(heap, 3)].IsModified);
        Assert.True(memory[memory.Lookup(heap, 1)].IsModified);
        Assert.Equal(2, memory.Object(heap).ResidentPages);
    }

    [Fact]
    public void Waits_for_memory_in_its_fault_until_another_program_exits()
    {
        var machine = new Machine();
        var (big, small) = (machine.AddObject(ObjectType.Default, 205), machine.AddObject(ObjectType.Default, 20));
        machine.AddProgram("big", machine.Program(Writing(big, 205)) with
        {
            TouchesPerBatch = 205,
            BatchesMax = 1,
            ExitsAfter = Duration.FromSeconds(1),
        });
        var waiting = machine.AddProgram("small", machine.Program(Writing(small, 20)) with
        {
            TouchesPerBatch = 20,
            BatchesMax = 1,
            StartsAfter = Duration.FromMilliseconds(1),
        });
        var world = machine.Build();

        while (world.StateOf<ProgramState>(waiting).WaitingOn != ProgramWait.Memory)
            Assert.True(world.Step(new Fifo()));

        Assert.Equal(47, machine.MemoryIn(world).Meter.FreeCount);
        world.Run(new Fifo());
        Assert.Equal(new ProgramCounters(20, 20, 0, 1, 0), world.StateOf<ProgramState>(waiting).Counters);
        Assert.Equal(236, machine.MemoryIn(world).Meter.FreeCount);
    }

    [Fact]
    public void Keeps_an_object_locked_while_it_is_preempted()
    {
        var machine = new Machine();
        var file = machine.AddObject(ObjectType.Vnode, 4);
        var writer = machine.AddProgram("writer", machine.Program(Writing(file, 4)) with
        {
            TouchesPerBatch = 4,
            BatchesMax = 1,
            Lock = new ProgramLock(ProgramLockKind.Object, file, Duration.FromMilliseconds(7)),
        });
        var world = machine.Build();

        while (world.StateOf<ProgramState>(writer).WaitingOn != ProgramWait.Preempted)
            Assert.True(world.Step(new Fifo()));

        Assert.True(machine.MemoryIn(world).IsLockedByOther(file, Bench.Other));
        world.Run(new Fifo());
        Assert.False(machine.MemoryIn(world).IsLockedByOther(file, Bench.Other));
        Assert.Equal(new Tick(7_000_000), world.Now);
    }

    private static TouchPlan Writing(ObjectId id, int pages) =>
        new([new TouchArea(id, pages)], TouchPattern.Sequential, 1_000_000);

    private static ulong Fingerprint(ulong seed)
    {
        var machine = new Machine(isTimed: true);
        var (heap, file) = (machine.AddObject(ObjectType.Default, 100), machine.AddObject(ObjectType.Vnode, 50));
        var plan = new TouchPlan([new TouchArea(heap, 100), new TouchArea(file, 50)], TouchPattern.Zipf, 300_000);
        machine.AddProgram("x", machine.Program(plan) with { TouchesPerBatch = 30, BatchesMax = 5 });
        var world = machine.Build();
        world.Run(new RandomOrder(seed));
        return machine.MemoryIn(world).Fingerprint;
    }

    private sealed class Answers(params int[] answers) : IChooser
    {
        private readonly List<string> asked = [];

        public string Asked => string.Join(' ', asked);

        public int NextDelivery(Candidates candidates) => candidates.Oldest();

        public int Choose(ActorId actor, in Choice choice)
        {
            asked.Add($"{choice.What}/{choice.Alternatives}");
            return answers[asked.Count - 1];
        }
    }
}
