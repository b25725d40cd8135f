namespace ActorVm.Live;

/// <summary>Something happened in a controlled system that nobody chose: what was explored so far does not mean anything.</summary>
public sealed class EscapedWorkException : Exception
{
    public EscapedWorkException(IReadOnlyList<string> escapes)
        : base(string.Join(Environment.NewLine, escapes.Distinct())) => Escapes = escapes;

    public IReadOnlyList<string> Escapes { get; }
}
