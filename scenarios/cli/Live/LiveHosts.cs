using System.Reflection;

using ActorVm.Simulation;

namespace ActorVm.Cli.Live;

/// <summary>Finds the host for real threads, which is beside the tool where it was built.</summary>
internal static class LiveHosts
{
    private const string Host = "ActorVm.Live.LiveHost";

    /// <summary>Null where it was left out.</summary>
    public static ILiveHost? Find()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "live", "ActorVm.Live.dll");
        return WhyNot is null && File.Exists(file) && Assembly.LoadFrom(file).GetType(Host) is { } type ? (ILiveHost)Activator.CreateInstance(type)! : null;
    }

    /// <summary>Why it was left out when this was built; null: it was not.</summary>
    public static string? WhyNot { get; } =
        typeof(LiveHosts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == "WhyNoLiveHost")?.Value;
}
