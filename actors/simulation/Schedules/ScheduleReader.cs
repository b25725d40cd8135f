using System.Collections.Immutable;

namespace ActorVm.Simulation;

/// <summary>
/// Reads a schedule line by line and keeps none of them. It goes through the file twice: first to see whether it is
/// whole and as it was written, then to give the lines out.
/// </summary>
public sealed class ScheduleReader
{
    private readonly Func<TextReader> open;
    private readonly int firstLine;

    /// <param name="open">Opens the text at its beginning; asked more than once.</param>
    /// <exception cref="FormatException">Not a schedule, or not a whole one; the message names the line and what to do.</exception>
    public ScheduleReader(Func<TextReader> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        this.open = open;
        using var text = open();
        Header = ReadHeader(text, out firstLine);
        (Deliveries, IsEdited) = Check(text, firstLine);
    }

    public ImmutableArray<KeyValuePair<string, string>> Header { get; }

    public long Deliveries { get; }

    /// <summary>The deliveries are not those that were written.</summary>
    public bool IsEdited { get; }

    public string? this[string key] => Header.FirstOrDefault(entry => entry.Key == key).Value;

    /// <exception cref="FormatException">A line is none of a schedule's; the message names it and what is expected there.</exception>
    public IEnumerable<ScheduleLine> Lines()
    {
        using var text = open();
        for (var line = 1; line < firstLine; line++)
            text.ReadLine();
        var number = firstLine;
        for (; text.ReadLine() is { } row && !IsEnd(row); number++)
        {
            if (!IsRemark(row))
                yield return ScheduleLine.Parse(row, number);
        }
    }

    private static ImmutableArray<KeyValuePair<string, string>> ReadHeader(TextReader text, out int next)
    {
        var title = text.ReadLine() ?? string.Empty;
        if (title != ScheduleWriter.Title)
            throw new FormatException($"line 1: '{ScheduleWriter.Title}' expected, not '{Shortened(title)}'; this is no schedule, or one of another version");

        var header = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        for (next = 2; text.ReadLine() is { } row; next++)
        {
            if (row.Length == 0)
            {
                next++;
                return header.ToImmutable();
            }

            var colon = row.IndexOf(": ", StringComparison.Ordinal);
            if (colon < 0)
                throw new FormatException($"line {next}: 'key: value' expected, not '{Shortened(row)}'; an empty line ends the header");
            header.Add(KeyValuePair.Create(row[..colon], row[(colon + 2)..]));
        }

        throw new FormatException($"line {next}: an empty line expected after the header; the file is cut off, and holds no delivery");
    }

    private static (long Deliveries, bool IsEdited) Check(TextReader text, int firstLine)
    {
        var body = new BodyHash();
        var number = firstLine;
        for (; text.ReadLine() is { } row; number++)
        {
            if (IsEnd(row))
            {
                CheckNothingFollows(text, number);
                return (body.Lines, row != $"end {body}");
            }

            if (!IsRemark(row) && row[0] is not ('=' or '~'))
                body.Add(row);
        }

        throw new FormatException(
            $"line {number}: 'end' expected; the file is cut off after {body.Lines} deliveries: to follow those, take an unfinished last line out and write 'end' there");
    }

    private static void CheckNothingFollows(TextReader text, int number)
    {
        for (number++; text.ReadLine() is { } row; number++)
        {
            if (!IsRemark(row))
                throw new FormatException($"line {number}: nothing may follow 'end', not '{Shortened(row)}'");
        }
    }

    private static bool IsEnd(string row) => row == "end" || row.StartsWith("end ", StringComparison.Ordinal);

    private static bool IsRemark(string row) => row.Length == 0 || row[0] == '#';

    private static string Shortened(string row) => row.Length <= 80 ? row : $"{row[..80]}…";
}
