using System.Globalization;
using System.Text;

namespace ActorVm.Simulation;

/// <summary>A discovery to read: a column for each actor that did something, the race that matters, and when it was too late.</summary>
/// <param name="Timeline">The deliveries, a row each.</param>
/// <param name="Race">Two deliveries whose other order would have done no harm; null when no such pair was found.</param>
/// <param name="InevitableFrom">The step (from 1) after which every continuation fails; null when that was not found out.</param>
public sealed record Story(Discovery Discovery, string Timeline, Race? Race, int? InevitableFrom)
{
    private const int ScreenMost = 120;

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
        var rows = new List<Row>();
        var world = start.Fork();
        foreach (var move in moves)
        {
            if (!Replayer.TryStep(world, move, out var thrown))
                break;
            var last = world.Last;
            var sender = last.Channel.IsTimer ? "timer" : world.NameOf(last.From);
            rows.Add(new Row(last.From.Number, last.To.Number, $"{MessageText.Of(last.Message, world)} <- {sender}{(thrown is null ? string.Empty : " !")}"));
        }

        var wide = new Columns(world, [.. rows.Select(row => row.To).Distinct().Order()], rows);
        return wide.Width <= ScreenMost ? wide.DrawWide() : new Columns(world, [.. rows.SelectMany(row => row.Actors).Distinct().Order()], rows).DrawNarrow();
    }

    private static void TrimLine(StringBuilder text)
    {
        while (text[^1] == ' ')
            text.Length--;
        text.Append('\n');
    }

    private readonly record struct Row(int From, int To, string Text)
    {
        public int[] Actors => From < 0 ? [To] : [From, To];
    }

    /// <summary>The deliveries with a column for each actor: what it receives stands there or, where that is too wide, beside them all.</summary>
    private sealed class Columns(World world, int[] actors, List<Row> rows)
    {
        private readonly int[] widths =
            [.. actors.Select(actor => Math.Max(world.NameOf(new(actor)).Length, rows.Where(row => row.To == actor).Select(row => row.Text.Length).DefaultIfEmpty().Max()))];

        public int Width => 4 + widths.Sum(width => 2 + width);

        public string DrawWide() => Draw(column => widths[column], (row, column) => actors[column] == row.To ? row.Text : "|", _ => string.Empty);

        // The sender is marked o, the receiver *.
        public string DrawNarrow() => Draw(
            column => world.NameOf(new(actors[column])).Length,
            (row, column) => actors[column] == row.To ? "*" : actors[column] == row.From ? "o" : "|",
            row => row.Text[..row.Text.LastIndexOf(" <- ", StringComparison.Ordinal)] + (row.Text.EndsWith('!') ? " !" : string.Empty));

        private string Draw(Func<int, int> widthOf, Func<Row, int, string> cellOf, Func<Row, string> besideOf)
        {
            var text = new StringBuilder("step");
            for (var column = 0; column < actors.Length; column++)
                text.Append("  ").Append(world.NameOf(new(actors[column])).PadRight(widthOf(column)));
            TrimLine(text);
            for (var step = 0; step < rows.Count; step++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{step + 1,4}");
                for (var column = 0; column < actors.Length; column++)
                    text.Append("  ").Append(cellOf(rows[step], column).PadRight(widthOf(column)));
                text.Append("  ").Append(besideOf(rows[step]));
                TrimLine(text);
            }

            return text.ToString();
        }
    }
}

/// <summary>Two deliveries to the same actor, by step from 1, that would have been harmless the other way round.</summary>
public sealed record Race(int First, int Second, string FirstText, string SecondText);
