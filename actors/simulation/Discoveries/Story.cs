using System.Globalization;
using System.Text;

namespace ActorVm.Simulation;

/// <summary>A discovery to read: a column for each actor that did something, the race that matters, and when it was too late.</summary>
/// <param name="Timeline">The deliveries, a row each.</param>
/// <param name="Race">Two deliveries whose other order would have done no harm; null when no such pair was found.</param>
/// <param name="InevitableFrom">The step (from 1) after which every continuation fails; null when that was not found out.</param>
public sealed record Story(Discovery Discovery, string Timeline, Race? Race, int? InevitableFrom)
{
    private const int ColumnMost = 30;

    public static Story Tell(World start, Discovery discovery, IReadOnlyList<Property> properties)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(discovery);
        return new Story(
            discovery, Draw(start, discovery.Path), RaceFinder.Find(start, discovery, properties),
            Inevitability.Find(start, discovery.Path, properties));
    }

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine(Discovery.What).AppendLine().Append(Timeline);
        if (Race is { } race)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"The race: {race.FirstText} (step {race.First}) comes before {race.SecondText} (step {race.Second}).")
                .AppendLine("The other way round nothing goes wrong.");
        }

        if (InevitableFrom is { } step && step < Discovery.Path.Count)
            text.AppendLine(CultureInfo.InvariantCulture, $"After step {step} it cannot be avoided any more.");
        return text.ToString();
    }

    private static string Draw(World start, IReadOnlyList<Move> moves)
    {
        var rows = new List<(int Actor, string Text)>();
        var world = start.Fork();
        foreach (var move in moves)
        {
            if (!Replayer.TryStep(world, move, out var thrown))
                break;
            var last = world.Last;
            var sender = last.Channel.IsTimer ? "timer" : world.NameOf(last.From);
            rows.Add((last.To.Number, $"{MessageText.Of(last.Message, world)} <- {sender}{(thrown is null ? string.Empty : " !")}"));
        }

        int[] actors = [.. rows.Select(row => row.Actor).Distinct().Order()];
        var widths = actors.Select(actor => Math.Min(ColumnMost, rows.Where(row => row.Actor == actor).Max(row => row.Text.Length))).ToArray();
        for (var column = 0; column < actors.Length; column++)
            widths[column] = Math.Max(widths[column], world.NameOf(new(actors[column])).Length);

        var text = new StringBuilder("step");
        for (var column = 0; column < actors.Length; column++)
            text.Append("  ").Append(world.NameOf(new(actors[column])).PadRight(widths[column]));
        TrimLine(text);
        for (var step = 0; step < rows.Count; step++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{step + 1,4}");
            for (var column = 0; column < actors.Length; column++)
                text.Append("  ").Append((actors[column] == rows[step].Actor ? rows[step].Text : "|").PadRight(widths[column]));
            TrimLine(text);
        }

        return text.ToString();
    }

    private static void TrimLine(StringBuilder text)
    {
        while (text[^1] == ' ')
            text.Length--;
        text.Append('\n');
    }
}

/// <summary>Two deliveries to the same actor, by step from 1, that would have been harmless the other way round.</summary>
public sealed record Race(int First, int Second, string FirstText, string SecondText);
