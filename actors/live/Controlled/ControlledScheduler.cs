using System.Diagnostics.CodeAnalysis;

using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace ActorVm.Live;

/// <summary>Akka's scheduler where time stands still: a message or an action that is due later may come whenever the controller likes.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Akka makes it.")]
internal sealed class ControlledScheduler(Config scheduler, ILoggingAdapter log) : SchedulerBase(scheduler, log)
{
    private readonly Control control = Control.Find(scheduler.GetInt("akka.scheduler.controller", scheduler.GetInt("controller", 0)));

    public Control Control => control;

    public override TimeSpan MonotonicClock => TimeSpan.Zero;

    public override TimeSpan HighResMonotonicClock => TimeSpan.Zero;

    protected override DateTimeOffset TimeNow => DateTimeOffset.UnixEpoch;

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Tell(receiver, message, sender, cancelable, isRepeated: false);

    protected override void InternalScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Tell(receiver, message, sender, cancelable, isRepeated: true);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => Do(action, cancelable, isRepeated: false);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => Do(action.Run, cancelable, isRepeated: false);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) => Do(action, cancelable, isRepeated: true);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) => Do(action.Run, cancelable, isRepeated: true);

    private void Tell(ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable, bool isRepeated)
    {
        if (control.IsInCharge && IsHere($"a message {Inboxes.TextOf(message)}"))
            control.Inboxes.AddTimer(control.Inboxes.IdOf(receiver as IActorRef), message, () => receiver.Tell(message, sender), tells: true, cancelable, isRepeated);
    }

    // It is a step of the actor that put it here, as if it had told itself.
    private void Do(Action action, ICancelable? cancelable, bool isRepeated)
    {
        if (control.IsInCharge && IsHere("an action"))
            control.Inboxes.AddTimer(control.Inboxes.IdOf(InternalCurrentActorCellKeeper.Current?.Self), "an action", action, tells: false, cancelable, isRepeated);
    }

    private bool IsHere(string what)
    {
        if (!control.IsActing)
            control.Escaped($"{what} was put on the scheduler by a thread that is not the controller's");
        return control.IsActing;
    }
}
