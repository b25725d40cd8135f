using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Answers a thread when the code run for it has taken its time, after the code run before it.</summary>
internal readonly record struct Reply(QueueManagerSettings Settings, ActorId Thread, IOutbox Outbox)
{
    /// <param name="extra">Time beyond the usual that the code keeps others waiting.</param>
    /// <param name="unlocked">Time it takes without the page-queue mutex.</param>
    public QueueManagerState Send(QueueManagerState self, Message message, Duration extra = default, Duration unlocked = default)
    {
        var cost = Settings.Costs.Step + Settings.Costs.PageExamined * self.Memory.Examined + extra;
        var until = Tick.Later(Outbox.Now, self.BusyUntil) + cost;
        Outbox.Tell(Thread, message, until - Outbox.Now + unlocked);
        return self with { BusyUntil = Settings.Costs == KernelCosts.None ? default : until };
    }

    /// <summary>Answers code that needed no mutex: it neither waited nor keeps others waiting.</summary>
    public void SendUnlocked(Message message, Duration cost) => Outbox.Tell(Thread, message, cost);
}
