using System.Globalization;
using System.Text;

namespace ActorVm.Simulation;

/// <summary>A run as a picture: a row for each delivery, a column for each actor that received one.</summary>
internal static class TimelinePicture
{
    private const int ScreenMost = 120;

    /// <param name="from">Rows to leave out at the top.</param>
    /// <param name="most">Rows to draw.</param>
    public static string Draw(World start, IReadOnlyList<Move> moves, int from = 0, int most = int.MaxValue)
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

        var left = rows.Count - from - most;
        rows = [.. rows.Skip(from).Take(most)];
        var wide = new Columns(world, [.. rows.Select(row => row.To).Distinct().Order()], rows);
        var text = wide.Width <= ScreenMost
            ? wide.DrawWide(from)
            : new Columns(world, [.. rows.SelectMany(row => row.Actors).Distinct().Order()], rows).DrawNarrow(from);
        return left <= 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}   …  and {left} more\n");
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

        public string DrawWide(int from) => Draw(from, column => widths[column], (row, column) => actors[column] == row.To ? row.Text : "|", _ => string.Empty);

        // The sender is marked o, the receiver *.
        public string DrawNarrow(int from) => Draw(
            from,
            column => world.NameOf(new(actors[column])).Length,
            (row, column) => actors[column] == row.To ? "*" : actors[column] == row.From ? "o" : "|",
            row => row.Text[..row.Text.LastIndexOf(" <- ", StringComparison.Ordinal)] + (row.Text.EndsWith('!') ? " !" : string.Empty));

        private string Draw(int from, Func<int, int> widthOf, Func<Row, int, string> cellOf, Func<Row, string> besideOf)
        {
            var text = new StringBuilder("step");
            for (var column = 0; column < actors.Length; column++)
                text.Append("  ").Append(world.NameOf(new(actors[column])).PadRight(widthOf(column)));
            TrimLine(text);
            for (var step = 0; step < rows.Count; step++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{from + step + 1,4}");
                for (var column = 0; column < actors.Length; column++)
                    text.Append("  ").Append(cellOf(rows[step], column).PadRight(widthOf(column)));
                text.Append("  ").Append(besideOf(rows[step]));
                TrimLine(text);
            }

            return text.ToString();
        }
    }
}
