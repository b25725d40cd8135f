using System.Text;

namespace ActorVm.Persistence;

/// <summary>A run that was made on real threads, as a schedule that the simulation follows.</summary>
public sealed record LiveSchedule
{
    public const string Manifest = "actorvm.live/1";

    /// <summary>The text of the schedule, packed.</summary>
    public required byte[] Packed { get; init; }

    /// <summary>The text is one for which the scenario lies beside it, or comes with the tool.</summary>
    public static LiveSchedule Of(string text) => new() { Packed = RunSnapshot.Pack(Encoding.UTF8.GetBytes(text)) };

    public string Text() => Encoding.UTF8.GetString(RunSnapshot.Unpack(Packed));
}
