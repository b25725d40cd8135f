using ActorVm.Messages;
using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Tests.Simulation.Schedules;

public sealed class ScheduleTests
{
    [Fact]
    public void A_schedule_is_a_line_a_delivery_and_the_state_now_and_then()
    {
        Assert.Equal(
            """
            actorvm schedule 2
            model: lost_update 2

            = x counter client-1 client-2
            ~ x
            client-1 <- outside #1 Trigger
            counter <- client-1 #1 Get
            client-2 <- outside #1 Trigger
            = x
            ~ x
            counter <- client-2 #1 Get
            client-1 <- counter #1 Value 0
            client-2 <- counter #1 Value 0
            = x
            ~ x
            counter <- client-1 #2 Put 1
            counter <- client-2 #2 Put 1
            = x counter
            ~ x
            end 8 x

            """.ReplaceLineEndings("\n"),
            Mask(Recorded().ToString()));
    }

    [Fact]
    public void A_schedule_read_back_replays_and_every_line_is_verified()
    {
        var schedule = Schedule.Parse(Recorded().ToString());

        var report = Replayer.Replay(Start(), schedule);

        Assert.Null(report.Divergence);
        Assert.False(schedule.IsEdited);
        Assert.Equal(8, report.World.Steps);
        Assert.Equal(1, report.World.StateOf<int>(new ActorId(0)));
    }

    [Fact]
    public void Another_system_diverges_at_the_line_that_is_not_so()
    {
        var text = Recorded(stateEvery: 100).ToString();

        Assert.Equal(
            new Divergence(7, 1, "the message is 'Increment', expected 'Get'"),
            Replayer.Replay(OracleModel.Build("atomic_inc 2"), Schedule.Parse(WithoutStates(text))).Divergence);
    }

    [Fact]
    public void Where_the_state_is_another_the_first_differing_field_is_named()
    {
        var divergence = Replayer.Replay(Ledger.World(fee: 3), LedgerSchedule(fee: 2)).Divergence;

        Assert.Equal(new Divergence(7, 2, "bank Fees: expected 2, is 3"), divergence);
    }

    [Fact]
    public void Where_the_state_was_not_saved_the_actor_is_named_and_the_field_at_the_next_that_was()
    {
        var divergence = Replayer.Replay(Ledger.World(fee: 3, memo: 20_000), LedgerSchedule(fee: 2, memo: 20_000)).Divergence;

        Assert.Equal((7, 2), (divergence!.Line, divergence.Step));
        Assert.Matches("^bank differs: the state is [0-9a-f]{32}, expected [0-9a-f]{32}; 4 deliveries later bank Fees: expected 6, is 9$", divergence.What);
    }

