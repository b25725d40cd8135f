using ActorVm.Cli.Commands;

namespace ActorVm.Cli;

internal static class Program
{
    private static int Main(string[] words)
    {
        var kernel = new NoKernel();
        using var log = Logs.Create(words);

        return CommandLine.Run(words, Shell.OfProcess(log, kernel, kernel));
    }
}
