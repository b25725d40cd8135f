using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Makes moves again.</summary>
public static class Replayer
{
    private const int WaitingMost = 12;

    /// <summary>Follows a schedule and verifies every line of it.</summary>
    /// <param name="until">Stops after so many deliveries.</param>
    /// <param name="show">Told of every delivery made.</param>
    public static ReplayReport Replay(World start, Schedule schedule, long until = long.MaxValue, Action<World>? show = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(schedule);
        return new Replay(Schedule.StartOf(start, schedule.Header), schedule.IsEdited, until, show).Follow(schedule.Lines);
    }

    /// <summary>Follows a schedule of any length.</summary>
    /// <inheritdoc cref="Replay(World, Schedule, long, Action{World}?)"/>
    /// <exception cref="FormatException">A line is none of a schedule's.</exception>
    public static ReplayReport Replay(World start, ScheduleReader schedule, long until = long.MaxValue, Action<World>? show = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(schedule);
        return new Replay(Schedule.StartOf(start, schedule.Header), schedule.IsEdited, until, show).Follow(schedule.Lines());
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
        var waiting = world.Pending.Take(WaitingMost + 1).Select(letter => LineOf(world, letter)).ToArray();
        return $"{world.NameOf(wanted.To)} <- {from} cannot be delivered; " + waiting.Length switch
        {
            0 => "nothing is on its way",
            > WaitingMost => $"on its way: {string.Join("; ", waiting[..WaitingMost])}; and more",
            _ => $"on its way: {string.Join("; ", waiting)}",
        };
    }

    /// <summary>The place among the candidates of a message; −1 when it cannot be next.</summary>
    internal static int Find(World world, in Channel channel, long sequence)
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

    internal static string LineOf(World world, in Candidate letter)
    {
        var from = letter.Channel.TimerKey is { } key ? $"timer {key}" : world.NameOf(letter.Channel.From);
        return $"{world.NameOf(letter.Channel.To)} <- {from} #{letter.Sequence} {MessageText.Of(letter.Message, world)}";
    }

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
