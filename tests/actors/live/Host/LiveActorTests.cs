using ActorVm.Actors;
using ActorVm.Live;
using ActorVm.Messages;
using ActorVm.Simulation;

using Akka.Actor;
using Akka.TestKit.Xunit2;

using FsCheck;
using FsCheck.Fluent;

using Letter = ActorVm.Live.Letter;

namespace ActorVm.Tests.Live.Host;

/// <summary>A behaviour under Akka's TestKit, a probe in the place of everybody else: it answers as it does in the simulation.</summary>
public sealed class LiveActorTests() : TestKit("akka { stdout-loglevel = OFF, loglevel = OFF, log-dead-letters = off }")
{
    private const int Conversations = 60;

    private static readonly ActorId Subject = new(0);
    private static readonly ActorId Peer = new(1);

    [Fact]
    public void The_kernel_map_answers_as_in_the_simulation() => Agrees(
        new KernelMap(0xC000_0000, 64), new KernelMapState(),
        (kind, number) => kind switch
        {
            0 => new MeasureSpace(0xC000_0000 + ((long)number << PageSize.Shift)),
            1 => new ExhaustKernelMap(number % 3),
            _ => new FindSpace(1 + (number % 20)),
        });

    [Fact]
    public void Malloc_statistics_count_and_panic_as_in_the_simulation() => Agrees(
        new MallocStatistics(), new MallocStatisticsState(),
        (kind, number) => kind == 0 ? new CountFreed($"type-{number % 3}", number) : new CountAllocated($"type-{number % 3}", number * 16));

    [Fact]
    public void The_swap_pager_answers_as_in_the_simulation_unexpected_tickets_included() => Agrees(
        new SwapPager(new SwapPagerSettings(Peer, Peer, 0, WriteErrorsPerMillion: 0)), new SwapPagerState(new SwapSpace(40)),
        (kind, number) => kind switch
        {
            0 or 1 => new PutPages(new ObjectId(number % 2), number % 8, [.. Enumerable.Range(0, 1 + (number % 4)).Select(page => new PageIndex(page))], IsSync: number % 2 == 0),
            2 => new GetPage(new ObjectId(number % 2), number % 10, new PageIndex(number)),
            3 => new FreeSwap(new ObjectId(number % 2)),
            _ => new IoDone(number % 3),
        });

    private void Agrees<TState>(IBehaviour<TState> behaviour, TState initial, Func<int, int, Message> speak)
    {
        var words = ArbMap.Default.ArbFor<(byte Kind, byte Number)[]>();
        Prop.ForAll(words, talk =>
        {
            Message[] messages = [.. talk.Select(word => speak(word.Kind % 5, word.Number))];
            var simulated = Simulated(behaviour, initial, messages);
            var live = Live(behaviour, initial, messages);
            Assert.Equal(simulated.Answers, live.Answers);
            Assert.Equal(simulated.Thrown, live.Thrown);
            Assert.Equal(simulated.State, live.State);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Conversations));
    }

    private static (string[] Answers, string? Thrown, Fingerprint State) Simulated<TState>(IBehaviour<TState> behaviour, TState initial, Message[] messages)
    {
        var world = Build(behaviour, initial);
        string? thrown = null;
        for (var message = 0; message < messages.Length && thrown is null; message++)
        {
            world.Post(Peer, Subject, messages[message]);
            thrown = Try(() => world.Deliver(0, new Fifo()));
        }

        var answers = world.Pending.Where(letter => letter.Channel.To == Peer).Select(letter => letter.Message.ToString()).ToArray();
        return (answers, thrown, StateOf(behaviour, world.StateOf<TState>(Subject)));
    }

    private (string[] Answers, string? Thrown, Fingerprint State) Live<TState>(IBehaviour<TState> behaviour, TState initial, Message[] messages)
    {
        var probe = CreateTestProbe();
        var stage = new LiveStage(Sys, ["subject", "peer"], new LiveOptions());
        var world = Build(behaviour, initial);
        Sys.ActorOf(Akka.Actor.Props.Create(() => new LiveSupervisor(stage, world)));
        stage.WaitForEntrances();
        stage.Add(Peer, probe.Ref);
        stage.Begin();
        for (var message = 0; message < messages.Length; message++)
            stage.RefOf(Subject).Tell(new Letter(new Channel(Peer, Subject), message + 1, 0, 0, messages[message]));

        // What was told before this was handled before this.
        var end = default(Fingerprint);
        stage.Between(Subject, actor => end = StateOf(behaviour, ((LiveActor<TState>)actor).State));
        var answers = new List<string>();
        while (probe.HasMessages)
            answers.Add(((Letter)probe.ReceiveOne(TimeSpan.Zero)).Message.ToString());
        return ([.. answers], stage.Failure?.Thrown.Message, end);
    }

    private static World Build<TState>(IBehaviour<TState> behaviour, TState initial)
    {
        var builder = new WorldBuilder(Pace.Recorded);
        builder.Add("subject", behaviour, initial);
        builder.Add("peer", new Silent(), 0);
        return builder.Build();
    }

    private static Fingerprint StateOf<TState>(IBehaviour<TState> behaviour, TState state)
    {
        var builder = new WorldBuilder(Pace.Recorded);
        builder.Add("subject", behaviour, state);
        return builder.Build().Fingerprint;
    }

    private static string? Try(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            return thrown.Message;
        }
    }

    private sealed class Silent : IBehaviour<int>
    {
        public int Receive(int self, in ActorVm.Messages.Envelope envelope, IOutbox outbox) => self;
    }
}
