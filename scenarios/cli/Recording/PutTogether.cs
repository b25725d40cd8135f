using ActorVm.Simulation;

namespace ActorVm.Cli.Recording;

/// <summary>What all items of an exploration came to.</summary>
internal static class PutTogether
{
    /// <summary>Items up to the first in which something was found, whoever did them and whenever: the same for everybody.</summary>
    public static PathReport Of(IReadOnlyList<PathReport> reports)
    {
        var failed = reports.ToList().FindIndex(report => report.Failures > 0);
        var all = failed < 0 ? reports : [.. reports.Take(failed + 1)];
        return all[0] with
        {
            Runs = all.Sum(report => report.Runs),
            Traces = all.Sum(report => report.Traces),
            Deliveries = all.Sum(report => report.Deliveries),
            Blocked = all.Sum(report => report.Blocked),
            CutOff = all.Sum(report => report.CutOff),
            Depth = all.Max(report => report.Depth),
            IsComplete = all.All(report => report.IsComplete),
            Failures = all.Sum(report => report.Failures),
            Discoveries = [.. all.SelectMany(report => report.Discoveries).Where(found => !IsUnseen(found) || all.All(report => report.Discoveries.Any(other => other.Property == found.Property)))],
        };
    }

    // What must be seen somewhere may be seen in another item.
    private static bool IsUnseen(Discovery found) => found.Property is { Kind: ActorVm.Simulation.PropertyKind.Sometimes };
}
