using System.CommandLine;
using System.Text;

using ActorVm.Actors;
using ActorVm.Cli.Binding;
using ActorVm.Cli.Comparing;
using ActorVm.Cli.Files;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm compare SCENARIO… --revisions 1.36,1.51,mended --algorithms old,new --seeds N</c>. A measurement: whatever comes of it, the exit code is 0.</summary>
internal sealed class CompareCommand
{
    /// <summary>Enough to tell the algorithms apart, few enough for the driver library to take less than two minutes.</summary>
    private const int SeedsUsual = 5;
    private const int SeedsMax = 1_000_000;

    private static readonly string[] AlgorithmsKnown = ["old", "new"];

    private readonly Argument<string[]> scenarios = new("SCENARIO") { Description = "Scenario files, names of those that come with the tool, or folders of them (drivers).", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> revisions = new("--revisions") { Description = "Revisions, with commas between them.", DefaultValueFactory = _ => "1.36,1.51,mended" };
    private readonly Option<string> algorithms = new("--algorithms") { Description = "old, new, or both with a comma.", DefaultValueFactory = _ => "old,new" };
    private readonly Option<int> seeds = new("--seeds") { Description = "Runs of each scenario with each revision and algorithm.", DefaultValueFactory = _ => SeedsUsual };
    private readonly Option<bool> json = new("--json") { Description = "One JSON object instead of text." };
    private readonly Option<string?> output = new("--out") { Description = "Also write a page with charts to this HTML file." };
    private readonly Shell shell;

    private CompareCommand(Shell shell) => this.shell = shell;

    public static Command Create(Shell shell)
    {
        var compare = new CompareCommand(shell);
        var command = new Command("compare", "Run scenarios with several revisions and both algorithms, and compare what drivers get and what it costs.")
        {
            compare.scenarios, compare.revisions, compare.algorithms, compare.seeds, compare.json, compare.output,
        };
        command.SetAction(compare.Invoke);
        return command;
    }

    private int Invoke(ParseResult arguments)
    {
        var count = arguments.GetValue(seeds);
        _ = count is >= 1 and <= SeedsMax ? 0 : throw new ScenarioException(new Place($"--seeds {count}"), $"is not between 1 and {SeedsMax}");
        var variants = Variants(arguments.GetValue(revisions)!, arguments.GetValue(algorithms)!);
        var compared = ScenariosOf(arguments.GetValue(scenarios)!);
        var page = arguments.GetValue(output);
        if (page is not null)
        {
            PackedFile.CheckCanBeWritten(page);
        }

        var comparison = Run(compared, variants, count);
        if (page is not null)
        {
            PackedFile.WriteWhole(page, file => file.Write(Encoding.UTF8.GetBytes(HtmlReport.Text(comparison))));
        }

        if (arguments.GetValue(json))
        {
            shell.Out.WriteLine(ComparisonTable.Object(comparison).ToJsonString(JsonReport.Readable));
        }
        else
        {
            ComparisonTable.Write(comparison, shell.Console);
        }

        return ExitCode.Ok;
    }

    private Comparison Run(IReadOnlyList<ComparedScenario> compared, IReadOnlyList<Variant> variants, int count)
    {
        using var progress = new ProgressLine(shell);
        var comparison = new ComparisonRunner(shell.Runner, progress.Show).Run(compared, variants, count);
        shell.Log.Information("Compared {Scenarios} scenarios, {Variants} variants, {Seeds} seeds", compared.Count, variants.Count, count);
        return comparison;
    }

    /// <summary>A revision that has one algorithm only, whatever vm.old_contigmalloc says, is shown once.</summary>
    private static IReadOnlyList<Variant> Variants(string revisions, string algorithms)
    {
        var chosen = Words(revisions, "--revisions", Scalars.Words(typeof(Revision)));
        var sorts = Words(algorithms, "--algorithms", AlgorithmsKnown);
        return [.. chosen.SelectMany(revision => (KernelRevision.Find(revision) switch { { IsLater: true } => ["new"], { IsOldOnly: true } => ["old"], _ => sorts }).Select(algorithm => new Variant(revision, algorithm)))];
    }

    private static string[] Words(string list, string option, IReadOnlyList<string> known)
    {
        var words = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray();
        var place = new Place($"{option} {list}");
        var unknown = words.FirstOrDefault(word => !known.Contains(word));

        return unknown is not null ? throw new ScenarioException(place, $"'{unknown}' is not one of {string.Join(", ", known)}")
            : words.Length > 0 ? words
            : throw new ScenarioException(place, $"names none; known: {string.Join(", ", known)}");
    }

    private static IReadOnlyList<ComparedScenario> ScenariosOf(IReadOnlyList<string> named)
    {
        var paths = named.SelectMany(ScenarioLibrary.FindAll).Distinct().ToArray();
        var names = paths.Select(path => Path.GetFileNameWithoutExtension(path)).ToArray();
        string NameOf(int i) => names.Count(name => name == names[i]) == 1 ? names[i] : $"{Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(paths[i])))}/{names[i]}";

        return [.. paths.Select((path, i) => new ComparedScenario(NameOf(i), path, ScenarioLibrary.Entry(path).Story))];
    }
}
