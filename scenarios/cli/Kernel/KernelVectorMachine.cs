using ActorVm.Actors;
using ActorVm.Cli.Vectors;

namespace ActorVm.Cli.Kernel;

/// <summary>Runs vectors on the kernel of a profile: <c>r1.36</c>, <c>r1.51</c>; for the page daemon <c>d2004</c>, <c>d2006</c>.</summary>
internal sealed class KernelVectorMachine : IVectorMachine
{
    public IReadOnlyList<VectorRecord> Run(Vector vector, string profile) => profile switch
    {
        "d2004" => new DaemonVectorRunner(vector, DaemonProfile.D2004).Run(),
        "d2006" => new DaemonVectorRunner(vector, DaemonProfile.D2006).Run(),
        _ => KernelRevision.Find(profile == "mended" ? profile : profile.TrimStart('r')) is { } revision
            ? new VectorRunner(vector, revision).Run()
            : throw new ArgumentException($"no kernel has the profile {profile}"),
    };
}
