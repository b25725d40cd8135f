using ActorVm.Live;

using Akka.Actor;

namespace ActorVm.Tests.Live.Controlled;

/// <summary>The ways in which work leaves the controller. Each is noticed and named; nothing is counted on top of it.</summary>
public sealed class EscapedWorkTests
{
    [Fact]
    public void A_task_that_is_piped_to_an_actor_escapes() =>
        Assert.Matches("a task that an actor awaits, or pipes to somebody|an actor awaits a task, or pipes it to somebody", Escape((self, _) => SevenSoon().PipeTo(self)));

    [Fact]
    public void A_task_that_is_there_already_does_not()
    {
        using var system = Of((self, _) => Task.FromResult(7).PipeTo(self));

        Assert.Equal(1, ControlledExplorer.Schedules(system).Runs);
    }

    [Fact]
    public void A_task_for_the_thread_pool_escapes() =>
        Assert.Contains("an actor put a task on the thread pool", Escape((_, _) => Task.Run(() => 7)), StringComparison.Ordinal);

    [Fact]
    public void A_message_from_another_thread_escapes() =>
        Assert.Contains("worker was told 7 by a thread that is not the controller's", Escape((self, _) => TellFromElsewhere(self)), StringComparison.Ordinal);

    // Akka completes what was asked for on the thread pool.
    [Fact]
    public void An_actor_that_asks_another_and_awaits_the_answer_escapes()
    {
        using var system = new ControlledSystem(system =>
        {
            var answering = system.ActorOf(Props.Create(() => new Answering()), "answering");
            system.ActorOf(Props.Create(() => new Asking(answering)), "asking").Tell("go");
        });

        Assert.Throws<EscapedWorkException>(() => ControlledExplorer.Schedules(system));
    }

    [Fact]
    public void An_actor_that_awaits_escapes()
    {
        using var system = new ControlledSystem(system => system.ActorOf(Props.Create(() => new Sleeper()), "sleeper").Tell("go"));

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
        new ControlOptions { Order = ControlOrder.Channels });

    private static async Task<int> SevenSoon()
    {
        await Task.Delay(10);
        return 7;
    }

    private static void TellFromElsewhere(IActorRef self)
    {
        var elsewhere = new Thread(() => self.Tell(7));
        elsewhere.Start();
        elsewhere.Join();
    }

    private sealed class Answering : ReceiveActor
    {
        public Answering() => ReceiveAny(_ => Sender.Tell("seven"));
    }

    private sealed class Asking : ReceiveActor
    {
        public Asking(IActorRef other) => ReceiveAsync<string>(async _ => await other.Ask<string>("what?"));
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
