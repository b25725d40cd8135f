using System.Globalization;
using System.Text;

namespace ActorVm.Simulation;

/// <summary>A discovery to read: a column for each actor that did something, the race that matters, and when it was too late.</summary>
/// <param name="Timeline">The deliveries, a row each.</param>
/// <param name="Race">Two deliveries whose other order would have done no harm; null when no such pair was found.</param>
/// <param name="InevitableFrom">The step (from 1) after which every continuation fails; null when that was not found out.</param>
public sealed record Story(Discovery Discovery, string Timeline, Race? Race, int? InevitableFrom)
{
    private const int TwinMost = 12;
    private const int SituationsMost = 200_000;

    /// <param name="properties">All properties the discovery was made with.</param>
    /// <param name="situationsMost">How many situations may be visited, for each step, to see whether it could still end well.</param>
    public static Story Tell(World start, Discovery discovery, IReadOnlyList<Property> properties, int situationsMost = SituationsMost)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(discovery);
        var timeline = TimelinePicture.Draw(start, discovery.Path);
        if (discovery.CircleFrom is not null || discovery.Property?.Kind == PropertyKind.Repeatedly)
            return new Story(discovery, timeline, null, null);

        var race = RaceFinder.Find(start, discovery, properties);
        return new Story(discovery, timeline, race, Inevitability.Find(start, discovery, properties, situationsMost))
        {
            Twin = race is null ? null : TimelinePicture.Draw(start, race.Twin, from: race.First - 1, most: TwinMost),
        };
    }

    /// <summary>What happens when the race is turned round, from there on; null when there is none.</summary>
    public string? Twin { get; init; }

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine(Discovery.What).AppendLine().Append(Timeline);
        if (Race is { } race)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"The race: {race.FirstText} (step {race.First}) comes before {race.SecondText} (step {race.Second}).")
                .AppendLine("The other way round nothing goes wrong:").AppendLine().Append(Twin);
        }

        if (InevitableFrom is { } step && step < Discovery.Path.Count)
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"After step {step} it cannot be avoided any more.");
        return text.ToString();
    }
}

/// <summary>Two deliveries to the same actor, by step from 1, that would have been harmless the other way round.</summary>
public sealed record Race(int First, int Second, string FirstText, string SecondText)
{
    /// <summary>A run to a good end in which the second comes before the first.</summary>
    public IReadOnlyList<Move> Twin { get; init; } = [];
}
