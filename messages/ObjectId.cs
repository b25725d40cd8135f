namespace ActorVm.Messages;

/// <summary>Number of a VM object: what pages belong to (a file, a piece of anonymous memory, the kernel).</summary>
public readonly record struct ObjectId(int Value)
{
    /// <summary>No object: the page is free, wired by the kernel, or a hole.</summary>
    public static readonly ObjectId None = new(-1);

    public bool IsNone => Value < 0;
}
