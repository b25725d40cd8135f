using System.CommandLine;

using ActorVm.Cli.Binding;
using ActorVm.Persistence;

namespace ActorVm.Cli.Commands;

/// <summary><c>--store</c> and what goes with it.</summary>
internal sealed class StoreOptions
{
    public const string DefaultFile = "actorvm.db";

    private const long SnapshotEveryMost = 1_000_000_000_000_000;

    public Option<string?> Store { get; } = new("--store") { Description = $"Where runs are kept: a file, or postgres://user@host/database; {DefaultFile} if left out." };

    public Option<long> SnapshotEvery { get; } = new("--snapshot-every") { Description = "Put the state aside after so many steps, or how far an exploration is after so many runs or states; by time if left out." };

    public Option<string?> Name { get; } = new("--name") { Description = "Keep the run under this name." };

    public Option<long?> StopAfter { get; } = new("--stop-after") { Description = "Stop after so many steps, as Ctrl-C does but with exit code 0, to go on with resume." };

    public Option<bool> Akka { get; } = new("--akka") { Description = "Have the run kept by a persistent actor (Akka.Persistence.Sql), in the same tables." };

    /// <summary>The words ask for a run to be kept.</summary>
    public bool IsAsked(ParseResult arguments) => arguments.GetValue(Store) is not null || arguments.GetValue(Name) is not null || arguments.GetValue(SnapshotEvery) != 0 || arguments.GetValue(StopAfter) is not null || arguments.GetValue(Akka);

    /// <summary>Opens the store, or makes it.</summary>
    public Store Open(ParseResult arguments)
    {
        if (arguments.GetValue(SnapshotEvery) is var every and (< 0 or > SnapshotEveryMost))
        {
            throw new ScenarioException(new Place($"--snapshot-every {every}"), $"is not a number of steps between 0 and {SnapshotEveryMost}");
        }

        if (arguments.GetValue(Name) is { } name && (name.Length is 0 or > 200 || name.All(char.IsAsciiDigit)))
        {
            throw new ScenarioException(new Place($"--name {name}"), "is no name: at most 200 letters, not only digits");
        }

        return Persistence.Store.Open(AddressOf(arguments), arguments.InvocationConfiguration.Error.WriteLine);
    }

    /// <summary>Opens a store that is there.</summary>
    public Store OpenExisting(ParseResult arguments)
    {
        var address = AddressOf(arguments);
        return address.Contains("://", StringComparison.Ordinal) || File.Exists(address)
            ? Persistence.Store.Open(address, arguments.InvocationConfiguration.Error.WriteLine)
            : throw new ScenarioException(new Place(address), $"there is no such store; a run makes one: actorvm run SCENARIO --store {address}");
    }

    /// <summary>What the user has to add to a command that means the same store.</summary>
    public static string Suffix(Store store) => store.Database.Argument == DefaultFile ? "" : $" --store {store.Database.Argument}";

    /// <summary>How many steps this process may make.</summary>
    public long StepsMaxOf(ParseResult arguments) => arguments.GetValue(StopAfter) switch
    {
        null => long.MaxValue,
        < 1 and var steps => throw new ScenarioException(new Place($"--stop-after {steps}"), "is not a number of steps"),
        var steps => steps.Value,
    };

    /// <summary>Who keeps the run, if somebody else than the store itself is asked for.</summary>
    public IRunKeeping? KeepingOf(ParseResult arguments, Shell shell) => !arguments.GetValue(Akka) ? null
        : shell.RunKeeping() ?? throw new ScenarioException(new Place("--akka"), $"persistent actors are left out of this build: {Live.AkkaParts.WhyNoRunKeeping ?? "their files are not beside the tool"}");

    private string AddressOf(ParseResult arguments) => arguments.GetValue(Store) switch
    {
        null => DefaultFile,
        var folder when Directory.Exists(folder) => throw new ScenarioException(new Place($"--store {folder}"), $"is a folder; a store is a file, such as {Path.Combine(folder, DefaultFile)}"),
        var address => address,
    };
}
