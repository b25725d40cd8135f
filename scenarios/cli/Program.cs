using ActorVm.Cli.Binding;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Recording;

namespace ActorVm.Cli;

internal static class Program
{
    private static int Main(string[] words)
    {
        try
        {
            using var log = Logs.Create(words);
            using var stop = Interruption.WithNothingKept(Console.Error);
            return CommandLine.Run(words, Shell.OfProcess(log, new ScenarioRunner(), new KernelVectorMachine()));
        }
        catch (ScenarioException wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            return ExitCode.WrongInput;
        }
    }
}
