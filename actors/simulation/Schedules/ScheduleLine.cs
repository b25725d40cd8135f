using System.Collections.Immutable;
using System.Globalization;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>A line of a schedule.</summary>
/// <param name="Number">Its line in the file, from 1.</param>
public abstract record ScheduleLine(int Number)
{
    /// <exception cref="FormatException">None of the three; the message names the line and what is expected there.</exception>
    public static ScheduleLine Parse(string text, int number)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return text.Split(' ') switch
            {
                ["=", var state, .. var actors] => new StateLine(number, Fingerprint.Parse(state), [.. actors.Select(StateLine.ParseActor)]),
                ["~", var contents] => new ContentsLine(number, contents),
                [var to, "<-", "timer", var key, ['#', .. var sequence], .. var rest] =>
                    DeliveryLine.Of(number, to, to, int.Parse(key, CultureInfo.InvariantCulture), sequence, rest),
                [var to, "<-", var from, ['#', .. var sequence], .. var rest] => DeliveryLine.Of(number, to, from, null, sequence, rest),
                _ => throw new FormatException("no such line"),
            };
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new FormatException(
                $"line {number}: 'RECEIVER <- SENDER #NUMBER MESSAGE' or '= FINGERPRINT' expected, not '{text}'; mend it, or take the line out", exception);
        }
    }
}

/// <summary>A delivery: who received what from whom.</summary>
/// <param name="Sequence">The message's number on its channel, from 1; 0 means whichever is at the head.</param>
/// <param name="Choices">How the choices of the receiver fell.</param>
public sealed record DeliveryLine(
    int Number, string To, string From, int? TimerKey, long Sequence, string Message, ImmutableArray<int> Choices) : ScheduleLine(Number)
{
    public override string ToString()
    {
        var sender = TimerKey is { } key ? string.Create(CultureInfo.InvariantCulture, $"timer {key}") : From;
        var choices = Choices.IsEmpty ? string.Empty : $" ? {string.Join(' ', Choices)}";
        return string.Create(CultureInfo.InvariantCulture, $"{To} <- {sender} #{Sequence} {Message}{choices}");
    }

    /// <summary>The delivery that the world made last.</summary>
    internal static DeliveryLine OfLast(World world)
    {
        var last = world.Last;
        return new DeliveryLine(
            0, world.NameOf(last.To), world.NameOf(last.From), last.Channel.TimerKey, last.Sequence, MessageText.Of(last.Message, world), [.. world.LastChoices]);
    }

    internal static DeliveryLine Of(int number, string to, string from, int? timer, string sequence, string[] rest)
    {
        var mark = Array.LastIndexOf(rest, "?");
        var (message, choices) = mark < 0 ? (rest, []) : (rest[..mark], rest[(mark + 1)..]);
        return new DeliveryLine(
            number, to, from, timer, long.Parse(sequence, CultureInfo.InvariantCulture), string.Join(' ', message),
            [.. choices.Select(each => int.Parse(each, CultureInfo.InvariantCulture))]);
    }

    /// <exception cref="ArgumentException">The world has no such actor.</exception>
    public Move MoveIn(World world) => new(ChannelIn(world), Sequence, Choices);

    /// <exception cref="ArgumentException">The world has no such actor.</exception>
    internal Channel ChannelIn(World world)
    {
        var to = world.IdOf(To);
        return new Channel(TimerKey is not null ? to : From == "outside" ? ActorId.Outside : world.IdOf(From), to, TimerKey);
    }
}

/// <summary>What the whole state hashes to at this point, and each actor that changed since the state line before.</summary>
public sealed record StateLine(int Number, Fingerprint State, ImmutableArray<ActorHash> Changed) : ScheduleLine(Number)
{
    public override string ToString() => string.Join(' ', Changed.Select(actor => actor.ToString()).Prepend($"= {State}"));

    internal static ActorHash ParseActor(string text)
    {
        var sign = text.LastIndexOf('=');
        return sign > 0
            ? new ActorHash(text[..sign], ushort.Parse(text[(sign + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
            : throw new FormatException("ACTOR=HASH expected");
    }
}

/// <summary>16 bits that stand for the state of one actor: enough to say which one is another than it was.</summary>
public readonly record struct ActorHash(string Actor, ushort Hash)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Actor}={Hash:x4}");
}

/// <summary>The state itself, packed: so that the field can be named in which another differs. See <see cref="PackedContents"/>.</summary>
public sealed record ContentsLine(int Number, string Packed) : ScheduleLine(Number)
{
    public override string ToString() => $"~ {Packed}";
}
