namespace ActorVm.Cli.Binding;

/// <summary>Where something was written: <c>two-drivers.yaml:7</c>, or <c>--set algorithm.passes=x</c>.</summary>
internal readonly record struct Place(string Text)
{
    public static Place Line(string file, long line) => new($"{file}:{line}");

    public override string ToString() => Text;
}

/// <summary>Wrong input: the place, what is wrong there, and what to write instead. Never a bug of ours.</summary>
internal sealed class ScenarioException(Place place, string problem, Exception? inner = null)
    : Exception($"{place}: {problem}", inner)
{
    public Place Place { get; } = place;
}
