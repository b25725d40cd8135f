using ActorVm.Cli.Binding;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

namespace ActorVm.Tests.Scenarios;

public sealed class ScenarioReaderTests
{
    private const string Driver = "drivers: [{name: fxp0, requests: [{size: 64 KiB}]}]";

    [Fact]
    public void Reads_units_kernel_names_and_defaults()
    {
        var file = Read(
            """
            machine:
              memory: 64 MiB
              colours: 16
              thresholds: {v_free_min: 200}
              disk: {seek: 8.5ms, transfer: 100us}
            algorithm: {revision: 1.36, vm.old_contigmalloc: 1}
            programs:
              - name: x-server
                objects: [{backing: swap, size: 20 MiB}]
                writes: 60%
            drivers:
              - name: fxp0
                requests: [{size: 16 pages, high: 0xffffff, flags: [M_NOWAIT, M_ZERO], at: 2s}]
            expect:
              pages-laundered: 5..
            """);

        Assert.Equal(ByteSize.MiB(64), file.Machine.Memory);
        Assert.Equal(200, file.Machine.Thresholds.FreeMin);
        Assert.Null(file.Machine.Thresholds.FreeTarget);
        Assert.Equal(new Duration(8_500_000), file.Machine.Disk.Seek);
        Assert.Equal((Revision.R136, 1), (file.Algorithm.Revision, file.Algorithm.OldContigmalloc));
        Assert.Equal(new Share(600_000), file.Programs[0].Writes);
        var request = Assert.Single(file.Drivers[0].Requests);
        Assert.Equal((65536L, 0xffffffL, 1), (request.Size.Bytes, request.High.Bytes, request.Repeat));
        Assert.Equal([MallocFlag.NoWait, MallocFlag.Zero], request.Flags);
        Assert.Equal(Duration.FromSeconds(2), request.At);
        Assert.True(file.Expect!.PagesLaundered!.Value is { Least: 5, Most: long.MaxValue });
    }

    [Theory]
    [InlineData("machine: {memory: 64 MiB}\npage-deamon: off", "x.yaml:2: unknown key 'page-deamon'; did you mean 'page-daemon'?")]
    [InlineData("machine:\n  memory: 64 MB", "x.yaml:2: memory: unknown unit 'MB'; did you mean 'MiB'?; write bytes, KiB, MiB, GiB or pages, such as 256 KiB")]
    [InlineData("machine:\n  memory: lots", "x.yaml:2: memory: 'lots' is not a size; write bytes, KiB, MiB, GiB or pages, such as 256 KiB")]
    [InlineData("machine:\n  memory: 1 MiB\nuntil: 10", "x.yaml:3: until: a time needs a unit; write ns, us, ms, s or min, such as 10ms")]
    [InlineData("machine:\n  memory: [1, 2]", "x.yaml:2: 'memory' takes one value")]
    [InlineData("machine:\n  memory: 1 MiB\n  colours: 300", "x.yaml:3: colours: 300 is not between 1 and 256")]
    [InlineData("machine:\n  memory: 1 MiB\n  colours: 20", "x.yaml:3: colours: 20 is not a power of two")]
    [InlineData("machine:\n  swap: 1 MiB", "x.yaml:2: machine: no memory; write one of memory, segments and map")]
    [InlineData("machine:\n  segments:\n    - {start: 0, size: 1 MiB}\n    - {start: 512 KiB, size: 1 MiB}", "x.yaml:4: starts at 512 KiB, before the end of the segment above it (1 MiB)")]
    [InlineData("machine: {map: nowhere.map}", "x.yaml:1: map: there is no file nowhere.map; make it with: actorvm import /proc/kpageflags --out nowhere.map")]
    [InlineData("machine: {memory: 1 MiB}\nalgorithm:\n  revision: 1.37", "x.yaml:3: revision: '1.37' is not one of 1.34, 1.36, 1.48, 1.45s, 1.51, 1.63, mended; did you mean '1.34'?")]
    [InlineData("machine: {memory: 1 MiB}\nalways: [conservaton]", "x.yaml:2: unknown property 'conservaton'; did you mean 'conservation'?")]
    [InlineData("machine: {memory: 1 MiB}\nalways: [answered-within: 5s]", "x.yaml:2: property 'answered-within' does not go under 'always' but under 'eventually'")]
    [InlineData("machine: {memory: 1 MiB}\neventually: [answered-within]", "x.yaml:2: property 'answered-within' takes an argument: write 'answered-within: …'")]
    [InlineData("machine: {memory: 1 MiB}\nmachine: {memory: 1 MiB}", "x.yaml:2: not YAML: Duplicate key machine")]
    [InlineData("machine: {memory: 1 MiB\n", "x.yaml:2: not YAML: While parsing a flow mapping, did not find expected ',' or '}'.")]
    [InlineData("machine: {memory: 1 MiB}\nalways: [invar{ants]\nuntil: 1s\n", "x.yaml:2: not YAML: a bracket, a colon or a comma is missing or one too many")]
    [InlineData("", "x.yaml:1: holds 0 documents; a scenario is one")]
    [InlineData("- machine", "x.yaml:1: the scenario takes keys with values; write 'key: value', a key a line")]
    [InlineData("machine: {memory: 4 KiB}\ninitial: {pages: F2}", "x.yaml:2: pages: 2 letters for a memory of 1 pages")]
    [InlineData("machine: {memory: 64 KiB}\ninitial: {pages: F2 q}", "x.yaml:2: pages: 'q' is no state of a page; write . F Z C i I a A W")]
    [InlineData("machine:\n  memory: 1 MiB\n  wired: 1 MiB", "x.yaml:3: wired: 1 MiB leaves nothing of 1 MiB")]
    [InlineData("machine: {memory: 1 MiB}\nsometimes: [it-rains]", "x.yaml:2: unknown property 'it-rains'; known here: a-request-is-granted, a-request-is-refused, a-page-is-laundered, the-allocator-sleeps, the-page-daemon-runs, a-program-waits-for-memory, a-process-is-killed, swap-is-full, kva-is-exhausted, both-algorithms-run")]
    public void Names_the_line_and_what_to_write(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ScenarioException>(() => Read(text)).Message);