    [Fact]
    public void A_wrong_fingerprint_is_found_in_a_file_whose_deliveries_are_as_they_were()
    {
        var lines = Recorded().ToString().Split('\n');
        var wrong = Array.FindIndex(lines, 6, line => line.StartsWith('='));
        lines[wrong] = lines[wrong].Replace(lines[wrong][2], lines[wrong][2] == '0' ? '1' : '0');

        var report = Replayer.Replay(Start(), Schedule.Parse(string.Join('\n', lines)));

        Assert.False(report.IsEdited);
        Assert.Equal((wrong + 1, 3), (report.Divergence!.Line, report.Divergence.Step));
        Assert.EndsWith($"so line {wrong + 1} was changed, or damaged", report.Divergence.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_saved_state_that_was_damaged_is_told_with_the_line_and_what_to_do()
    {
        var text = Recorded().ToString();
        var at = text.LastIndexOf('~') + 10;
        var damaged = $"{text[..at]}{(text[at] == 'A' ? 'B' : 'A')}{text[(at + 1)..]}";

        Assert.Equal(
            "line 19: the packed state is damaged; take the line out: it only serves to name differences",
            Assert.Throws<FormatException>(() => Replayer.Replay(Start(), Schedule.Parse(damaged))).Message);
    }

    [Fact]
    public void States_that_are_laid_out_otherwise_are_passed_over_and_the_hashes_are_compared()
    {
        var other = new WorldBuilder(Pace.Adversarial);
        other.Add("bank", new Diary(), "2,000 words that no account begins with");
        var foreign = Schedule.Record(other.Build(), [], []).ToString().Split('\n').First(line => line.StartsWith('~'));
        var lines = LedgerSchedule(fee: 2).ToString().Split('\n').Select(line => line.StartsWith('~') ? foreign : line);
        var schedule = Schedule.Parse(string.Join('\n', lines));

        Assert.Null(Replayer.Replay(Ledger.World(fee: 2), schedule).Divergence);
        Assert.Matches(
            "^bank differs: the state is [0-9a-f]{32}, expected [0-9a-f]{32}; which field cannot be said: the states from line [0-9]+ on are laid out otherwise than here$",
            Replayer.Replay(Ledger.World(fee: 3), schedule).Divergence!.What);
    }

    [Fact]
    public void A_run_is_written_and_read_line_by_line()
    {
        var world = OracleModel.Build("contig-race F");
        using var output = new StringWriter();
        var writer = new ScheduleWriter(output, world, [new("model", "contig-race F")]);
        var policy = new RandomOrder(5);
        while (world.Step(policy))
            writer.Write(world);
        writer.End(world);

        var reader = new ScheduleReader(() => new StringReader(output.ToString()));
        var report = Replayer.Replay(OracleModel.Build("contig-race F"), reader);

        Assert.Equal((null, false, world.Steps), (report.Divergence, report.IsEdited, reader.Deliveries));
        Assert.Equal(world.Fingerprint, report.World.Fingerprint);
    }

    [Fact]
    public void What_a_smaller_start_goes_without_is_written_in_the_header()
    {
        var world = OracleModel.Build("lost_update 3");
        var counter = world.IdOf("counter");
        var property = Property.Eventually("every update counts", end => end.StateOf<int>(counter) == 3);
        var found = Explore.Sample(world, new RandomOrder(0), 1, new PathOptions { Properties = [property], MaxRuns = 100 });
        var shrunk = Shrinker.Shrink(world, found.Discoveries[0], [property]);

        var schedule = Schedule.Record(shrunk, []);

        Assert.Equal(shrunk.LeftOut, schedule.Header.Select(entry => entry.Value));
        Assert.Null(Replayer.Replay(world, schedule).Divergence);
    }

    [Fact]
    public void Two_lines_swapped_by_hand_replay_when_that_is_possible()
    {
        var text = Swap(Recorded().ToString(), "client-1 <- counter #1 Value 0", "counter <- client-2 #1 Get");

        var report = Replayer.Replay(Start(), Schedule.Parse(text));

        Assert.Null(report.Divergence);
        Assert.True(report.IsEdited);
        Assert.Equal(8, report.World.Steps);
    }

    [Fact]
    public void Two_lines_swapped_by_hand_are_refused_when_it_is_not()
    {
        var text = Swap(Recorded().ToString(), "client-1 <- outside #1 Trigger", "counter <- client-1 #1 Get");

        Assert.Equal(
            new Divergence(6, 0,
                "counter <- client-1 cannot be delivered; on its way: client-1 <- outside #1 Trigger; client-2 <- outside #1 Trigger"),
            Replayer.Replay(Start(), Schedule.Parse(text)).Divergence);
    }

    [Theory]
    [InlineData("something else", "line 1: 'actorvm schedule 2' expected, not 'something else'; this is no schedule, or one of another version")]
    [InlineData("actorvm schedule 2\n\na <- b #1 X", "line 4: 'end' expected; the file is cut off after 1 deliveries: to follow those, take an unfinished last line out and write 'end' there")]
    [InlineData("actorvm schedule 2\nseed 1\n", "line 2: 'key: value' expected, not 'seed 1'; an empty line ends the header")]
    [InlineData("actorvm schedule 2\n\na b #1 X\nend", "line 3: 'RECEIVER <- SENDER #NUMBER MESSAGE' or '= FINGERPRINT' expected, not 'a b #1 X'; mend it, or take the line out")]
    [InlineData("actorvm schedule 2\n\na <- b #1 X\nend\na <- b #2 X", "line 5: nothing may follow 'end', not 'a <- b #2 X'")]
    public void What_is_not_a_schedule_is_refused_with_the_line(string text, string reason) =>
        Assert.Equal(reason, Assert.Throws<FormatException>(() => Schedule.Parse(text)).Message);

    private static World Start() => OracleModel.Build("lost_update 2");

    private static Schedule Recorded(int stateEvery = 3)
    {
        var world = Start();
        var moves = new List<Move>();
        (int From, int To)[] ways = [(-1, 1), (1, 0), (-1, 2), (2, 0), (0, 1), (0, 2), (1, 0), (2, 0)];
        foreach (var (from, to) in ways)
            moves.Add(new Move(new Channel(new ActorId(from), new ActorId(to)), 0, []));
        return Schedule.Record(world, moves, [new("model", "lost_update 2")], stateEvery);
    }

    private static string Swap(string text, string one, string other) =>
        text.Replace(one, "#", StringComparison.Ordinal).Replace(other, one, StringComparison.Ordinal).Replace("\n#\n", $"\n{other}\n", StringComparison.Ordinal);

    private static string WithoutStates(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line is ['=' or '~', ..] ? "#" : line));

    private static string Mask(string text) => string.Join('\n', text.Split('\n').Select(line => line switch
    {
        ['=', ..] => string.Join(' ', line.Split(' ').Select(word => word.Split('=')[0]).Select((word, place) => place switch { 0 => "=", 1 => "x", _ => word })),
        ['~', ..] => "~ x",
        _ when line.StartsWith("end ", StringComparison.Ordinal) => $"{line[..5]} x",
        _ => line,
    }));

    private static Schedule LedgerSchedule(int fee, int memo = 0)
    {
        var channel = new Channel(ActorId.Outside, new ActorId(0));
        return Schedule.Record(Ledger.World(fee, memo), [.. Enumerable.Repeat(new Move(channel, 0, []), 8)], [], stateEvery: 2);
    }

    private readonly record struct Account(int Balance, int Fees, string Memo);

    private sealed record Deposit(int Amount) : Message;

    private sealed class Diary : IBehaviour<string>
    {
        public string Receive(string self, in Envelope envelope, IOutbox outbox) => self;
    }

    private sealed class Ledger(int fee) : IBehaviour<Account>
    {
        public static World World(int fee, int memo = 0)
        {
            var builder = new WorldBuilder(Pace.Adversarial);
            var bank = builder.Add("bank", new Ledger(fee), new Account(0, 0, new string('.', memo)));
            var world = builder.Build();
            for (var amount = 1; amount <= 8; amount++)
                world.Tell(bank, new Deposit(amount));
            return world;
        }

        // Every second deposit costs a fee.
        public Account Receive(Account self, in Envelope envelope, IOutbox outbox) =>
            new(self.Balance + ((Deposit)envelope.Message).Amount, self.Fees + (((Deposit)envelope.Message).Amount % 2 == 0 ? fee : 0), self.Memo);
    }
}
