using System.CommandLine;
using System.CommandLine.Parsing;

using ActorVm.Cli.Binding;
using ActorVm.Persistence;

namespace ActorVm.Cli.Commands;

/// <summary>All commands, and what every one of them does with wrong input.</summary>
internal static class CommandLine
{
    /// <summary>Where to log is known before anything else is, so it is looked up in the words themselves.</summary>
    public const string LogOption = "--log";

    public static int Run(IReadOnlyList<string> words, Shell shell)
    {
        shell.Log.Information("Called with {Words}", words);
        var arguments = Commands(shell).Parse(words);
        if (arguments.Errors.Count > 0)
        {
            return Refuse(shell, string.Join('\n', arguments.Errors.Select(Problem)) + $"\nSee: actorvm {Hint(arguments)}--help");
        }

        if (Blank(arguments) is { } blank)
        {
            return Refuse(shell, $"{blank}: is empty; write a value, or leave it out\nSee: actorvm {Hint(arguments)}--help");
        }

        try
        {
            return arguments.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = shell.Out, Error = shell.Error });
        }
        catch (Exception wrong) when (wrong is ScenarioException or StoreException)
        {
            return Refuse(shell, wrong.Message);
        }
        catch (Exception mistake) when (mistake is not OutOfMemoryException)
        {
            shell.Log.Fatal(mistake, "A mistake of ActorVm's own");
            return ExitCode.Internal;
        }
    }

    private static RootCommand Commands(Shell shell)
    {
        var root = Root(shell);
        foreach (var command in KeptCommands.Create(shell))
        {
            root.Add(command);
        }

        return root;
    }

    private static RootCommand Root(Shell shell) => new("ActorVm simulates the part of the FreeBSD kernel that finds physically contiguous memory.")
    {
        RunCommand.Create(shell),
        LiveCommand.Create(shell),
        ExploreCommand.Create(shell),
        VerifyCommand.Create(shell),
        ReplayCommand.Create(shell),
        ShrinkCommand.Create(shell),
        OracleCommand.Create(shell),
        CompareCommand.Create(shell),
        ImportCommand.Create(shell),
        CheckVectorsCommand.Create(shell),
        ListCommand.Create(shell),
        SchemaCommand.Create(shell),
        RunsCommand.Create(shell),
        ResumeCommand.Create(shell),
        new Option<string?>(LogOption) { Description = "Also write a log to this file: a JSON object a line, a new file a day.", Recursive = true },
    };

    private static int Refuse(Shell shell, string problem)
    {
        shell.Log.Information("Refused: {Problem}", problem);
        shell.Error.WriteLine(string.Join('\n', problem.Split('\n').Select(Spelling.Shortened)));
        return ExitCode.WrongInput;
    }

    // A variable of somebody's script that is not set: no path, name or store can be that.
    private static string? Blank(ParseResult arguments) =>
        arguments.CommandResult.Children.FirstOrDefault(given => given.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value))) switch
        {
            OptionResult option => option.Option.Name,
            ArgumentResult argument => argument.Argument.Name,
            _ => null,
        };

    // The library would name the type that the words could not become.
    private static string Problem(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Option: var option, Tokens: [var word] } when IsNumber(option.ValueType) && !error.Message.StartsWith(option.Name, StringComparison.Ordinal) => $"{option.Name} {word.Value}: is not a {(option.ValueType == typeof(double) ? "number" : "whole number")}, or too large",
        OptionResult { Option: var option, Tokens: [var word] } when error.Message.Contains("Must be one of:", StringComparison.Ordinal) =>
            $"{option.Name} {word.Value}: is none of {string.Join(", ", error.Message.Split('\n').Skip(1).Select(line => line.Trim().Trim('\'')).Order(StringComparer.Ordinal))}",
        _ => error.Message,
    };

    private static bool IsNumber(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var plain && (plain == typeof(int) || plain == typeof(long) || plain == typeof(double));

    private static string Hint(ParseResult arguments) => arguments.CommandResult.Command is RootCommand ? "" : $"{arguments.CommandResult.Command.Name} ";
}
