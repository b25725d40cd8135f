using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Live;

/// <summary>
/// Explores an Akka actor system that anybody wrote. It cannot be forked as a world can, so every run begins anew and makes
/// the choices of the one before up to where it turns off.
/// </summary>
public static class ControlledExplorer
{
    private const long StepsToMeasure = 100_000;

    /// <summary>Makes every schedule there is.</summary>
    /// <exception cref="EscapedWorkException">Something happened that nobody chose.</exception>
    public static PathReport Schedules(ControlledSystem system, PathOptions? options = null) =>
        new Reexecution(system, options ?? new PathOptions(), sleeps: false).Run("dfs");

    /// <summary>
    /// Makes one whole run for each trace; those that sleep sets (P. Godefroid, LNCS 1032, 1996) give up on the way are counted as blocked.
    /// Needs <see cref="ControlOrder.Channels"/>: in a mailbox it matters who sent first, whoever receives.
    /// </summary>
    /// <inheritdoc cref="Schedules"/>
    public static PathReport Traces(ControlledSystem system, PathOptions? options = null) =>
        new Reexecution(system, options ?? new PathOptions(), sleeps: true).Run("sleep sets");

    /// <summary>Makes runs as the policy picks them.</summary>
    /// <inheritdoc cref="Schedules"/>
    public static PathReport Sample(ControlledSystem system, IPolicy policy, ulong seed, PathOptions options)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(options);
        Measure(system, policy, options);
        var run = new ControlledRun(system, options);
        for (var number = 0L; number < options.MaxRuns && !run.Journal.ShouldStop; number++)
        {
            policy.Begin(Fingerprint.Finish(unchecked(seed + (ulong)number * 0x9E3779B97F4A7C15UL)));
            run.Begin();
            while (run.GoesOn)
                run.Step(policy.NextDelivery(new Candidates(system)), choice => policy.Choose(ActorId.Outside, choice));
            run.End();
            policy.End(system.Steps);
        }

        return run.Journal.Report(policy.Name, isExhaustive: false, guarantee: policy.Guarantee(run.Journal.Runs));
    }

    private static void Measure(ControlledSystem system, IPolicy policy, PathOptions options)
    {
        var longest = 0L;
        for (var number = 0; number < policy.RunsToMeasure; number++)
        {
            var random = new RandomOrder((ulong)number);
            system.Restart();
            while (!system.IsQuiescent && system.Steps < Math.Min(options.MaxDepth, StepsToMeasure))
                system.Deliver(random.NextDelivery(new Candidates(system)), choice => random.Choose(ActorId.Outside, choice));
            system.CheckEscapes();
            longest = Math.Max(longest, system.Steps);
        }

        if (policy.RunsToMeasure > 0)
            policy.Expect(longest);
    }

    /// <summary>Makes a run again: each of these moves if its message is there, then the oldest message first to the end.</summary>
    /// <returns>All moves that were made; what the run came to can be asked of the system.</returns>
    public static IReadOnlyList<Move> Replay(ControlledSystem system, IEnumerable<Move> moves, int stepsMost = 100_000)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(moves);
        system.Restart();
        var made = new List<Move>();
        foreach (var move in moves)
        {
            if (system.Thrown is null && system.Find(move) is >= 0 and var index)
                made.Add(system.DeliverAndTell(index, Again(move.Choices)));
        }

        while (system.Thrown is null && !system.IsQuiescent && made.Count < stepsMost)
            made.Add(system.DeliverAndTell(new Candidates(system).Oldest()));
        system.CheckEscapes();
        return made;
    }

    /// <summary>For tests: makes every schedule, and throws the story of the first that fails.</summary>
    /// <exception cref="ControlledDiscoveryException">A run failed.</exception>
    public static PathReport All(ControlledSystem system, params IReadOnlyList<Property> properties) =>
        Require(system, Schedules(system, new PathOptions { Properties = properties }), properties);

    /// <summary>For tests: makes runs, and throws the story of the first that fails.</summary>
    /// <param name="policy">See <see cref="Policies.Parse"/>.</param>
    /// <exception cref="ControlledDiscoveryException">A run failed.</exception>
    public static PathReport Random(ControlledSystem system, IReadOnlyList<Property> properties, long runs = 1000, ulong seed = 1, string policy = "pct") =>
        Require(system, Sample(system, Policies.Parse(policy), seed, new PathOptions { Properties = properties, MaxRuns = runs }), properties);

    private static PathReport Require(ControlledSystem system, PathReport report, IReadOnlyList<Property> properties) =>
        report.Discoveries is [var discovery, ..] ? throw ControlledDiscoveryException.About(system, discovery, properties) : report;

    internal static int Find(this ControlledSystem system, Move move)
    {
        for (var index = 0; index < system.Count; index++)
        {
            var candidate = system.Describe(index);
            if (candidate.Channel == move.Channel && (move.Sequence == 0 || candidate.Sequence == move.Sequence))
                return index;
        }

        return -1;
    }

    internal static Move DeliverAndTell(this ControlledSystem system, int index, Func<Choice, int>? chooser = null)
    {
        var candidate = system.Describe(index);
        system.Deliver(index, chooser);
        return new Move(candidate.Channel, candidate.Sequence, [.. system.LastChoices.Select(made => made.Answer)]);
    }

    /// <summary>Choices as they fell before; where there are more of them, the first way.</summary>
    internal static Func<Choice, int> Again(IReadOnlyList<int> choices)
    {
        var next = 0;
        return choice => next < choices.Count && choices[next++] is var answer && answer < choice.Alternatives ? answer : 0;
    }
}
