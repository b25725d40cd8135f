using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ActorVm.Simulation;

/// <summary>
/// A run as text: a header, then a line a delivery, with the state's fingerprint every few lines and at the end.
/// <code>
/// actorvm schedule 1
/// scenario: running-programs
/// body: 5cd0074ac3d5437063e7446bda3936ff
///
/// queue-manager &lt;- allocator/fxp0 #5 ClaimPage 12
/// queue-manager &lt;- timer 7 #1 Tick ? 1 0
/// = 0c5d9e6f0a…
/// end
/// </code>
/// The numbers behind a question mark say how the receiver's choices fell. <c>body</c> stands for the lines below it: a
/// file edited by hand is known by it, and then only followed, not compared.
/// </summary>
public sealed class Schedule
{
    private const string Title = "actorvm schedule 1";

    private Schedule(ImmutableArray<KeyValuePair<string, string>> header, ImmutableArray<ScheduleLine> lines, bool isEdited) =>
        (Header, Lines, IsEdited) = (header, lines, isEdited);

    public ImmutableArray<KeyValuePair<string, string>> Header { get; }

    public ImmutableArray<ScheduleLine> Lines { get; }

    /// <summary>The lines are not those that were written.</summary>
    public bool IsEdited { get; }

    public int Deliveries => Lines.Count(line => line.State is null);

    public string? this[string key] => Header.FirstOrDefault(entry => entry.Key == key).Value;

    /// <summary>Makes the moves and writes them down.</summary>
    /// <param name="header">What else to know about the run: scenario, seed, engine version.</param>
    /// <param name="stateEvery">Deliveries between two fingerprints.</param>
    public static Schedule Record(
        World start, IReadOnlyList<Move> moves, IEnumerable<KeyValuePair<string, string>> header, int stateEvery = 10)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(moves);
        var world = start.Fork();
        var lines = new List<ScheduleLine>();
        for (var step = 0; step < moves.Count; step++)
        {
            if (!Replayer.TryStep(world, moves[step], out var thrown))
                throw new ArgumentException($"move {step + 1} is not possible: {Replayer.Describe(world, moves[step].Channel)}", nameof(moves));

            lines.Add(LineOf(world));
            if (thrown is not null)
                break;
            if ((step + 1) % stateEvery == 0 || step + 1 == moves.Count)
                lines.Add(ScheduleLine.OfState(world.Fingerprint));
        }

        return new Schedule([.. header], [.. lines], isEdited: false);
    }

    /// <exception cref="FormatException">Not a schedule; the message names the line and what is expected there.</exception>
    public static Schedule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rows = text.ReplaceLineEndings("\n").Split('\n');
        if (rows[0] != Title)
            throw new FormatException($"line 1: '{Title}' expected, not '{rows[0]}'");

        var header = new List<KeyValuePair<string, string>>();
        var row = 1;
        for (; row < rows.Length && rows[row].Length > 0; row++)
        {
            var colon = rows[row].IndexOf(": ", StringComparison.Ordinal);
            if (colon < 0)
                throw new FormatException($"line {row + 1}: 'key: value' expected, not '{rows[row]}'");
            header.Add(KeyValuePair.Create(rows[row][..colon], rows[row][(colon + 2)..]));
        }

        var lines = new List<ScheduleLine>();
        for (row++; row < rows.Length && rows[row] != "end"; row++)
        {
            if (rows[row].Length > 0 && rows[row][0] != '#')
                lines.Add(ScheduleLine.Parse(rows[row], row + 1));
        }

        if (row >= rows.Length)
            throw new FormatException($"line {rows.Length}: 'end' expected; the file is cut off");

        var body = header.Find(entry => entry.Key == "body").Value;
        header.RemoveAll(entry => entry.Key == "body");
        return new Schedule([.. header], [.. lines], isEdited: body != BodyHash(lines));
    }

    public override string ToString()
    {
        var text = new StringBuilder().Append(Title).Append('\n');
        foreach (var (key, value) in Header)
            text.Append(CultureInfo.InvariantCulture, $"{key}: {value}\n");
        text.Append(CultureInfo.InvariantCulture, $"body: {BodyHash(Lines)}\n\n");
        foreach (var line in Lines)
            text.Append(CultureInfo.InvariantCulture, $"{line}\n");
        return text.Append("end\n").ToString();
    }

    private static string BodyHash(IEnumerable<ScheduleLine> lines) =>
        Fingerprint.Of(Encoding.UTF8.GetBytes(string.Join('\n', lines))).ToString();

    private static ScheduleLine LineOf(World world)
    {
        var last = world.Last;
        return new ScheduleLine(
            0, world.NameOf(last.To), world.NameOf(last.From), last.Channel.TimerKey, last.Sequence,
            MessageText.Of(last.Message, world), [.. world.LastChoices], null);
    }
}

/// <summary>A line of a schedule: a delivery, or the fingerprint of the state there.</summary>
/// <param name="Number">Its line in the file, from 1; 0 when it is not from a file.</param>
public sealed record ScheduleLine(
    int Number, string To, string From, int? TimerKey, long Sequence, string Message, ImmutableArray<int> Choices, Fingerprint? State)
{
    public static ScheduleLine OfState(Fingerprint state, int number = 0) => new(number, "", "", null, 0, "", [], state);

    /// <exception cref="FormatException">Neither a delivery nor a fingerprint.</exception>
    public static ScheduleLine Parse(string text, int number)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return text.Split(' ') switch
            {
                ["=", var state] => OfState(Fingerprint.Parse(state), number),
                [var to, "<-", "timer", var key, ['#', .. var sequence], .. var rest] =>
                    Delivery(number, to, to, int.Parse(key, CultureInfo.InvariantCulture), sequence, rest),
                [var to, "<-", var from, ['#', .. var sequence], .. var rest] => Delivery(number, to, from, null, sequence, rest),
                _ => throw new FormatException("no such line"),
            };
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new FormatException($"line {number}: 'RECEIVER <- SENDER #NUMBER MESSAGE' or '= FINGERPRINT' expected, not '{text}'", exception);
        }
    }

    public override string ToString()
    {
        if (State is { } state)
            return $"= {state}";
        var sender = TimerKey is { } key ? string.Create(CultureInfo.InvariantCulture, $"timer {key}") : From;
        var choices = Choices.IsEmpty ? string.Empty : $" ? {string.Join(' ', Choices)}";
        return string.Create(CultureInfo.InvariantCulture, $"{To} <- {sender} #{Sequence} {Message}{choices}");
    }

    private static ScheduleLine Delivery(int number, string to, string from, int? timer, string sequence, string[] rest)
    {
        var mark = Array.LastIndexOf(rest, "?");
        var (message, choices) = mark < 0 ? (rest, []) : (rest[..mark], rest[(mark + 1)..]);
        return new ScheduleLine(
            number, to, from, timer, long.Parse(sequence, CultureInfo.InvariantCulture), string.Join(' ', message),
            [.. choices.Select(each => int.Parse(each, CultureInfo.InvariantCulture))], null);
    }
}
