using System.Globalization;

using ActorVm.Cli.Recording;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Persistence;

namespace ActorVm.Cli.Commands;

/// <summary>What the commands say about runs that are kept.</summary>
internal sealed class Kept(Shell shell, Store store)
{
    private const long Million = 1_000_000;

    /// <summary>Report and exit code of a run that came to its end, or how to go on with it.</summary>
    public int Tell(Outcome outcome, IReadOnlyList<string> remarks, bool asJson)
    {
        Remark(remarks);
        if (outcome.Report is not { } report)
        {
            (outcome.IsInterrupted ? shell.Error : shell.Out).WriteLine(Line($"stopped after {outcome.Facts.Steps:N0} steps; everything up to there is kept. Go on with: actorvm resume {outcome.Id}{StoreOptions.Suffix(store)}"));
            return outcome.IsInterrupted ? ExitCode.Interrupted : ExitCode.Ok;
        }

        Write(report, asJson);
        (asJson ? shell.Error : shell.Out).WriteLine(Size(outcome));
        return report.Verdict == Verdict.Ok ? ExitCode.Ok : ExitCode.PropertyFailed;
    }

    public void Write(RunReport report, bool asJson)
    {
        if (asJson)
        {
            shell.Out.WriteLine(JsonReport.Text(report));
        }
        else
        {
            new TextReport(shell.Console).Write(report);
        }
    }

    public void Remark(IEnumerable<string> remarks)
    {
        foreach (var remark in remarks)
        {
            shell.Error.WriteLine(remark);
        }
    }

    public static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => Line($"{bytes:N0} bytes"),
        < 10_000_000 => Line($"{bytes / 1000.0:N0} KB"),
        _ => Line($"{bytes / 1_000_000.0:N1} MB"),
    };

    /// <summary>How much a store grows with a run.</summary>
    public static long BytesPerMillionSteps(RunFacts facts) => facts.Steps == 0 ? 0 : (long)(facts.ChoiceBytes * (double)Million / facts.Steps);

    private string Size(Outcome outcome)
    {
        var facts = outcome.Facts;
        return $"kept as run {outcome.Id} in {store.Name}: {Bytes(facts.ChoiceBytes)} of choices ({Bytes(BytesPerMillionSteps(facts))} per million steps), {Bytes(facts.SnapshotBytes)} of snapshots";
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
