using System.Diagnostics.CodeAnalysis;

using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace ActorVm.Live;

/// <summary>Akka's scheduler where time stands still: a message that is due later may come whenever the controller likes.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Akka makes it.")]
internal sealed class ControlledScheduler(Config scheduler, ILoggingAdapter log) : SchedulerBase(scheduler, log)
{
    private readonly Control control = Control.Find(scheduler.GetInt("akka.scheduler.controller", scheduler.GetInt("controller", 0)));

    public override TimeSpan MonotonicClock => TimeSpan.Zero;

    public override TimeSpan HighResMonotonicClock => TimeSpan.Zero;

    protected override DateTimeOffset TimeNow => DateTimeOffset.UnixEpoch;

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(receiver, message, sender, cancelable, isRepeated: false);

    protected override void InternalScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(receiver, message, sender, cancelable, isRepeated: true);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => Refuse();

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => Refuse();

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) => Refuse();

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) => Refuse();

    private void Add(ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable, bool isRepeated)
    {
        if (control.IsInCharge)
            control.Inboxes.AddTimer(receiver, message, sender, cancelable, isRepeated);
    }

    // An action has no actor whose step it would be.
    private void Refuse()
    {
        if (control.IsInCharge)
            control.Escaped("an action was put on the scheduler: let it tell an actor instead (ScheduleTellOnce, timers)");
    }
}
