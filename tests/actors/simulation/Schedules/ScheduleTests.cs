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
            actorvm schedule 1
            model: lost_update 2
            body: d1c5

            client-1 <- outside #1 Trigger
            counter <- client-1 #1 Get
            client-2 <- outside #1 Trigger
            = x
            counter <- client-2 #1 Get
            client-1 <- counter #1 Value 0
            client-2 <- counter #1 Value 0
            = x
            counter <- client-1 #2 Put 1
            counter <- client-2 #2 Put 1
            = x
            end

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
        var other = OracleModel.Build("atomic_inc 2");

        Assert.Equal(
            new Divergence(6, 1, "the message is 'Increment', expected 'Get'"),
            Replayer.Replay(other, Schedule.Parse(Recorded().ToString())).Divergence);
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
            new Divergence(5, 0,
                "counter <- client-1 cannot be delivered; on its way: client-1 <- outside #1 Trigger; client-2 <- outside #1 Trigger"),
            Replayer.Replay(Start(), Schedule.Parse(text)).Divergence);
    }

    [Theory]
    [InlineData("something else", "line 1: 'actorvm schedule 1' expected, not 'something else'")]
    [InlineData("actorvm schedule 1\n\na <- b #1 X", "line 3: 'end' expected; the file is cut off")]
    [InlineData("actorvm schedule 1\n\na b #1 X\nend", "line 3: 'RECEIVER <- SENDER #NUMBER MESSAGE' or '= FINGERPRINT' expected, not 'a b #1 X'")]
    public void What_is_not_a_schedule_is_refused_with_the_line(string text, string reason) =>
        Assert.Equal(reason, Assert.Throws<FormatException>(() => Schedule.Parse(text)).Message);

    private static World Start() => OracleModel.Build("lost_update 2");

    private static Schedule Recorded()
    {
        var world = Start();
        var moves = new List<Move>();
        (int From, int To)[] ways = [(-1, 1), (1, 0), (-1, 2), (2, 0), (0, 1), (0, 2), (1, 0), (2, 0)];
        foreach (var (from, to) in ways)
            moves.Add(new Move(new Channel(new ActorId(from), new ActorId(to)), 0, []));
        return Schedule.Record(world, moves, [new("model", "lost_update 2")], stateEvery: 3);
    }

    private static string Swap(string text, string one, string other) =>
        text.Replace(one, "#", StringComparison.Ordinal).Replace(other, one, StringComparison.Ordinal).Replace("\n#\n", $"\n{other}\n", StringComparison.Ordinal);

    private static string Mask(string text) => string.Join('\n', text.Split('\n').Select(line => line switch
    {
        ['=', ..] => "= x",
        _ when line.StartsWith("body: ", StringComparison.Ordinal) => "body: d1c5",
        _ => line,
    }));
}
