using System.Reflection;

using ActorVm.Persistence;
using ActorVm.Simulation;

namespace ActorVm.Cli.Live;

/// <summary>Finds what needs Akka.NET, which is beside the tool where it was built.</summary>
internal static class AkkaParts
{
    /// <summary>The host for real threads; null where it was left out.</summary>
    public static ILiveHost? LiveHost() => WhyNoLiveHost is null ? Load<ILiveHost>("live/ActorVm.Live.dll", "ActorVm.Live.LiveHost") : null;

    /// <summary>Persistent actors; null where they were left out.</summary>
    public static IRunKeeping? RunKeeping() => WhyNoRunKeeping is null ? Load<IRunKeeping>("akka-store/ActorVm.Persistence.Akka.dll", "ActorVm.Persistence.AkkaRunKeeping") : null;

    /// <summary>Why it was left out when this was built; null: it was not.</summary>
    public static string? WhyNoLiveHost { get; } = Why("WhyNoLiveHost");

    /// <inheritdoc cref="WhyNoLiveHost"/>
    public static string? WhyNoRunKeeping { get; } = Why("WhyNoAkkaStore");

    private static string? Why(string part) =>
        typeof(AkkaParts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == part)?.Value;

    private static T? Load<T>(string file, string type)
        where T : class =>
        Path.Combine(AppContext.BaseDirectory, file) is var path && File.Exists(path) && Assembly.LoadFrom(path).GetType(type) is { } found ? (T)Activator.CreateInstance(found)! : null;
}
