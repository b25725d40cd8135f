using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Makes moves again.</summary>
public static class Replayer
{
    /// <summary>Follows a schedule and verifies every line of it.</summary>
    /// <param name="until">Stops after so many deliveries.</param>
    /// <param name="show">Told of every delivery made.</param>
    public static ReplayReport Replay(World start, Schedule schedule, long until = long.MaxValue, Action<World>? show = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(schedule);
        var world = start.Fork();
        foreach (var line in schedule.Lines)
        {
            if (world.Steps - start.Steps >= until)
                break;
            if (line.State is { } state)
            {
                if (state != world.Fingerprint && !schedule.IsEdited)
                    return Diverged(world, line, $"the state is {world.Fingerprint}, expected {state}");
                continue;
            }

            if (Follow(world, line, schedule.IsEdited, out var thrown) is { } what)
                return Diverged(world, line, what);
            show?.Invoke(world);
            if (thrown is not null)
                return new ReplayReport(world, schedule.IsEdited, null, thrown);
        }

        return new ReplayReport(world, schedule.IsEdited, null, null);
    }

    /// <summary>Makes one move, if its message may be delivered now.</summary>
    /// <param name="thrown">What the receiver threw; the move counts as made.</param>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever an actor throws is a discovery, not ours.")]
    internal static bool TryStep(World world, in Move move, out Exception? thrown)
    {
        thrown = null;
        var index = Find(world, move.Channel, move.Sequence);
        if (index < 0)
            return false;

        try
        {
            world.Deliver(index, new Told(move.Choices));
        }
        catch (Exception exception)
        {
            thrown = exception;
        }

        return true;
    }

    /// <summary>What may be delivered instead of a message that is not there.</summary>
    internal static string Describe(World world, in Channel wanted)
    {
        var from = wanted.TimerKey is { } key ? $"timer {key}" : world.NameOf(wanted.From);
        var waiting = world.Pending.Select(letter => LineOf(world, letter)).ToArray();
        return $"{world.NameOf(wanted.To)} <- {from} cannot be delivered; " +
            (waiting.Length == 0 ? "nothing is on its way" : $"on its way: {string.Join("; ", waiting)}");
    }

    private static string? Follow(World world, ScheduleLine line, bool isEdited, out Exception? thrown)
    {
        thrown = null;
        Channel channel;
        try
        {
            var to = world.IdOf(line.To);
            var from = line.TimerKey is not null ? to : line.From == "outside" ? ActorId.Outside : world.IdOf(line.From);
            channel = new Channel(from, to, line.TimerKey);
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }

        var index = Find(world, channel, line.Sequence);
        if (index < 0)
            return Describe(world, channel);
        var message = MessageText.Of(world.Candidates[index].Message, world);
        if (message != line.Message && !isEdited)
            return $"the message is '{message}', expected '{line.Message}'";

        TryStep(world, new Move(channel, line.Sequence, line.Choices), out thrown);
        return line.Choices.SequenceEqual([.. world.LastChoices]) || isEdited || thrown is not null
            ? null
            : $"{line.To} made {world.LastChoices.Length} choices, expected {line.Choices.Length}";
    }

    private static int Find(World world, in Channel channel, long sequence)
    {
        if (!world.Advance())
            return -1;
        var candidates = world.Candidates;
        for (var index = 0; index < candidates.Count; index++)
        {
            var candidate = candidates[index];
            if (candidate.Channel == channel && (sequence == 0 || sequence == candidate.Sequence))
                return index;
        }

        return -1;
    }

    private static string LineOf(World world, Candidate letter)
    {
        var from = letter.Channel.TimerKey is { } key ? $"timer {key}" : world.NameOf(letter.Channel.From);
        return $"{world.NameOf(letter.Channel.To)} <- {from} #{letter.Sequence} {MessageText.Of(letter.Message, world)}";
    }

    private static ReplayReport Diverged(World world, ScheduleLine line, string what) =>
        new(world, false, new Divergence(line.Number, world.Steps, what), null);

    /// <summary>Chooses what it was told, then always the first.</summary>
    private sealed class Told(ImmutableArray<int> choices) : IChooser
    {
        private int next;

        public int NextDelivery(Candidates candidates) => 0;

        public int Choose(ActorId actor, in Choice choice)
        {
            if (choices.IsDefault || next >= choices.Length)
                return 0;
            var told = choices[next++];
            return told < choice.Alternatives ? told : 0;
        }
    }
}

/// <summary>How following a schedule ended.</summary>
/// <param name="World">The world where it ended.</param>
/// <param name="IsEdited">The file was edited by hand: it was followed, not compared.</param>
/// <param name="Divergence">Where the world did not do what the schedule says; null when it did.</param>
/// <param name="Thrown">What an actor threw at the last delivery; null when none did.</param>
public sealed record ReplayReport(World World, bool IsEdited, Divergence? Divergence, Exception? Thrown);

/// <summary>The first line that the world did not follow.</summary>
/// <param name="Line">The line in the file, from 1.</param>
/// <param name="Step">Deliveries made before.</param>
public sealed record Divergence(int Line, long Step, string What);
