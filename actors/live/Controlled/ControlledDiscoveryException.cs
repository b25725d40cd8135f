using System.Globalization;
using System.Text;

using ActorVm.Simulation;

namespace ActorVm.Live;

/// <summary>Fails a test with what was discovered in a controlled system, and how.</summary>
public sealed class ControlledDiscoveryException : Exception
{
    private ControlledDiscoveryException(ControlledShrunk shrunk, string schedule)
        : base(Tell(shrunk, schedule)) => (Shrunk, Schedule) = (shrunk, schedule);

    public ControlledShrunk Shrunk { get; }

    /// <summary>For <see cref="ControlledSchedule.Replay"/>.</summary>
    public string Schedule { get; }

    internal static ControlledDiscoveryException About(ControlledSystem system, Discovery discovery, IReadOnlyList<Property> properties)
    {
        var shrunk = ControlledShrinker.Shrink(system, discovery, properties);
        return new ControlledDiscoveryException(shrunk, ControlledSchedule.Record(system, shrunk.Discovery.Path, KeyValuePair.Create("what", shrunk.Discovery.What)));
    }

    private static string Tell(ControlledShrunk shrunk, string schedule)
    {
        var text = new StringBuilder().AppendLine(shrunk.Discovery.What);
        text.AppendLine(shrunk.Matter.Count == 0
            ? "It happens when the oldest message always comes first:"
            : string.Create(CultureInfo.InvariantCulture, $"{shrunk.Matter.Count} of these deliveries matter, the others come oldest first:"));
        return text.AppendLine().Append(schedule).ToString();
    }
}
