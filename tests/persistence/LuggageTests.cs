using ActorVm.Cli.Kernel;
using ActorVm.Cli.Properties;
using ActorVm.Cli.Recording;

namespace ActorVm.Tests.Persistence;

public sealed class LuggageTests
{
    [Fact]
    public void Whatever_a_bystander_remembers_can_be_carried_over_a_resume()
    {
        var bystanders = typeof(PropertyWatch).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(PropertyWatch)))
            .Concat([typeof(ScenarioEvents), typeof(RequestLog), typeof(EvictionTally), typeof(HelpAsked), typeof(KernelEars)]);

        Assert.Equal([], bystanders.SelectMany(Luggage.Offenders));
    }
}
