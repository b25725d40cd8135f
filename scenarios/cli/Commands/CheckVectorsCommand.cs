using System.CommandLine;
using System.Text.Json.Nodes;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Vectors;

using Spectre.Console;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm check-vectors FILE --profile P</c>.</summary>
internal static class CheckVectorsCommand
{
    public static Command Create(Shell shell)
    {
        var file = new Argument<string>("FILE") { Description = "Recorded vectors: a JSON object a line, gzip or not." };
        var profile = new Option<string>("--profile") { Description = "r1.36, r1.48, r1.45s, r1.51, mended, d2004 or d2006.", Required = true };
        var expect = new Option<string?>("--expect") { Description = "Take the expectations from this file, joined by id." };
        var verbose = new Option<bool>("--verbose") { Description = "Name each vector with its outcome, not the mismatches only." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("check-vectors", "Run recorded vectors through the kernel and compare what comes of them.") { file, profile, expect, verbose, json };
        command.SetAction(arguments =>
        {
            var vectors = Read(arguments.GetValue(file)!, arguments.GetValue(expect));
            if (arguments.GetValue(profile) == MendedVectors.Profile)
            {
                return MendedVectors.Write(shell, vectors, arguments.GetValue(json));
            }

            var outcomes = Check(shell, vectors, arguments.GetValue(profile)!);
            if (arguments.GetValue(json))
            {
                shell.Out.WriteLine(Object(outcomes).ToJsonString(JsonReport.Readable));
            }
            else
            {
                Write(shell, outcomes, arguments.GetValue(verbose));
            }

            return outcomes.All(outcome => outcome.Matches) ? ExitCode.Ok : ExitCode.PropertyFailed;
        });
        return command;
    }

    private static IReadOnlyList<Vector> Read(string file, string? expect)
    {
        var vectors = VectorFile.Read(file);
        return expect is null ? vectors : [.. VectorCheck.Join(vectors, VectorFile.ReadExpectations(expect, vectors))];
    }

    private static VectorOutcome[] Check(Shell shell, IReadOnlyList<Vector> vectors, string profile)
    {
        var known = vectors.SelectMany(vector => vector.Expected.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (!known.Contains(profile))
        {
            throw new ScenarioException(new Place($"--profile {profile}"), $"no vector has this profile{Spelling.Suggest(profile, known)}");
        }

        var check = new VectorCheck(shell.Vectors, profile);
        var outcomes = vectors.Select(check.Check).ToArray();
        shell.Log.Information("Checked {Count} vectors of {Profile}: {Matched} match", outcomes.Length, profile, outcomes.Count(outcome => outcome.Matches));
        return outcomes;
    }

    private static void Write(Shell shell, VectorOutcome[] outcomes, bool verbose)
    {
        foreach (var outcome in outcomes.Where(outcome => verbose || !outcome.Matches))
        {
            shell.Out.WriteLine($"{outcome.Id} ({outcome.Class}): {outcome.Difference ?? "matches"}");
        }

        var table = new Table { Border = TableBorder.None };
        table.AddColumn(new TableColumn("class") { Padding = new Padding(0, 0, 2, 0) });
        table.AddColumn(new TableColumn("matched/total") { Alignment = Justify.Right });
        foreach (var group in outcomes.GroupBy(outcome => outcome.Class).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            table.AddRow(Markup.Escape(group.Key), $"{group.Count(outcome => outcome.Matches)}/{group.Count()}");
        }

        shell.Console.Write(table);
        shell.Out.WriteLine($"{outcomes.Count(outcome => outcome.Matches)} of {outcomes.Length} vectors match");
    }

    private static JsonObject Object(VectorOutcome[] outcomes) => new()
    {
        ["matched"] = outcomes.Count(outcome => outcome.Matches),
        ["total"] = outcomes.Length,
        ["classes"] = new JsonObject(outcomes.GroupBy(outcome => outcome.Class).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
            KeyValuePair.Create(group.Key, (JsonNode?)new JsonObject { ["matched"] = group.Count(outcome => outcome.Matches), ["total"] = group.Count() }))),
        ["mismatches"] = new JsonArray([.. outcomes.Where(outcome => !outcome.Matches).Select(outcome => new JsonObject { ["id"] = outcome.Id, ["difference"] = outcome.Difference })]),
    };
}
