using System.Text.RegularExpressions;

using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;

using Serilog;

namespace ActorVm.Tests.Scenarios.History;

/// <summary>Each known defect of the kernel's history, with the revision that has it and with those that do not.</summary>
public sealed partial class HistoryTests
{
    private const string New = "--set algorithm.vm.old_contigmalloc=0";
    private const string Old = "--set algorithm.vm.old_contigmalloc=1";

    /// <summary>Scenario, what it says, and what makes it pass besides <c>--revision mended</c>.</summary>
    public static readonly TheoryData<string, string, string> Defects = new()
    {
        { "h01-launders-for-ever", "wi0 asked for 64 pages 3 s ago and has no answer: asleep in a page-out", "--revision 1.36" },
        { "h02-two-passes", "wi0 is told NULL, but pages 0 to 7 are 8 cached", "--revision 1.36" },
        { "h03-start-not-reset", "fxp0 is told NULL, but pages 4 to 11 are 8 cached", New },
        { "h04-launder-budget-absorbed", "fxp0 is told NULL, but pages 9 to 16 are 8 inactive and dirty", New },
        { "h05-bound-is-page-count", "sk0 is told NULL, but pages 120 to 127 are 8 free", New },
        { "h06-kva-leak", "8 pages are on no queue and nobody's", New },
        { "h07-degenerate-rescan", "bktr0 waited 1.", "--revision 1.45s" },
        { "h08-broken-break", "panic: vm_page_insert: page already inserted", "--revision 1.45s" },
        { "h09-below-the-array", "panic: access outside vm_page_array", "--revision 1.36" },
        { "h10-window-at-index-0", "panic: access outside vm_page_array", "--revision 1.48" },
        { "h11-memory-skipped", "fxp0 writes page 63, although pages 40 to 47 lie free", "--revision 1.48" },
        { "h11-shared-start", "panic: vm_page_free: freeing wired page", "" },
        { "h12-claims-leaked", "7 pages are on no queue and nobody's", "--revision 1.51" },
        { "h13-held-cached-page", "spins for ever: it claims page 48, which is on HOLD", "--revision 1.51" },
        { "h14-free-page-stolen", "spins for ever: it claims page 51, which is active and dirty", Old },
        { "h15-dead-object", "allocator/wi0 works on object 3, which was terminated while it slept", "--revision 1.51" },
        { "h15-vnode-deadlock", "deadlock of allocator/bktr0, program/logger: vnode 2 held by program/logger, allocator/bktr0 waits", "--revision 1.36" },
        { "h15-whole-file-written", "fxp0 asked for 4 pages and has 8 written by now", "" },
        { "h16-success-for-nothing", "fxp0 is told NULL, but pages 0 to 15 are 15 inactive and clean, 1 inactive and dirty", "" },
        { "h17-dirty-page-costs-the-window", "fxp0 is told NULL, but pages 32 to 39 are 8 inactive and clean", "--revision 1.36" },
        { "h18-zero-by-the-first-page", "lge0 asked for M_ZERO and gets pages 40 to 47, of which 7 hold what somebody left in them", Old },
        { "h19-failed-calls-counted", "the statistics count 3 calls, 2 were granted", "" },
        { "h19-freed-too-little", "10 pages more than at the start are wired, drivers hold 0", "" },
        { "h19-freed-too-much", "nge0 still uses pages 48 to 55, but 4 free, 4 wired", "" },
        { "h20-reserves-taken", "80 pages were taken and 0 are left, 40 is what the page daemon keeps, but it sleeps and nobody told it", "" },
        { "h21-object-lock-starvation", "starves on ACTIVE for 5 s: the page daemon passed it over 16 times because its object was locked", "--revision 1.51" },
        { "h22-object-after-the-sleep", "panic: page fault at the lock of the object of page 3, which belongs to none any more", "--revision 1.36" },
        { "h23-nowait-sleeps", "busdma said M_NOWAIT and sleeps", "" },
        { "h24-low-memory-late", "1 of 1 were not", "--set algorithm.vm.dma_reserved=1MiB" },
        { "h25-address-wrap", "panic: access outside vm_page_array", "--revision 1.36" },
        { "h25-long-refusal", "drm0 waited 353.124 ms", New },
    };

    [Theory]
    [MemberData(nameof(Defects))]
    public void The_revision_that_has_the_defect_shows_it_and_those_without_do_not(string scenario, string says, string passesWith)
    {
        var (code, text) = Run(scenario, "");

        Assert.Equal(ExitCode.PropertyFailed, code);
        Assert.Contains(says, text, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, Run(scenario, "--revision mended").Code);
        Assert.Equal(ExitCode.Ok, passesWith is "" ? ExitCode.Ok : Run(scenario, passesWith).Code);
    }

    [Fact]
    public void Every_defect_from_H1_to_H25_has_a_scenario_and_every_scenario_is_tested()
    {
        var scenarios = ScenarioLibrary.All().Where(entry => entry.Name.StartsWith("history/h", StringComparison.Ordinal)).ToArray();
        var defects = scenarios.Select(entry => entry.Name["history/h".Length..][..2]).Distinct();

        Assert.Equal(Enumerable.Range(1, 25).Select(number => $"{number:00}"), defects.Order(StringComparer.Ordinal));
        Assert.Equal(scenarios.Select(entry => entry.Name["history/".Length..]).Order(StringComparer.Ordinal), Defects.Select(row => (string)row[0]).Order(StringComparer.Ordinal));
        Assert.All(scenarios, entry => Assert.Matches($@"^H{int.Parse(entry.Name["history/h".Length..][..2], null)}\b", entry.Covers));
    }

    private static (int Code, string Text) Run(string scenario, string options)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var shell = new Shell(output, error, Shell.Plain(output), new LoggerConfiguration().CreateLogger(), new ScenarioRunner(), new KernelVectorMachine(), IsErrorTerminal: false);
        var code = CommandLine.Run(["run", $"history/{scenario}", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)], shell);

        return (code, Spaces().Replace(output.ToString() + error, " "));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
