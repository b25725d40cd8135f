using ActorVm.Live;
using ActorVm.Simulation;

using Akka.Actor;

namespace ActorVm.Tests.Live.Controlled;

public sealed class ControlledSystemTests
{
    [Fact]
    public void One_step_is_one_message_although_two_wait()
    {
        using var system = Of(actor =>
        {
            actor.Tell("a");
            actor.Tell("b");
            actor.Tell("c");
        });
        system.Restart();

        system.Deliver(0);

        Assert.Equal("a", Heard(system));
    }

    [Fact]
    public void What_was_stashed_comes_before_what_waits_one_message_a_step()
    {
        using var system = Of(actor =>
        {
            actor.Tell("stash");
            actor.Tell("stash");
            actor.Tell("open");
            actor.Tell("z");
        });
        system.Restart();

        var heard = new List<string>();
        while (!system.IsQuiescent)
        {
            system.Deliver(0);
            heard.Add(Heard(system));
        }

        Assert.Equal(["", "", "open", "open stash", "open stash stash", "open stash stash z"], heard);
    }

    [Fact]
    public void Children_are_there_at_once_and_their_messages_can_be_chosen()
    {
        using var system = Of(actor => actor.Tell("child"));
        system.Restart();

        system.Deliver(0);

        Assert.Equal("listener/$1 <- listener #1 hello", ControlledSchedule.LineOf(system, 0).ToString());
    }

    [Fact]
    public void A_timer_may_expire_whenever_it_is_chosen_and_not_when_it_was_cancelled()
    {
        Assert.Equal(["timer tick x", "timer x tick"], Ends("timer", "x"));
        Assert.Equal(["timer cancel", "timer tick cancel"], Ends("timer", "cancel"));
    }

    [Fact]
    public void What_an_actor_throws_is_a_discovery_although_its_supervisor_starts_it_anew()
    {
        using var system = Of(actor =>
        {
            actor.Tell("a");
            actor.Tell("throw");
        });

        var report = ControlledExplorer.Schedules(system);

        Assert.Equal("no more of this", Assert.Single(report.Discoveries).What);
        Assert.Equal(2, report.Discoveries[0].Path.Count);
    }

    private static string[] Ends(params string[] words)
    {
        using var system = Of(actor => Array.ForEach(words, word => actor.Tell(word)), ControlOrder.Channels);
        var report = ControlledExplorer.Schedules(system, new PathOptions { LabelEnd = end => end.StateOf<Listener>(new(0)).Heard });
        return [.. report.Labels.Select(label => label.Key)];
    }

    private static string Heard(ControlledSystem system) => system.StateOf<Listener>(system.IdOf("listener")).Heard;

    private static ControlledSystem Of(Action<IActorRef> tell, ControlOrder order = ControlOrder.Mailboxes) => new(
        system => tell(system.ActorOf(Props.Create(() => new Listener()), "listener")), new ControlOptions { Order = order });

    internal sealed class Listener : ReceiveActor, IWithUnboundedStash, IWithTimers
    {
        private bool isOpen;

        public Listener() => Receive<string>(Hear);

        public IStash Stash { get; set; } = null!;

        public ITimerScheduler Timers { get; set; } = null!;

        public string Heard { get; private set; } = "";

        private void Hear(string word)
        {
            if (word == "stash" && !isOpen)
            {
                Stash.Stash();
                return;
            }

            Heard = $"{Heard} {word}".Trim();
            Act(word);
        }

        private void Act(string word)
        {
            switch (word)
            {
                case "open":
                    isOpen = true;
                    Stash.UnstashAll();
                    break;
                case "child":
                    Context.ActorOf(Props.Create(() => new Listener())).Tell("hello");
                    break;
                case "timer":
                    Timers.StartSingleTimer("t", "tick", TimeSpan.FromHours(1));
                    break;
                case "cancel":
                    Timers.Cancel("t");
                    break;
                case "throw":
                    throw new InvalidOperationException("no more of this");
                default:
                    break;
            }
        }
    }
}
