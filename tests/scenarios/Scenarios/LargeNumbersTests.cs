using ActorVm.Cli.Binding;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Scenarios;
using ActorVm.Tests.Scenarios.Exploring;
using ActorVm.Tests.Scenarios.Stories;

namespace ActorVm.Tests.Scenarios;

public sealed class LargeNumbersTests
{
    private const string Program = "programs: [{name: p, objects: [{backing: swap, size: 1 MiB}]}]";
    private const string Driver = "drivers: [{name: fxp0, requests: [{size: 64 KiB, hold: 1ms}]}]";

    [Theory]
    [InlineData("swap=2147483647 MiB", "swap: 2147483647 MiB is more than 4096 GiB")]
    [InlineData("machine.kva=4097 GiB", "kva: 4097 GiB is more than 4096 GiB")]
    [InlineData("programs.p.objects.0.size=2147483647 MiB", "an object has 4096 GiB at the most")]
    [InlineData("drivers.fxp0.requests.0.size=9223372036854775807", "size: 9223372036854775807 bytes is more than any machine has; if that is meant, write 'expect: refused'")]
    [InlineData("drivers.fxp0.requests.0.low=9223372036854775807", "high: between low and high there is no room for 64 KiB; if that is meant, write 'expect: refused'")]
    [InlineData("drivers.fxp0.requests.0.free-size=4096 GiB", "free-size: 4096 GiB is more than any machine has")]
    [InlineData("v_free_min=2147483647", "v_free_min: 2147483647 is not between 0 and 16777216")]
    [InlineData("v_free_min=99999999999999999999", "v_free_min: 99999999999999999999 is not between 0 and 16777216")]
    [InlineData("programs.p.think=9223372036s", "think: 9223372036s is more than 2500000000 s")]
    [InlineData("machine.costs.scan-page=1ms", "scan-page: 1ms is more than 10 us")]
    [InlineData("expect.pages-laundered=5..1", "pages-laundered: '5..1' is not a count; write 5, 1..10, 5.. (at least) or ..5 (at most)")]
    public void What_cannot_be_counted_with_is_refused(string setting, string problem) => Assert.EndsWith(
        ": " + problem, Assert.Throws<ScenarioException>(() => ScenarioReader.Parse("x.yaml", $"machine: {{memory: 1 MiB}}\n{Program}\n{Driver}", [setting])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("machine.kva=4096 GiB")]
    [InlineData("machine.costs.scan-page=10us")]
    [InlineData("machine.disk.seek=1min")]
    [InlineData("programs.p.think=2500000000s")]
    [InlineData("drivers.fxp0.requests.0.hold=2500000000s")]
    [InlineData("v_free_target=16777216")]
    public void The_largest_there_is_can_be_counted_with(string setting) => Assert.Equal(
        ["granted"], Played.Once(ScenarioReader.Parse("x.yaml", $"machine: {{memory: 1 MiB}}\n{Program}\n{Driver}\nuntil: 1s", [setting]), seed: 1).Requests.Select(request => request.Result.ToString().ToLowerInvariant()));

    [Fact]
    public void A_megabyte_of_a_word_is_not_repeated()
    {
        var typed = Typed.Run("run", "kva-exhausted", "--set", $"drivers.sk0.name={new string('x', 1 << 20)}");

        Assert.Equal(ExitCode.WrongInput, typed.Code);
        Assert.InRange(typed.Error.Length, 100, 400);
    }
}
