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
    public void An_action_on_the_scheduler_is_a_step_of_its_actor_that_may_be_chosen_or_cancelled()
    {
        Assert.Equal(["act acted x", "act x acted"], Ends("act", "x"));
        Assert.Equal(["act acted stop", "act stop"], Ends("act", "stop"));
    }

    [Fact]
    public void What_an_action_throws_is_a_discovery()
    {
        using var system = Of(actor => actor.Tell("bomb"));

        Assert.Equal("no more of that", Assert.Single(ControlledExplorer.Schedules(system).Discoveries).What);
    }

    [Fact]
    public void Choices_of_an_actor_are_made_in_every_way_and_again_in_a_replay()
    {
        using var system = Of(actor => actor.Tell("choose"));
        var odd = Property.Eventually("not both", end => end.StateOf<Listener>(new(0)).Heard != "choose 1 2");

        var report = ControlledExplorer.Schedules(system, new PathOptions { StopAtFirst = false, Properties = [odd], LabelEnd = end => end.StateOf<Listener>(new(0)).Heard });
        var schedule = ControlledSchedule.Record(system, Assert.Single(report.Discoveries).Path);

        Assert.Equal(["choose 0 0", "choose 0 1", "choose 0 2", "choose 1 0", "choose 1 1", "choose 1 2"], report.Labels.Select(label => label.Key));
        Assert.Equal((6, 6), (report.Runs, report.Traces));
        Assert.Contains("listener <- outside #1 choose ? 1 2\n", schedule, StringComparison.Ordinal);
        Assert.Null(ControlledSchedule.Replay(system, schedule));
        Assert.Equal("choose 1 2", Heard(system));
    }

    [Fact]
    public void Policies_make_the_choices_of_actors_too()
    {
        using var system = Of(actor => actor.Tell("choose"));

        var report = ControlledExplorer.Sample(system, Policies.Parse("random"), 1, new PathOptions { MaxRuns = 100, LabelEnd = end => end.StateOf<Listener>(new(0)).Heard });

        Assert.Equal(6, report.Labels.Count);
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
        private ICancelable? pending;

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
                case "choose":
                    Heard += $" {Context.System.Choose("two", 2)} {Context.System.Choose("three", 3)}";
                    break;
                case "act":
                    pending = Context.System.Scheduler.Advanced.ScheduleOnceCancelable(TimeSpan.FromHours(1), () => Heard += " acted");
                    break;
                case "stop":
                    pending!.Cancel();
                    break;
                case "bomb":
                    Context.System.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromHours(1), () => throw new InvalidOperationException("no more of that"));
                    break;
                case "throw":
                    throw new InvalidOperationException("no more of this");
                default:
                    break;
            }
        }
    }
}
