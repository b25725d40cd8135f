namespace ActorVm.Actors;

/// <summary>Something the kernel takes for granted, and that is not so.</summary>
/// <param name="Property">Which property, as scenarios name it: <c>one-home-per-page</c>.</param>
/// <param name="Words">What is wrong: <c>page 17 says it is on INACTIVE, but is not there</c>.</param>
public readonly record struct InvariantViolation(string Property, string Words)
{
    public override string ToString() => $"{Property}: {Words}";
}
