using System.Diagnostics.CodeAnalysis;

using Akka.Actor;
using Akka.Serialization;

namespace ActorVm.Persistence;

/// <summary>
/// Our number and our manifests in Akka's tables. The bytes are those of the store, hash and all: whoever reads them knows
/// neither which run they belong to nor what they follow, so the hash is for the actor to check.
/// </summary>
[SuppressMessage("Performance", "CA1812", Justification = "Akka makes it.")]
internal sealed class KeptSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => Store.SerializerId;

    public override string Manifest(object o) => ((KeptPayload)o).Manifest;

    public override byte[] ToBinary(object obj) => ((KeptPayload)obj).Bytes;

    public override object FromBinary(byte[] bytes, string manifest) => new KeptPayload(manifest, bytes);
}
