using ActorVm.Cli.Commands;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

namespace ActorVm.Tests.Scenarios.Reports;

public sealed class ReportTests
{
    private static readonly RunReport Report = new()
    {
        Scenario = "running-programs",
        Seed = 7,
        Revision = "1.36",
        Algorithm = "new",
        Steps = 12_345,
        VirtualTime = new Duration(3_250_000_000),
        StateHash = "0123456789abcdef",
        Requests =
        [
            new() { Driver = "wi0", Size = 262_144, Result = RequestOutcome.Granted, StartPage = 15_872, PhysicalAddress = 0x3e00000, Latency = new Duration(1_200_000_000), PagesLaundered = 35, Passes = 2 },
            new() { Driver = "wi0", Size = 262_144, Result = RequestOutcome.Refused, Latency = new Duration(15_500), Passes = 3 },
            new() { Driver = "sk0", Size = 4096, Result = RequestOutcome.Panic, Message = "contigmalloc1: size must not be 0", Passes = 0 },
        ],
        CountsBefore = [new("free", 16_384), new("wire", 0)],
        Counts = [new("free", 320), new("wire", 1_064)],
        Counters = [new("v_pdwakeups", 12)],
        Malloc = [new("devbuf", 1, 262_144, 262_144, 3)],
        Properties = [new("conservation", "always", true), new("a-page-is-laundered", "sometimes", true), new("requests-are-granted", "eventually", false, "1 of 3 was refused")],
        Before = MemoryPicture.Draw(128, [('W', 16), ('F', 112)]),
        After = MemoryPicture.Draw(128, [('W', 16), ('F', 10), ('K', 64), ('A', 30), ('C', 7), ('N', 1)]),
    };

    [Fact]
    public void The_text_is_what_a_person_reads() => Verified.Equal("run-report.verified.txt", Text());

    [Fact]
    public void The_object_has_the_agreed_names() => Verified.Equal("run-report.verified.json", JsonReport.Text(Report) + "\n");

    [Fact]
    public void Pictures_have_a_fixed_size_and_never_hide_what_contigmalloc_holds()
    {
        var picture = MemoryPicture.Draw(6_553_600, [('W', 100), ('K', 1), ('F', 6_553_499)]);

        Assert.Equal(6_400, picture.PagesPerCell);
        Assert.Equal(16, picture.Lines.Count());
        Assert.Equal('K' + new string('F', 63), picture.Lines.First());
        Assert.All(picture.Lines, line => Assert.Equal(64, line.Length));
    }

    [Fact]
    public void Expectations_are_held_against_the_report_unless_the_command_line_changed_the_scenario()
    {
        const string text = "machine: {memory: 1 MiB}\ndrivers: [{name: wi0, requests: [{size: 4 KiB, expect: granted}]}]\nexpect: {drivers: {wi0: {granted: 2..}}, pages-laundered: 35}";

        var asWritten = Expectations.Check(Report, ScenarioReader.Parse("x.yaml", text, []));
        var changed = Expectations.Check(Report, ScenarioReader.Parse("x.yaml", text, ["passes=2"]));

        Assert.Equal([("wi0: request 0 is granted", true), ("wi0: granted 2..", false), ("pages-laundered 35", true)],
            asWritten.Properties.Where(property => property.Kind == "expect").Select(property => (property.Name, property.Holds)));
        Assert.Equal(Report.Properties, changed.Properties);
        Assert.Equal((null, "what the file expects is not checked, because --set or --revision changed the scenario"), (asWritten.Note, changed.Note));
    }

    [Fact]
    public void The_number_of_situations_is_held_against_the_file_by_who_searches()
    {
        const string text = "machine: {memory: 1 MiB}\nexpect:\n  states: 10..20";
        var scenario = ScenarioReader.Parse("x.yaml", text, []);
        var changed = ScenarioReader.Parse("x.yaml", text, ["passes=2"]);

        Assert.Null(Expectations.OfStates(scenario, 10, isWhole: true));
        Assert.Equal(("x.yaml:3: states: 10..20 is expected, but there are 21", true), Expectations.OfStates(scenario, 21, isWhole: true));
        Assert.Equal(("x.yaml:3: states: 10..20 is not checked, because not all of them were counted", false), Expectations.OfStates(scenario, 9, isWhole: false));
        Assert.Equal(("what the file expects is not checked, because --set or --revision changed the scenario", false), Expectations.OfStates(changed, 21, isWhole: true));
    }

    private static string Text()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new TextReport(Shell.Plain(writer)).Write(Report);
        return writer.ToString();
    }
}
