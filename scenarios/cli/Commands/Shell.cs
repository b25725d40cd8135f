using Serilog;

using Spectre.Console;

namespace ActorVm.Cli.Commands;

/// <summary>Where a command writes, and who does the work: all that it has besides its arguments.</summary>
internal sealed record Shell(TextWriter Out, TextWriter Error, IAnsiConsole Console, ILogger Log, IScenarioRunner Runner, Vectors.IVectorMachine Vectors, bool IsErrorTerminal)
{
    private const int PipedWidth = 160;

    /// <summary>The host for real threads; null where it was left out.</summary>
    public Func<ActorVm.Simulation.ILiveHost?> LiveHost { get; init; } = Live.AkkaParts.LiveHost;

    /// <summary>Keeps runs by persistent actors; null where it was left out.</summary>
    public Func<Persistence.IRunKeeping?> RunKeeping { get; init; } = Live.AkkaParts.RunKeeping;

    /// <summary>The process's own terminal, or the pipe in its place.</summary>
    public static Shell OfProcess(ILogger log, IScenarioRunner runner, Vectors.IVectorMachine vectors)
    {
        var console = System.Console.IsOutputRedirected ? Plain(System.Console.Out) : AnsiConsole.Console;
        return new Shell(System.Console.Out, System.Console.Error, console, log, runner, vectors, !System.Console.IsErrorRedirected);
    }

    /// <summary>No colours, lines as long as they are.</summary>
    public static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = PipedWidth;
        return console;
    }
}
