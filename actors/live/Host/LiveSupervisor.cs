using ActorVm.Messages;
using ActorVm.Simulation;

using Akka.Actor;

namespace ActorVm.Live;

/// <summary>
/// The parent of all live actors. A behaviour that throws has found something: its actor is stopped as it is, never started
/// anew, and the run ends.
/// </summary>
internal sealed class LiveSupervisor : UntypedActor, IActorVisitor
{
    private readonly LiveStage stage;

    public LiveSupervisor(LiveStage stage, World start)
    {
        this.stage = stage;
        start.Show(this);
    }

    public void Visit<TState>(ActorId id, string name, IBehaviour<TState> behaviour, TState state)
    {
        var props = Props.Create<LiveActor<TState>>(stage, id, behaviour, state);
        if (stage.Options.Dispatchers.TryGetValue(name, out var dispatcher))
            props = props.WithDispatcher($"live.{dispatcher}");
        stage.Add(id, Context.ActorOf(props, PathOf(name)));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message) => Unhandled(message);

    // A slash would end the name: driver/fxp0 is called driver:fxp0.
    private static string PathOf(string name) => name.Replace('/', ':');
}
