using ActorVm.Cli.Properties;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

namespace ActorVm.Tests.Scenarios;

public sealed class PropertyCatalogueTests
{
    [Fact]
    public void Something_watches_for_every_property_a_scenario_can_name()
    {
        Assert.All(PropertyCatalogue.Under(PropertyKind.Always), property => Assert.NotNull(PropertyRegistry.Always(property.Name, Argument(property))));
        Assert.All(PropertyCatalogue.Under(PropertyKind.Sometimes), property => Assert.NotNull(PropertyRegistry.Sometimes(property.Name)));
        Assert.All(PropertyCatalogue.Under(PropertyKind.Eventually), property => Assert.NotNull(PropertyRegistry.Eventually(property.Name, Argument(property))));
    }

    private static object? Argument(PropertyDefinition property) =>
        property.Argument == typeof(int) ? 1 : property.Argument == typeof(Duration) ? new Duration(1) : property.Argument == typeof(Share) ? Share.All : null;
}
