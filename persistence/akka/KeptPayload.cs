namespace ActorVm.Persistence;

/// <summary>An event or a snapshot as it lies in its table: its kind, and its bytes under their hash.</summary>
internal sealed record KeptPayload(string Manifest, byte[] Bytes);
