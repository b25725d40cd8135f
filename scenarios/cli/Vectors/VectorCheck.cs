using ActorVm.Actors;

namespace ActorVm.Cli.Vectors;

/// <summary>How one vector came out: no difference, or the first.</summary>
internal sealed record VectorOutcome(string Id, string Class, string? Difference)
{
    public bool Matches => Difference is null;
}

/// <summary>Runs vectors and compares what happens with what one profile expects.</summary>
internal sealed class VectorCheck(IVectorMachine machine, string profile)
{
    public VectorOutcome Check(Vector vector)
    {
        var difference = vector.Expected.TryGetValue(profile, out var expected)
            ? Difference(vector, expected)
            : $"no expectations of profile {profile}; there are {string.Join(", ", vector.Expected.Keys.Order(StringComparer.Ordinal))}";

        return new VectorOutcome(vector.Id, vector.Class, difference);
    }

    // A kernel that breaks down on one vector is a mismatch of that vector; the others still say something.
    private string? Difference(Vector vector, IReadOnlyList<VectorRecord> expected)
    {
        try
        {
            return VectorComparer.FirstDifference(expected, machine.Run(vector, profile));
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArithmeticException or ArgumentException or IndexOutOfRangeException or NullReferenceException or KernelPanicException)
        {
            return $"broke down: {wrong.GetType().Name}: {wrong.Message}";
        }
    }

    /// <summary>Adds the expectations of another file to vectors with the same id.</summary>
    public static IEnumerable<Vector> Join(
        IEnumerable<Vector> vectors, IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<VectorRecord>>> expectations) =>
        vectors.Select(vector => expectations.TryGetValue(vector.Id, out var expected) ? vector with { Expected = expected } : vector);
}
