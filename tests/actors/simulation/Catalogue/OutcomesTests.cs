using ActorVm.Simulation;

namespace ActorVm.Tests.Simulation.Catalogue;

public sealed class OutcomesTests
{
    [Fact]
    public void Ways_that_send_the_same_after_as_many_choices_stand_together()
    {
        var written = new Outcomes.Writer();
        Write(written, state: 4, sends: [7, 1], choices: [0]);
        Write(written, state: 5, sends: [7, 1], choices: [1]);
        Write(written, state: 6, sends: [7, 2], choices: [2]);
        Write(written, state: 7, sends: [7, 2], choices: [3, 0]);
        Write(written, state: 8, sends: [], choices: [3, 1]);

        var groups = new List<string>();
        foreach (var group in new Outcomes(written.Written))
            groups.Add($"{string.Join(' ', group.Effects.ToArray())}: {group.Ways}");

        Assert.Equal(["7 1: 2", "7 2: 1", "7 2: 1", ": 1"], groups);
    }

    [Theory]
    [InlineData(0, 4, "0", "7 1")]
    [InlineData(1, 5, "1", "7 1")]
    [InlineData(2, -1, "2 0", "")]
    public void A_way_is_found_by_its_number(int way, int state, string choices, string sends)
    {
        var written = new Outcomes.Writer();
        Write(written, state: 4, sends: [7, 1], choices: [0]);
        Write(written, state: 5, sends: [7, 1], choices: [1]);
        Write(written, state: -1, sends: [], choices: [2, 0]);

        var outcome = new Outcomes(written.Written).At(way, out var ways);

        Assert.Equal(
            (3, state, choices, sends),
            (ways, outcome.State, string.Join(' ', outcome.Choices.ToArray()), string.Join(' ', outcome.Effects.ToArray())));
    }

    [Fact]
    public void What_was_sent_before_an_actor_threw_can_be_taken_back()
    {
        var written = new Outcomes.Writer();
        written.Begin();
        written.Add(7, 1);
        written.TakeBack();
        written.End(-1, []);

        Assert.True(new Outcomes(written.Written).At(0, out _).Effects.IsEmpty);
    }

    [Fact]
    public void Every_way_that_choices_can_fall_is_taken_once()
    {
        var choices = new Odometer();
        var ways = new List<string>();
        do
        {
            if (choices.Choose(2) == 0)
                choices.Choose(3);
            ways.Add(string.Join(' ', choices.Chosen.ToArray()));
        }
        while (choices.Next());

        Assert.Equal(["0 0", "0 1", "0 2", "1"], ways);
    }

    private static void Write(Outcomes.Writer written, int state, int[] sends, int[] choices)
    {
        written.Begin();
        for (var sent = 0; sent < sends.Length; sent += 2)
            written.Add(sends[sent], sends[sent + 1]);
        written.End(state, choices);
    }
}
