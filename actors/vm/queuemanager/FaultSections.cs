using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>What the queue manager runs for programs: touches, page faults, object locks, the end of objects.</summary>
/// <remarks>Kernel notes §4, §8.</remarks>
internal sealed class FaultSections(QueueManagerSettings settings)
{
    /// <summary>Runs the program to the end of its batch, or to where a fault sleeps, and tells it where it stands.</summary>
    public QueueManagerState Touch(QueueManagerState self, in Envelope envelope, TouchPages message, IOutbox outbox)
    {
        var work = message.Work with { NeedsPageQueues = false, NeedsObject = false };
        var fault = new VmFault(self.Memory, envelope.From, self.Locks.MayTake(Locks.PageQueues, envelope.From));
        var trace = message.Plan.Pattern == TouchPattern.Traced ? settings.Traces[message.Plan.Trace] : null;
        var toucher = new Toucher(self.Memory, message.Plan, fault, outbox, trace);
        var stop = toucher.Continue(ref work);
        if (stop is FaultStop.NeedsPageQueues or FaultStop.NeedsObject)
            return Park(self, envelope, message.Plan, work, stop);

        var costs = settings.Costs;
        var cost = costs.Touch * toucher.Touches + costs.Fault * toucher.Faults + costs.PageZeroed * fault.Zeroed;
        return Answer(self, work, stop, new Reply(settings, envelope.From, outbox), cost, toucher.Faults > 0 || message.Work.At != FaultStep.None);
    }

    /// <summary>The object lock, for longer than a step; nobody else has it now.</summary>
    public static QueueManagerState Lock(QueueManagerState self, ObjectId id, ActorId thread, IOutbox outbox)
    {
        self.Memory.Change(id, self.Memory.Object(id) with { LockHolderPlusOne = thread.Number + 1 });
        outbox.Tell(thread, new ObjectLocked(id));
        return self;
    }

    public static QueueManagerState Unlock(QueueManagerState self, ObjectId id)
    {
        self.Memory.Change(id, self.Memory.Object(id) with { LockHolderPlusOne = 0 });
        return self;
    }

    /// <summary>vm_object_deallocate.</summary>
    public QueueManagerState Deallocate(QueueManagerState self, ObjectId id, ActorId thread, IOutbox outbox)
    {
        var reply = new Reply(settings, thread, outbox);
        var busy = ObjectTermination.Deallocate(self.Memory, id);
        if (!busy.IsNone)
            return reply.Send(SleepOn(self, thread, busy), new DeallocationSleepsOnPage(busy));

        if (self.Memory.Object(id) is { IsDead: true, Type: ObjectType.Swap })
            outbox.Tell(settings.SwapPager, new FreeSwap(id));

        return reply.Send(self, new ObjectDeallocated());
    }

    private static QueueManagerState Park(QueueManagerState self, in Envelope envelope, TouchPlan plan, TouchWork work, FaultStop stop)
    {
        work.NeedsPageQueues = stop == FaultStop.NeedsPageQueues;
        work.NeedsObject = stop == FaultStop.NeedsObject;
        return self with { Locks = self.Locks.Park(envelope with { Message = new TouchPages(plan, work) }) };
    }

    private static QueueManagerState Answer(
        QueueManagerState self, TouchWork work, FaultStop stop, Reply reply, Duration cost, bool tookMutex)
    {
        switch (stop)
        {
            case FaultStop.SleepsOnPage:
                self = SleepOn(self, reply.Thread, work.Page);
                return reply.Send(self, new FaultSleepsOnPage(work), unlocked: cost);
            case FaultStop.WaitsForMemory:
                self = self with { FaultWaiters = self.FaultWaiters.Add(reply.Thread) };
                return reply.Send(self, new FaultWaitsForMemory(work), unlocked: cost);
            case FaultStop.ReadsPage:
                var isVnode = self.Memory.Object(work.Object).Type == ObjectType.Vnode;
                var get = new GetPage(work.Object, work.Offset, work.Page);
                return reply.Send(self, new FaultReadsPage(work, get, isVnode), unlocked: cost);
            default:
                if (tookMutex)
                    return reply.Send(self, new TouchesDone(work), unlocked: cost);

                reply.SendUnlocked(new TouchesDone(work), cost);
                return self;
        }
    }

    private static QueueManagerState SleepOn(QueueManagerState self, ActorId thread, PageIndex page)
    {
        self.Memory.MarkWanted(page);
        return self with { PageSleepers = self.PageSleepers.Add(new PageSleeper(thread, page)) };
    }
}
