using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Answers a thread when the code run for it has taken its time, after the code run before it.</summary>
internal readonly record struct Reply(QueueManagerSettings Settings, ActorId Thread, IOutbox Outbox)
{
    public QueueManagerState Send(QueueManagerState self, Message message, Duration extra = default)
    {
        var cost = Settings.Costs.Step + Settings.Costs.PageExamined * self.Memory.Examined + extra;
        var until = Tick.Later(Outbox.Now, self.BusyUntil) + cost;
        Outbox.Tell(Thread, message, until - Outbox.Now);
        return self with { BusyUntil = Settings.Costs == KernelCosts.None ? default : until };
    }
}
