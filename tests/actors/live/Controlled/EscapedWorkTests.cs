using ActorVm.Live;

using Akka.Actor;

namespace ActorVm.Tests.Live.Controlled;

/// <summary>The ways in which work leaves the controller. Each is noticed and named; nothing is counted on top of it.</summary>
public sealed class EscapedWorkTests
{
    [Fact]
    public void A_task_that_is_piped_to_an_actor_escapes() =>
        Assert.Contains("worker was told 7 by a thread that is not the controller's", Escape((self, _) => SevenSoon().PipeTo(self)), StringComparison.Ordinal);

    [Fact]
    public void A_task_that_is_there_already_does_not()
    {
        using var system = Of((self, _) => Task.FromResult(7).PipeTo(self));

        Assert.Equal(1, ControlledExplorer.Schedules(system).Runs);
    }

    [Fact]
    public void An_actor_that_awaits_escapes()
    {
        using var system = new ControlledSystem(system => system.ActorOf(Props.Create(() => new Sleeper()), "sleeper").Tell("go"), new ControlOptions { Patience = TimeSpan.Zero });

        Assert.Contains("sleeper awaits a task in the middle of a message", Assert.Throws<EscapedWorkException>(() => ControlledExplorer.Schedules(system)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_actor_on_another_dispatcher_escapes() =>
        Assert.Contains(
            "worker/other runs on akka.actor.task-dispatcher, a dispatcher that the controller does not run",
            Escape((_, context) => context.ActorOf(Props.Create(() => new Sleeper()).WithDispatcher("akka.actor.task-dispatcher"), "other")), StringComparison.Ordinal);

    [Fact]
    public void An_actor_that_throws_dice_is_noticed_by_what_it_does()
    {
        var throws = 0;
        using var system = Of((self, _) =>
        {
            self.Tell(1);
            if (throws++ % 3 == 0)
                self.Tell(2, ActorRefs.Nobody);
        });

        Assert.Contains("the same choices led to another situation", Assert.Throws<EscapedWorkException>(() => ControlledExplorer.Schedules(system)).Message, StringComparison.Ordinal);
    }

    private static string Escape(Action<IActorRef, IUntypedActorContext> act)
    {
        using var system = Of(act);
        return Assert.Throws<EscapedWorkException>(() => ControlledExplorer.Schedules(system)).Message;
    }

    private static ControlledSystem Of(Action<IActorRef, IUntypedActorContext> act) => new(
        system =>
        {
            var worker = system.ActorOf(Props.Create(() => new Worker(act)), "worker");
            worker.Tell("go");
        },
        new ControlOptions { Order = ControlOrder.Channels, Patience = TimeSpan.FromSeconds(1) });

    private static async Task<int> SevenSoon()
    {
        await Task.Delay(10);
        return 7;
    }

    private sealed class Worker(Action<IActorRef, IUntypedActorContext> act) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "go")
                act(Self, Context);
        }
    }

    private sealed class Sleeper : ReceiveActor
    {
        public Sleeper() => ReceiveAsync<string>(async _ => await Task.Delay(200));
    }
}
