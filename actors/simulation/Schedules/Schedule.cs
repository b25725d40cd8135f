using System.Collections.Immutable;
using System.Globalization;

namespace ActorVm.Simulation;

/// <summary>
/// A run as text: a header, then a line a delivery, with the state every few lines and at the end.
/// <code>
/// actorvm schedule 2
/// scenario: running-programs
///
/// = 5cd0074ac3d5437063e7446bda3936ff queue-manager=1f0c allocator/fxp0=22d1
/// queue-manager &lt;- allocator/fxp0 #5 ClaimPage 12
/// queue-manager &lt;- timer 7 #1 Tick ? 1 0
/// = 0c5d9e6f0a… queue-manager=93aa
/// ~ aGVsbG8…
/// end 2 8d3f…
/// </code>
/// The numbers behind a question mark say how the receiver's choices fell. <c>=</c> stands for the whole state and for each
/// actor that changed since the line before; <c>~</c> is the state itself, where that takes little room. The last line
/// counts the deliveries and stands for them: a file whose deliveries were edited by hand is known by it, and then only
/// followed, not compared. A header line <c>without: client-3 &lt;- outside #1 Trigger</c> takes a message out of the start.
/// </summary>
/// <remarks>This class holds one in memory; <see cref="ScheduleWriter"/> and <see cref="ScheduleReader"/> do not.</remarks>
public sealed class Schedule
{
    private const string Without = "without";

    private readonly string text;

    private Schedule(string text, ScheduleReader reader)
    {
        this.text = text;
        (Header, IsEdited, Deliveries, Lines) = (reader.Header, reader.IsEdited, reader.Deliveries, [.. reader.Lines()]);
    }

    public ImmutableArray<KeyValuePair<string, string>> Header { get; }

    public ImmutableArray<ScheduleLine> Lines { get; }

    /// <summary>The deliveries are not those that were written.</summary>
    public bool IsEdited { get; }

    public long Deliveries { get; }

    public string? this[string key] => Header.FirstOrDefault(entry => entry.Key == key).Value;

    /// <summary>Makes the moves and writes them down.</summary>
    /// <param name="header">What else to know about the run: scenario, seed, engine version.</param>
    /// <param name="stateEvery">Deliveries between two fingerprints.</param>
    /// <exception cref="ArgumentException">A move is not possible.</exception>
    public static Schedule Record(
        World start, IReadOnlyList<Move> moves, IEnumerable<KeyValuePair<string, string>> header, int stateEvery = 10)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(moves);
        var world = start.Fork();
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var writer = new ScheduleWriter(output, world, header, stateEvery);
        foreach (var move in moves)
        {
            if (!Replayer.TryStep(world, move, out var thrown))
                throw new ArgumentException($"move {writer.Deliveries + 1} is not possible: {Replayer.Describe(world, move.Channel)}", nameof(moves));

            writer.Write(world, threw: thrown is not null);
            if (thrown is not null)
                break;
        }

        writer.End(world);
        return Parse(output.ToString());
    }

    /// <summary>Writes down the way to a discovery that was made small, and what must not be on its way at the start.</summary>
    public static Schedule Record(Shrunk shrunk, IEnumerable<KeyValuePair<string, string>> header, int stateEvery = 10)
    {
        ArgumentNullException.ThrowIfNull(shrunk);
        return Record(shrunk.Start, shrunk.Discovery.Path, header.Concat(shrunk.LeftOut.Select(letter => KeyValuePair.Create(Without, letter))), stateEvery);
    }

    /// <summary>What is on its way, as a header names it.</summary>
    public static IReadOnlyList<string> Letters(World start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return [.. start.Pending.Select(letter => Replayer.LineOf(start, letter))];
    }

    /// <summary>The start without what the header says must not be on its way.</summary>
    public static World StartOf(World start, ImmutableArray<KeyValuePair<string, string>> header)
    {
        string[] without = [.. header.Where(entry => entry.Key == Without).Select(entry => entry.Value)];
        if (without.Length == 0)
            return start;
        var letters = Letters(start);
        return start.With([.. Enumerable.Range(0, letters.Count).Where(place => !without.Contains(letters[place]))]);
    }

    /// <exception cref="FormatException">Not a schedule; the message names the line and what is expected there.</exception>
    public static Schedule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Schedule(text, new ScheduleReader(() => new StringReader(text)));
    }

    public override string ToString() => text;
}
