using ActorVm.Actors;
using ActorVm.Cli.Vectors;

namespace ActorVm.Cli.Kernel;

/// <summary>Runs vectors on the kernel of a profile: <c>r1.36</c>, <c>r1.51</c>.</summary>
internal sealed class KernelVectorMachine : IVectorMachine
{
    public IReadOnlyList<VectorRecord> Run(Vector vector, string profile) =>
        KernelRevision.Find(profile == "mended" ? profile : profile.TrimStart('r')) is { } revision
            ? new VectorRunner(vector, revision).Run()
            : throw new ArgumentException($"no kernel has the profile {profile}");
}
