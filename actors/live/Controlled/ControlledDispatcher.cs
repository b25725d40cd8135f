using System.Diagnostics.CodeAnalysis;

using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace ActorVm.Live;

/// <summary>Named in the configuration of an actor system whose mailboxes are chosen one by one.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Akka makes it.")]
internal sealed class ControlledDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly ControlledDispatcher dispatcher;

    public ControlledDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) => dispatcher = new ControlledDispatcher(this, Control.Find(config.GetInt("controller", 0)), config.GetString("id", "controlled"));

    public override MessageDispatcher Dispatcher() => dispatcher;
}

/// <summary>Runs nothing by itself: messages and mailbox runs wait for the controller.</summary>
internal sealed class ControlledDispatcher : MessageDispatcher
{
    private readonly Control control;

    public ControlledDispatcher(MessageDispatcherConfigurator configurator, Control control, string id)
        : base(configurator)
    {
        this.control = control;
        Id = id;
        Throughput = 1;
        ThroughputDeadlineTime = 0; // over before it begins: after one message a run ends, whatever was stashed
    }

    public override void Attach(ActorCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        control.Inboxes.Meet(cell, () => base.Dispatch);
        base.Attach(cell);
    }

    public override void Dispatch(ActorCell cell, Envelope envelope)
    {
        ArgumentNullException.ThrowIfNull(cell);
        if (!control.Keep(cell, envelope))
            base.Dispatch(cell, envelope);
    }

    public override void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(message);
        control.CheckSystemMessage(cell, message);
        base.SystemDispatch(cell, message);
    }

    protected override void ExecuteTask(IRunnable run) => control.Execute(run);

    protected override void Shutdown()
    {
    }
}
