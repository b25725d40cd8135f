using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace ActorVm.Cli.Recording;

/// <summary>Names the code that decides what a step does: its version and a hash of its sources.</summary>
internal static class Engine
{
    private const int Digits = 12;

    public static string Id { get; } = Name(typeof(Engine).Assembly);

    private static string Name(Assembly assembly)
    {
        var sources = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(each => each.Key == "EngineSources")?.Value ?? "";

        // In which order the build found them does not matter.
        var sorted = string.Join(' ', sources.Split(' ').Order(StringComparer.Ordinal));
        return $"{assembly.GetName().Version?.ToString(3)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sorted)))[..Digits]}";
    }
}
