using System.Globalization;
using System.Text;

namespace ActorVm.Simulation;

/// <summary>A discovery to read: a column for each actor that did something, the race that matters, and when it was too late.</summary>
/// <param name="Timeline">The deliveries, a row each.</param>
/// <param name="Race">Two deliveries whose other order would have done no harm; null when no such pair was found.</param>
/// <param name="InevitableFrom">The step (from 1) after which every continuation fails; null when that was not found out.</param>
public sealed record Story(Discovery Discovery, string Timeline, Race? Race, int? InevitableFrom)
{
    private const int ColumnMost = 24;
    private const int Gap = 2;

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

        var text = new StringBuilder(Row("step", widths, column => world.NameOf(new(actors[column]))));
        for (var step = 0; step < rows.Count; step++)
        {
            var (actor, what) = rows[step];
            var number = (step + 1).ToString(CultureInfo.InvariantCulture).PadLeft(4);
            text.Append(Row(number, widths, column => actors[column] == actor ? what : null));
        }

        return text.ToString();
    }

    // A text longer than its column runs on over the bars of the columns behind it.
    private static string Row(string head, int[] widths, Func<int, string?> textOf)
    {
        var line = new StringBuilder(head);
        var place = head.Length;
        for (var column = 0; column < widths.Length; column++)
        {
            place += Gap;
            var isFree = line.Length < place;
            if (textOf(column) is { } text)
                line.Append(' ', isFree ? place - line.Length : Gap).Append(text);
            else if (isFree)
                line.Append(' ', place - line.Length).Append('|');
            place += widths[column];
        }

        return line.Append('\n').ToString();
    }
}

/// <summary>Two deliveries to the same actor, by step from 1, that would have been harmless the other way round.</summary>
public sealed record Race(int First, int Second, string FirstText, string SecondText);
