using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Faults;

public sealed class TouchPatternsTests
{
    private static readonly Bench NoChoices = new();

    [Fact]
    public void Sequential_begins_again_at_the_end()
    {
        Assert.Equal([0, 1, 2, 0, 1], Draw(new TouchPatterns(Plan(TouchPattern.Sequential, pages: 3), 1, 0), 5));
    }

    [Fact]
    public void Traced_goes_through_the_trace_and_begins_again()
    {
        var trace = new PageTrace(TextPages: 1, DataPages: 2, [(2, true), (0, false), (1, true)]);
        var patterns = new TouchPatterns(Plan(TouchPattern.Traced, pages: 3), 1, cursor: 1, trace);

        Assert.Equal([(0, false), (1, true), (2, true), (0, false)], Enumerable.Range(0, 4).Select(_ => patterns.Next(NoChoices)));
    }

    [Fact]
    public void The_same_seed_draws_the_same_pages_for_ever()
    {
        Assert.Equal([74, 15, 27, 34, 3], Draw(new TouchPatterns(Plan(TouchPattern.Uniform, pages: 100), 42, 0), 5));
        Assert.Equal([36, 1, 0, 2, 5], Draw(new TouchPatterns(Plan(TouchPattern.Zipf, pages: 100), 42, 0), 5));
    }

    [Fact]
    public void Zipf_touches_the_first_page_about_as_often_as_pages_2_to_3_and_as_pages_4_to_7()
    {
        var drawn = Draw(new TouchPatterns(Plan(TouchPattern.Zipf, pages: 127), 7, 0), 70_000);

        Assert.InRange(drawn.Count(page => page == 0), 9_700, 10_300);
        Assert.InRange(drawn.Count(page => page is 1 or 2), 9_700, 10_300);
        Assert.InRange(drawn.Count(page => page is >= 63 and <= 126), 9_700, 10_300);
        Assert.Equal(126, drawn.Max());
    }

    [Fact]
    public void Shifting_stays_within_its_working_set_round_the_end_until_it_shifts()
    {
        var patterns = new TouchPatterns(Plan(TouchPattern.Shifting, pages: 100, workingSet: 10), 3, cursor: 95);

        Assert.Equal([0, 1, 2, 3, 4, 95, 96, 97, 98, 99], Draw(patterns, 200).Distinct().Order());
        patterns.Shift();
        Assert.NotEqual(95, patterns.Cursor);
    }

    [Fact]
    public void Writes_come_as_often_as_they_should()
    {
        var patterns = new TouchPatterns(Plan(TouchPattern.Uniform, pages: 100, writesPerMillion: 250_000), 5, 0);
        var writes = 0;
        for (var touch = 0; touch < 40_000; touch++)
            writes += patterns.Next(NoChoices).IsWrite ? 1 : 0;

        Assert.InRange(writes, 9_700, 10_300);
    }

    private static TouchPlan Plan(TouchPattern pattern, int pages, int writesPerMillion = 0, int workingSet = 0) =>
        new([new TouchArea(new ObjectId(0), pages)], pattern, writesPerMillion, workingSet);

    private static List<int> Draw(TouchPatterns patterns, int touches)
    {
        var drawn = new List<int>();
        for (var touch = 0; touch < touches; touch++)
            drawn.Add(patterns.Next(NoChoices).Page);

        return drawn;
    }
}
