using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Live;

using Serilog;

namespace ActorVm.Tests.Scenarios.House;

/// <summary>Every command of the README is typed here as it stands there.</summary>
public sealed class ReadmeTests
{
    /// <summary>A free frame.</summary>
    private const ulong Buddy = 1 << 10;

    private static readonly string[] StoreCommands = ["runs", "resume", "show", "fork", "export-run", "import-run", "delete", "compact"];

    private static readonly string Folder = Directory.CreateTempSubdirectory("actorvm-readme").FullName;

    public static TheoryData<string> Commands => [.. Typed.Where(line => !IsAboutKeptRuns(line) && !IsAboutRaces(line))];

    // What needs real threads is typed where the live host was built.
    private static IEnumerable<string> Typed => Lines("sh").Where(line => line.StartsWith("actorvm ", StringComparison.Ordinal)
        && (!line.StartsWith("actorvm live ", StringComparison.Ordinal) || AkkaParts.LiveHost() is not null)
        && (!line.Contains(" --akka", StringComparison.Ordinal) || AkkaParts.RunKeeping() is not null));

    [Theory]
    [MemberData(nameof(Commands))]
    public void Commands_do_what_the_README_says(string command) => _ = Check(command);

    [Fact]
    public void Commands_about_kept_runs_do_what_the_README_says_one_after_the_other()
    {
        var store = Path.Combine(Folder, "actorvm.db");
        Assert.All(Typed.Where(IsAboutKeptRuns), command => _ = Check(command, "--store", store));
    }

    [Fact]
    public void Commands_about_races_do_what_the_README_says_one_after_the_other()
    {
        var said = string.Concat(Typed.Where(IsAboutRaces).Select(command => Check(command)));

        Assert.All(Lines("").SkipWhile(line => !line.StartsWith("no-livelock: ", StringComparison.Ordinal)).TakeWhile(line => !line.StartsWith("replay: ", StringComparison.Ordinal)), line => Assert.Contains(line, said, StringComparison.Ordinal));
    }

    [Fact]
    public void The_two_commands_are_those_of_continuous_integration()
    {
        var commands = Lines("sh").Where(line => line.StartsWith("dotnet ", StringComparison.Ordinal)).ToArray();

        Assert.Equal(2, commands.Length);
        Assert.Contains(commands[1], File.ReadAllText(Path.Combine(Repository.Root, ".ci/run")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_program_of_the_README_is_the_one_that_is_tested()
    {
        var tested = File.ReadAllLines(Path.Combine(Repository.Root, "tests/actors/simulation/LostUpdateTests.cs")).Select(line => line.Trim()).ToHashSet(StringComparer.Ordinal);

        Assert.Equal([], Lines("csharp").Select(line => line.Trim()).Where(line => !tested.Contains(line)));
    }

    // What a command says. A remark behind it says with what it exits, if not with 0.
    private static string Check(string command, params string[] more)
    {
        var typed = command.Split("   #");
        var expected = typed.Length > 1 && typed[1].Contains("exits with 1", StringComparison.Ordinal) ? ExitCode.PropertyFailed : ExitCode.Ok;
        using var output = new StringWriter();
        using var error = new StringWriter();
        var shell = new Shell(
            output, error, Shell.Plain(output), new LoggerConfiguration().CreateLogger(), new ScenarioRunner(), new KernelVectorMachine(), IsErrorTerminal: false);

        var code = CommandLine.Run([.. typed[0].Split(' ').Skip(1).Select(WithPlace), .. more], shell);

        // Real threads need not meet what a scenario is to see sometimes.
        var mayMiss = command.StartsWith("actorvm live ", StringComparison.Ordinal) && code == ExitCode.PropertyFailed;
        Assert.Equal(("", expected), (error.ToString(), mayMiss ? expected : code));
        return output.ToString();
    }

    // Files of the project are named from its root; what a command writes goes to a folder of its own.
    private static string WithPlace(string word) =>
        word.StartsWith("races/", StringComparison.Ordinal) ? Race(word)
        : word.StartsWith("discoveries", StringComparison.Ordinal) ? Path.Combine(Folder, word)
        : word == "/proc/kpageflags" ? Dump()
        : word.EndsWith(".map", StringComparison.Ordinal) || word.EndsWith(".avr", StringComparison.Ordinal) ? Path.Combine(Folder, word)
        : word.Contains('/', StringComparison.Ordinal) && File.Exists(Path.Combine(Repository.Root, word)) ? Path.Combine(Repository.Root, word)
        : word == "100" ? "2" // seeds: the table's form, not its figures
        : word;

    private static bool IsAboutRaces(string line) => line.Contains("races/", StringComparison.Ordinal) || line.Contains("discoveries", StringComparison.Ordinal);

    private static bool IsAboutKeptRuns(string command) =>
        StoreCommands.Contains(command.Split(' ')[1]) || command.Contains(" --name ", StringComparison.Ordinal);

    // What is discovered about it is kept beside it.
    private static string Race(string name)
    {
        var copy = Path.Combine(Folder, Path.GetFileName(name) + ".yaml");
        File.Copy(ScenarioLibrary.Find(name), copy, overwrite: true);
        return copy;
    }

    private static string Dump()
    {
        var dump = Path.Combine(Folder, "kpageflags");
        File.WriteAllBytes(dump, [.. Enumerable.Repeat(BitConverter.GetBytes(Buddy), 4096).SelectMany(flags => flags)]);
        return dump;
    }

    private static IEnumerable<string> Lines(string language)
    {
        var isInside = false;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "README.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                isInside = line == "```" + language;
            else if (isInside && line.Length > 0)
                yield return line.StartsWith("sudo ", StringComparison.Ordinal) ? line[5..] : line;
        }
    }
}
