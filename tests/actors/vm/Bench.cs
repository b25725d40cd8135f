using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors;

/// <summary>A queue manager alone on the bench: a message in, what it answered out. No time passes.</summary>
internal sealed class Bench : IOutbox
{
    public static readonly ActorId Thread = new(10);
    public static readonly ActorId Other = new(11);

    private readonly QueueManager queueManager;
    private readonly List<(ActorId To, Message Message)> sent = [];
    private QueueManagerState state;

    public Bench(int pages = 256, int colours = 4, DaemonSettings? daemon = null)
    {
        Memory = new KernelMemory([new MemorySegment(0, pages)], colours)
        {
            Thresholds = VmThresholds.Compute(pages, pages, colours),
        };
        queueManager = new QueueManager(new QueueManagerSettings { SwapPager = new ActorId(20), Daemon = daemon ?? new DaemonSettings() });
        state = new QueueManagerState(Memory);
    }

    public KernelMemory Memory { get; }

    public QueueManagerState State
    {
        get => state;
        set => state = value;
    }

    public Tick Now => default;

    public ObjectId AddObject(ObjectType type, int pages) =>
        Memory.AddObject(new VmObject { Type = type, Size = pages, RefCount = 1 });

    /// <summary>A resident page: allocated, valid, active.</summary>
    public PageIndex AddResident(ObjectId id, int offset)
    {
        var page = Memory.Allocate(id, offset, AllocationClass.System, Thread);
        Memory[page] = Memory[page] with { Valid = PageState.AllBits };
        Memory.Activate(page);
        Memory.ClearBusy(page);
        return page;
    }

    /// <summary>Takes free pages into an object of their own until so many are left.</summary>
    public ObjectId FillUntilFree(int free)
    {
        var id = AddObject(ObjectType.Default, 0);
        for (var offset = 0; Memory.Meter.FreeCount > free; offset++)
            AddResident(id, offset);

        return id;
    }

    /// <summary>A resident page at the tail of INACTIVE.</summary>
    public PageIndex AddInactive(ObjectId id, int offset, bool isDirty = true)
    {
        var page = AddResident(id, offset);
        Memory[page] = Memory[page] with { Dirty = isDirty ? PageState.AllBits : (byte)0 };
        Memory.Deactivate(page);
        return page;
    }

    /// <summary>Takes free pages for good until so many are left.</summary>
    public void WireUntilFree(int free)
    {
        for (var page = Memory.FirstOf(PageQueue.Free, 0); Memory.Meter.FreeCount > free; page = Memory.SelectFree(0, fromTail: false))
            Memory.Place(page, new PagePlacement { IsWired = true });
    }

    /// <summary>Everything that one message leads to.</summary>
    public Message[] Send(Message message, ActorId? from = null)
    {
        sent.Clear();
        state = queueManager.Receive(state, new Envelope(from ?? Thread, new ActorId(0), message), this);
        return [.. sent.Select(each => each.Message)];
    }

    /// <summary>One sequential touch of each of the first pages of an object.</summary>
    public static TouchPages Touches(ObjectId id, int pages, bool isWrite = false, int? touches = null) => new(
        new TouchPlan([new TouchArea(id, pages)], TouchPattern.Sequential, isWrite ? 1_000_000 : 0),
        new TouchWork { TouchesLeft = touches ?? pages });

    public static TouchPages Again(TouchPages touches, TouchWork work, FaultStep at = FaultStep.Look) =>
        touches with { Work = work with { At = at } };

    void IOutbox.Tell(ActorId to, Message message) => sent.Add((to, message));

    void IOutbox.Tell(ActorId to, Message message, Duration after) => sent.Add((to, message));

    void IOutbox.StartTimer(int key, Message message, Duration after) => throw new NotSupportedException();

    void IOutbox.CancelTimer(int key) => throw new NotSupportedException();

    int IOutbox.Choose(in Choice choice) => throw new NotSupportedException();
}
