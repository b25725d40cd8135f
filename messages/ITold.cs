namespace ActorVm.Messages;

/// <summary>A value with many fields that says what matters of it in a few words, for schedules and stories.</summary>
public interface ITold
{
    /// <summary>One line, without the type's name.</summary>
    string Told { get; }
}