    [Theory]
    [InlineData("{size: 2 MiB}", "size: 2 MiB is more than the largest segment of memory has (1 MiB); if that is meant, write 'expect: refused'")]
    [InlineData("{size: 4 KiB, alignment: 12 KiB}", "alignment: 12 KiB is not a power of two, and the kernel panics at it; if that is meant, write 'expect: panic'")]
    [InlineData("{size: 64 KiB, boundary: 32 KiB}", "boundary: 64 KiB always crosses a boundary of 32 KiB; if that is meant, write 'expect: refused'")]
    [InlineData("{size: 64 KiB, low: 1 MiB, high: 1 MiB}", "high: between low and high there is no room for 64 KiB; if that is meant, write 'expect: refused'")]
    [InlineData("{size: 0}", "size: the kernel panics at 0; if that is meant, write 'expect: panic'")]
    [InlineData("{size: 4 KiB, flags: [M_NOWAIT, M_WAITOK]}", "flags: M_NOWAIT and M_WAITOK exclude each other")]
    [InlineData("{alignment: 4 KiB}", "'requests' has no 'size'")]
    public void Refuses_a_request_that_cannot_be_meant(string request, string problem)
    {
        var text = $"machine: {{memory: 1 MiB}}\ndrivers:\n  - name: fxp0\n    requests:\n      - {request}";

        Assert.Equal($"x.yaml:5: {problem}", Assert.Throws<ScenarioException>(() => Read(text)).Message);
    }

    [Fact]
    public void Takes_such_a_request_when_the_scenario_says_it_is_meant() =>
        Assert.Equal(RequestOutcome.Panic, Read("machine: {memory: 1 MiB}\ndrivers: [{name: d, requests: [{size: 1 KiB, alignment: 3, expect: panic}]}]").Drivers[0].Requests[0].Expect);

    [Fact]
    public void Knows_the_actors_of_the_scenario_by_name()
    {
        var text = $"machine: {{memory: 1 MiB}}\n{Driver}\nexpect:\n  drivers:\n    fxp1: {{granted: 1}}";

        Assert.Equal("x.yaml:5: unknown actor 'fxp1'; did you mean 'fxp0'?", Assert.Throws<ScenarioException>(() => Read(text)).Message);
    }

    [Fact]
    public void Does_not_follow_brackets_into_the_depths() =>
        Assert.Equal("x.yaml:1: nested more than 32 deep", Assert.Throws<ScenarioException>(() => Read(new string('[', 100_000))).Message);

    [Theory]
    [InlineData("passes=2")]
    [InlineData("algorithm.passes=2")]
    [InlineData("algorithm={passes: 2}")]
    public void A_setting_reaches_a_key_by_its_path_or_its_name(string setting) =>
        Assert.Equal(2, Read("machine: {memory: 1 MiB}", setting).Algorithm.Passes);

    [Fact]
    public void Settings_reach_kernel_names_and_elements_of_lists()
    {
        var file = Read($"machine: {{memory: 1 MiB}}\n{Driver}", "v_free_min=20", "vm.old_contigmalloc=1", "drivers.fxp0.requests.*.size=8 KiB", "expect.drivers.fxp0.granted=1");

        Assert.Equal((20, 1), (file.Machine.Thresholds.FreeMin, file.Algorithm.OldContigmalloc));
        Assert.Equal(ByteSize.KiB(8), file.Drivers[0].Requests[0].Size);
        Assert.Equal(new CountRange(1, 1), file.Expect!.Drivers["fxp0"].Granted);
    }

    [Theory]
    [InlineData("passes=x", "--set passes=x: passes: 'x' is not a whole number")]
    [InlineData("v_fre_min=2", "--set v_fre_min=2: unknown key 'v_fre_min'; did you mean 'v_free_min'?")]
    [InlineData("algorithm.pases=2", "--set algorithm.pases=2: unknown key 'pases'; did you mean 'passes'?")]
    [InlineData("drivers.fxp7.name=x", "--set drivers.fxp7.name=x: nobody here is called 'fxp7'; did you mean 'fxp0'?")]
    [InlineData("machine.memory.size=2", "--set machine.memory.size=2: nothing lies below this key: leave out '.size'")]
    [InlineData("passes", "--set passes: write --set KEY=VALUE, such as --set algorithm.passes=2")]
    [InlineData("machine=[", "--set machine=[: the value is not YAML: While parsing a node, did not find expected node content.")]
    public void A_wrong_setting_is_told_as_well_as_a_wrong_line(string setting, string message) =>
        Assert.Equal(message, Assert.Throws<ScenarioException>(() => Read($"machine: {{memory: 1 MiB}}\n{Driver}", setting)).Message);

    private static ScenarioFile Read(string text, params string[] settings) => ScenarioReader.Parse("x.yaml", text, settings).File;
}
