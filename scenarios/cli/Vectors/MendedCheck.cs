using ActorVm.Cli.Binding;

namespace ActorVm.Cli.Vectors;

/// <summary>What became of the requests of one class of vectors.</summary>
/// <param name="Class">Outcome of the reference.</param>
/// <param name="Vectors">How many.</param>
/// <param name="Requests">Requests that 1.36, 1.51 or the mended algorithm answered.</param>
/// <param name="GrantedBefore">Granted by 1.36 or by 1.51.</param>
/// <param name="GrantedMended">Granted by the mended algorithm.</param>
/// <param name="Lost">Vector and request that a kernel text grants and the mended algorithm does not.</param>
/// <param name="Displaced">The same, but the memory went to an earlier request of the vector which that text refused.</param>
/// <param name="LaunderedBefore">Pages written by each of them, for requests that all three grant.</param>
/// <param name="LaunderedMended">The same, by the mended algorithm.</param>
internal sealed record MendedClass(
    string Class,
    int Vectors,
    int Requests,
    int GrantedBefore,
    int GrantedMended,
    IReadOnlyList<string> Lost,
    int Displaced,
    (int R136, int R151) LaunderedBefore,
    int LaunderedMended);

/// <summary>Compares the mended algorithm with what the kernel texts grant and write, class by class.</summary>
internal sealed class MendedCheck(IVectorMachine machine)
{
    public IReadOnlyList<MendedClass> Check(IEnumerable<Vector> vectors) =>
        [.. vectors.GroupBy(vector => vector.Class).OrderBy(group => group.Key, StringComparer.Ordinal).Select(Summarize)];

    private MendedClass Summarize(IGrouping<string, Vector> vectors)
    {
        var outcomes = vectors.SelectMany(Compare).ToArray();
        var all = outcomes.Where(outcome => outcome is { R136: { Result: "ok" }, R151: { Result: "ok" }, Mended: { Result: "ok" } }).ToArray();
        return new MendedClass(
            vectors.Key,
            vectors.Count(),
            outcomes.Length,
            outcomes.Count(outcome => outcome.IsGrantedBefore),
            outcomes.Count(outcome => outcome.Mended?.Result == "ok"),
            [.. outcomes.Where(outcome => outcome is { IsLost: true, IsDisplaced: false }).Select(outcome => outcome.Name)],
            outcomes.Count(outcome => outcome is { IsLost: true, IsDisplaced: true }),
            (all.Sum(outcome => PagesOf(outcome.R136)), all.Sum(outcome => PagesOf(outcome.R151))),
            all.Sum(outcome => PagesOf(outcome.Mended)));
    }

    private IEnumerable<Outcome> Compare(Vector vector)
    {
        var (r136, r151) = (Of(vector, "r1.36"), Of(vector, "r1.51"));
        var mended = machine.Run(vector, "mended");
        var (more136, more151) = (false, false);
        for (var index = 0; index < Math.Max(mended.Count, Math.Max(r136.Count, r151.Count)); index++)
        {
            if (vector.Requests[index].Op != "alloc")
                continue;

            var outcome = new Outcome($"{vector.Id} request {index}", At(r136, index), At(r151, index), At(mended, index))
            {
                IsDisplaced = IsGranted(At(r136, index)) ? more136 : more151,
            };
            more136 |= IsGranted(outcome.Mended) && !IsGranted(outcome.R136);
            more151 |= IsGranted(outcome.Mended) && !IsGranted(outcome.R151);
            yield return outcome;
        }
    }

    private static IReadOnlyList<VectorRecord> Of(Vector vector, string profile) => vector.Expected.TryGetValue(profile, out var records)
        ? records
        : throw new ScenarioException(new Place(vector.Id), $"has no expectations of {profile}: 'mended' is compared with those of r1.36 and r1.51, for vectors of requests");

    private static VectorRecord? At(IReadOnlyList<VectorRecord> records, int index) => index < records.Count ? records[index] : null;

    private static bool IsGranted(VectorRecord? record) => record?.Result == "ok";

    private static int PagesOf(VectorRecord? record) => record?.Laundered?.Sum(pageOut => pageOut.Pages.Count) ?? 0;

    private sealed record Outcome(string Name, VectorRecord? R136, VectorRecord? R151, VectorRecord? Mended)
    {
        public bool IsGrantedBefore => IsGranted(R136) || IsGranted(R151);

        public bool IsLost => IsGrantedBefore && !IsGranted(Mended);

        public bool IsDisplaced { get; init; }
    }
}
