using System.Text;

using ActorVm.Simulation;

namespace ActorVm.Live;

/// <summary>A run of a controlled system as text, in the form of <see cref="Schedule"/> but without states: nobody can hash what Akka actors keep.</summary>
public static class ControlledSchedule
{
    /// <summary>Makes a run again and writes it down.</summary>
    /// <exception cref="ArgumentException">A move is not possible.</exception>
    public static string Record(ControlledSystem system, IEnumerable<Move> moves, params IEnumerable<KeyValuePair<string, string>> header)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(moves);
        ArgumentNullException.ThrowIfNull(header);
        var (text, body) = (new StringBuilder().Append(ScheduleWriter.Title).Append('\n'), default(BodyHash));
        foreach (var (key, value) in header)
            text.Append(key).Append(": ").Append(value.ReplaceLineEndings(" ")).Append('\n');
        text.Append('\n');
        system.Restart();
        foreach (var move in moves)
        {
            if (system.Find(move) is not (>= 0 and var index))
                throw new ArgumentException($"{move.Channel} #{move.Sequence} is not on its way", nameof(moves));
            var delivery = LineOf(system, index);
            system.Deliver(index, ControlledExplorer.Again(move.Choices));
            var line = (delivery with { Choices = [.. system.LastChoices.Select(made => made.Answer)] }).ToString();
            text.Append(line).Append('\n');
            body.Add(line);
        }

        return text.Append("end ").Append(body).Append('\n').ToString();
    }

    /// <summary>Follows a schedule and verifies every line.</summary>
    /// <returns>Null, or where the system did something else.</returns>
    /// <exception cref="FormatException">Not a schedule.</exception>
    public static Divergence? Replay(ControlledSystem system, string text)
    {
        ArgumentNullException.ThrowIfNull(system);
        var reader = new ScheduleReader(() => new StringReader(text));
        system.Restart();
        foreach (var line in reader.Lines().OfType<DeliveryLine>())
        {
            var index = Enumerable.Range(0, system.Count).FirstOrDefault(index => IsIt(LineOf(system, index), line, reader.IsEdited), -1);
            if (index < 0)
                return new Divergence(line.Number, system.Steps, $"'{line}' cannot be next; on its way: {OnItsWay(system)}");
            system.Deliver(index, ControlledExplorer.Again(line.Choices));
            if (!reader.IsEdited && !system.LastChoices.Select(made => made.Answer).SequenceEqual(line.Choices))
                return new Divergence(line.Number, system.Steps, $"'{line}' made {system.LastChoices.Count} choices here");
        }

        system.CheckEscapes();
        return null;
    }

    internal static DeliveryLine LineOf(ControlledSystem system, int index)
    {
        var candidate = system.Describe(index);
        return new DeliveryLine(
            0, system.NameOf(candidate.Channel.To), system.NameOf(candidate.Channel.From), candidate.Channel.TimerKey, candidate.Sequence,
            candidate.Message.ToString(), []);
    }

    private static bool IsIt(DeliveryLine here, DeliveryLine wanted, bool isEdited) =>
        (here.To, here.From, here.TimerKey, here.Sequence) == (wanted.To, wanted.From, wanted.TimerKey, wanted.Sequence) && (isEdited || here.Message == wanted.Message);

    private static string OnItsWay(ControlledSystem system) =>
        system.Count == 0 ? "nothing" : string.Join("; ", Enumerable.Range(0, system.Count).Select(index => LineOf(system, index)));
}
