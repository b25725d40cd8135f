using System.Diagnostics;

namespace ActorVm.Benchmarks;

/// <summary>Processes of the benchmarks that are measured as the tool would be: the runtime is set for them as for the tool.</summary>
internal static class OwnProcess
{
    public static ProcessStartInfo Of(string word, params string[] arguments) =>
        new("dotnet", ["exec", "--runtimeconfig", Path.Combine(AppContext.BaseDirectory, "actorvm.runtimeconfig.json"), typeof(OwnProcess).Assembly.Location, word, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
}
