using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

namespace ActorVm.Tests.Scenarios.Stories;

/// <summary>What each scenario tells is so: not that it ends, but how.</summary>
public sealed class ScenarioStoriesTests
{
    private const string Old = "vm.old_contigmalloc=1";

    [Fact]
    public void A_quiet_machine_grants_everything_in_the_first_pass()
    {
        var report = Played.Once("quiet-machine");

        Assert.Equal(Verdict.Ok, report.Verdict);
        Assert.All(report.Requests, request => Assert.Equal((RequestOutcome.Granted, 1, 0L), (request.Result, request.Passes, request.PagesLaundered)));
        Assert.Equal((7L, 3_497_984L), (Assert.Single(report.Malloc).Calls, report.Malloc[0].MemUse));
    }

    [Fact]
    public void With_programs_running_the_new_algorithm_succeeds_where_the_old_one_cleans_everything_in_vain()
    {
        var (young, old) = (Played.Once("running-programs"), Played.Once("running-programs", Old));

        Assert.Equal((RequestOutcome.Granted, RequestOutcome.Refused), (young.Requests[0].Result, old.Requests[0].Result));
        Assert.True(young.Requests[0].PagesLaundered * 5 < old.Requests[0].PagesLaundered, $"{young.Requests[0].PagesLaundered} and {old.Requests[0].PagesLaundered} pages laundered");
        Assert.True(Busy(young) > 0.85, $"only {Busy(young):p0} of memory is busy");
    }

    [Fact]
    public void Pages_claimed_one_by_one_are_still_there_when_the_last_one_is_written()
    {
        var (young, old) = (Played.Once("refragmentation"), Played.Once("refragmentation", Old));

        Assert.Equal(Verdict.Ok, young.Verdict);
        Assert.All(young.Requests, request => Assert.Equal((RequestOutcome.Granted, 32L), (request.Result, request.PagesLaundered)));
        Assert.DoesNotContain(old.Requests, request => request.Result == RequestOutcome.Granted);
    }

    [Fact]
    public void A_request_that_must_write_takes_as_long_as_the_disk()
    {
        var report = Played.Once("blocking-pageout");
        var transfer = Duration.FromMicroseconds(200);

        Assert.Equal(3, report.Requests.Count);
        Assert.All(report.Requests, request => Assert.True(
            request.PagesLaundered > 0 && request.Latency.Nanoseconds >= request.PagesLaundered * transfer.Nanoseconds, $"{request}"));
    }

    [Fact]
    public void Without_kernel_addresses_the_new_algorithm_gives_pages_back_and_the_old_one_loses_them()
    {
        var (young, old) = (Played.Once("kva-exhausted"), Played.Once("kva-exhausted", Old));

        Assert.Equal((Verdict.Ok, 0L), (young.Verdict, young.CountOf("leaked")));
        Assert.Equal((Verdict.Failed, 128L), (old.Verdict, old.CountOf("leaked")));
        Assert.Equal(["no-page-leaked"], old.Properties.Where(property => !property.Holds).Select(property => property.Name));
        Assert.Equal(young.Malloc, old.Malloc);
    }

    [Fact]
    public void A_call_ends_with_the_algorithm_it_began_with()
    {
        var report = Played.Once("switch-at-run-time");
        var alwaysNew = Played.Once("switch-at-run-time", "sysctl=[]");

        Assert.Equal((Verdict.Ok, 9), (report.Verdict, report.Requests.Count(request => request.Result == RequestOutcome.Granted)));
        Assert.Equal(["both-algorithms-run"], alwaysNew.Properties.Where(property => !property.Holds).Select(property => property.Name));
    }

    [Fact]
    public void Two_drivers_at_once_never_share_a_page()
    {
        var report = Played.Once("two-drivers");

        Assert.Equal(Verdict.Ok, report.Verdict);
        Assert.Equal(6, report.Requests.Count(request => request.Result == RequestOutcome.Granted));
        var (one, other) = (report.Requests.First(request => request.Driver == "fxp0"), report.Requests.First(request => request.Driver == "fxp1"));
        Assert.True(Math.Abs(one.StartPage!.Value - other.StartPage!.Value) >= 32);
        Assert.True(one.PagesLaundered > 0 && other.PagesLaundered > 0);
    }

