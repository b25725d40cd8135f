using System.Text.Json.Nodes;

using ActorVm.Cli.Reports;
using ActorVm.Cli.Vectors;

using Spectre.Console;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm check-vectors FILE --profile mended</c>: outcomes by class, beside those of the kernel texts.</summary>
internal static class MendedVectors
{
    public const string Profile = "mended";

    public static int Write(Shell shell, IReadOnlyList<Vector> vectors, bool asJson)
    {
        var classes = new MendedCheck(shell.Vectors).Check(vectors);
        if (asJson)
            shell.Out.WriteLine(Object(classes).ToJsonString(JsonReport.Readable));
        else
            WriteTable(shell, classes);

        return IsNoWorse(classes) ? ExitCode.Ok : ExitCode.PropertyFailed;
    }

    private static bool IsNoWorse(IReadOnlyList<MendedClass> classes) =>
        classes.All(each => each.Lost.Count == 0)
        && classes.Sum(each => each.LaunderedMended) <= classes.Sum(each => each.LaunderedBefore.R136)
        && classes.Sum(each => each.LaunderedMended) <= classes.Sum(each => each.LaunderedBefore.R151);

    private static void WriteTable(Shell shell, IReadOnlyList<MendedClass> classes)
    {
        foreach (var lost in classes.SelectMany(each => each.Lost))
            shell.Out.WriteLine($"{lost}: granted by the kernel's text, refused mended");

        var table = new Table { Border = TableBorder.None };
        foreach (var heading in new[] { "class", "requests", "granted 1.36|1.51", "granted mended", "displaced", "written 1.36", "written 1.51", "written mended" })
            table.AddColumn(new TableColumn(heading) { Padding = new Padding(0, 0, 2, 0), Alignment = heading == "class" ? Justify.Left : Justify.Right });

        foreach (var each in classes)
            table.AddRow([each.Class, .. Numbers(each).Select(number => $"{number}")]);

        shell.Console.Write(table);
        shell.Out.WriteLine(
            $"{classes.Sum(each => each.GrantedMended)} requests granted, {classes.Sum(each => each.GrantedBefore)} by the kernel's texts, {classes.Sum(each => each.Lost.Count)} lost");
    }

    private static int[] Numbers(MendedClass each) =>
        [each.Requests, each.GrantedBefore, each.GrantedMended, each.Displaced, each.LaunderedBefore.R136, each.LaunderedBefore.R151, each.LaunderedMended];

    private static JsonObject Object(IReadOnlyList<MendedClass> classes) => new()
    {
        ["classes"] = new JsonObject(classes.Select(each => KeyValuePair.Create(each.Class, (JsonNode?)new JsonObject
        {
            ["requests"] = each.Requests,
            ["granted_before"] = each.GrantedBefore,
            ["granted_mended"] = each.GrantedMended,
            ["lost"] = new JsonArray([.. each.Lost.Select(lost => JsonValue.Create(lost))]),
            ["displaced"] = each.Displaced,
            ["laundered_1.36"] = each.LaunderedBefore.R136,
            ["laundered_1.51"] = each.LaunderedBefore.R151,
            ["laundered_mended"] = each.LaunderedMended,
        }))),
    };
}
