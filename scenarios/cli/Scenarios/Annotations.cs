namespace ActorVm.Cli.Scenarios;

/// <summary>The key in the file where it is not the property's name in kebab case: kernel names stay as they are.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
internal sealed class KeyAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>One sentence for the person who writes the file: shown by editors through the schema.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
internal sealed class DocAttribute(string text) : Attribute
{
    public string Text { get; } = text;
}

/// <summary>The smallest and the largest number this key takes; of a time, nanoseconds.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BoundsAttribute(long least, long most) : Attribute
{
    public long Least { get; } = least;

    public long Most { get; } = most;
}