    [Fact]
    public void An_isa_card_gets_memory_below_16_MiB_that_crosses_no_64_KiB_boundary()
    {
        var report = Played.Once("isa-dma");

        Assert.Equal((Verdict.Ok, 3), (report.Verdict, report.Requests.Count));
        Assert.All(report.Requests, request =>
        {
            var (first, end) = (request.PhysicalAddress!.Value, request.PhysicalAddress.Value + request.Size);
            Assert.True(end <= 0xffffff && first / 65536 == (end - 1) / 65536, $"{first:x}");
        });
    }

    [Fact]
    public void Without_swap_space_nothing_dirty_can_be_moved_out_of_the_way()
    {
        var report = Played.Once("swap-full");

        Assert.Equal([RequestOutcome.Granted, RequestOutcome.Refused], report.Requests.Select(request => request.Result));
        Assert.Contains(report.Properties, property => property is { Name: "swap-is-full", Holds: true });
    }

    [Theory]
    [InlineData]
    [InlineData(Old)]
    public void A_real_machine_of_24_GiB_serves_both_algorithms(params string[] settings)
    {
        var report = Played.Once("real-memory", settings);

        Assert.Equal(Verdict.Ok, report.Verdict);
        Assert.Equal(6_553_600, report.Counts.Where(count => count.Name is "free" or "cache" or "inactive" or "active" or "wire").Sum(count => count.Number));
        Assert.Equal(4, report.Requests.Count(request => request.Result == RequestOutcome.Granted));
    }

    [Fact]
    public void A_lock_taken_against_the_order_is_told_although_nobody_is_hurt()
    {
        var report = Played.Once("lock-order");

        var reversal = Assert.Single(report.Properties, property => property.IsExpectedFailure);
        Assert.Equal((Verdict.Ok, "fails: locks-in-order"), (report.Verdict, reversal.Name));
        Assert.EndsWith("lock order reversal: program/new-fs holds object 2 and takes vnode 2, which comes before it", reversal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_biggest_process_that_is_not_protected_is_killed_after_everybody_was_asked_for_help()
    {
        var report = Played.Once("out-of-memory");

        Assert.Equal((Verdict.Ok, 1L), (report.Verdict, report.CountOf("processes killed")));
        Assert.Equal(report.CountOf("v_pdwakeups"), report.CountOf("vm_lowmem events"));
        Assert.InRange(report.CountOf("swap-out requests"), 1, report.CountOf("vm_lowmem events"));
        Assert.Equal(["a-process-is-killed"], Played.Once("out-of-memory", "programs.1.protected=on").Properties.Where(property => !property.Holds).Select(property => property.Name));
    }

    [Fact]
    public void Contigmalloc_sleeps_as_long_as_writes_are_suspended_since_it_asks()
    {
        var (asks, writes) = (Played.Once("snapshot"), Played.Once("snapshot", "algorithm.revision=1.36"));

        Assert.InRange(asks.Requests[0].Latency.Nanoseconds, 2_990_000_000, 3_100_000_000);
        Assert.InRange(writes.Requests[0].Latency.Nanoseconds, 1_000_000, 100_000_000);
    }

    [Fact]
    public void Who_sleeps_when_nothing_is_left_to_happen_sleeps_for_ever_and_is_told_without_a_circle()
    {
        var report = Played.Once("snapshot", "faults=[{kind: fs-suspended, at: 1ms}]");
        var details = report.Properties.Where(property => !property.Holds).ToDictionary(property => property.Name, property => property.Detail);

        Assert.EndsWith("nobody is left to wake who sleeps: suspended writes to files: allocator/wi0 sleeps until they are resumed", details["no-deadlock"], StringComparison.Ordinal);
        Assert.Equal("1 call has not returned: suspended writes to files: allocator/wi0 sleeps until they are resumed", details["requests-are-answered"]);
    }

    private static double Busy(RunReport report) =>
        1.0 - ((double)(report.CountOf("free") + report.CountOf("cache")) / report.Counts.Where(count => count.Name is "free" or "cache" or "inactive" or "active" or "wire").Sum(count => count.Number));
}
