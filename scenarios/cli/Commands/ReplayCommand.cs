using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

using ActorVm.Actors;
using ActorVm.Cli.Exploring;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Live;
using ActorVm.Cli.Reports;
using ActorVm.Simulation;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm replay SCHEDULE</c>: the same run again, every line verified.</summary>
internal sealed class ReplayCommand
{
    private const int PagesShown = 128;

    private readonly Argument<string> schedule = new("SCHEDULE") { Description = "A file that 'explore', 'verify', 'live --record' or 'run --schedule' wrote; with --store, number or name of a live run." };
    private readonly Option<long?> until = new("--until") { Description = "Stop after so many deliveries." };
    private readonly Option<bool> show = new("--show") { Description = "Print each delivery, and the pages of a small machine whenever they change." };
    private readonly Option<bool> json = new("--json") { Description = "One JSON object instead of text." };
    private readonly Option<string?> output = new("--out") { Description = "With --store: write the schedule to this file as well, for 'shrink' and 'explore --near'." };
    private readonly StoreOptions kept = new();
    private readonly Shell shell;
    private string map = "";

    private ReplayCommand(Shell shell) => this.shell = shell;

    public static Command Create(Shell shell)
    {
        var replay = new ReplayCommand(shell);
        var command = new Command("replay", "Make a run again from its schedule, and verify that it is the same.") { replay.schedule, replay.until, replay.show, replay.json, replay.kept.Store, replay.output };
        command.SetAction(replay.Invoke);
        return command;
    }

    private int Invoke(ParseResult arguments)
    {
        var file = ScheduleFile.Open(PathOf(arguments));
        foreach (var change in file.Changes)
            shell.Error.WriteLine($"note: {change}");

        var examiner = new Examiner(file.Subject.Properties);
        examiner.Look(file.Start);
        var shows = arguments.GetValue(show) && !arguments.GetValue(json);
        var report = file.Replay(arguments.GetValue(until) ?? long.MaxValue, world =>
        {
            if (shows)
                Show(file, world);
            examiner.Look(world);
        });
        if (report.Thrown is { } thrown)
            examiner.Threw(thrown);
        else if (file.IsWhole(report))
            examiner.Conclude(report.World);
        if (file.Subject.Recipe.Pace == Pace.Timed && report.Divergence is null && examiner.What is null)
            examiner.Heard(TimedReplay.Judge(file, arguments.GetValue(until) ?? long.MaxValue));
        if (arguments.GetValue(json))
            shell.Out.WriteLine(Object(file, report, examiner).ToJsonString(JsonReport.Readable));
        else
            Write(file, report, examiner);

        return report.Divergence is null && examiner.What is null ? ExitCode.Ok : ExitCode.PropertyFailed;
    }

    private string PathOf(ParseResult arguments)
    {
        var named = arguments.GetValue(schedule)!;
        if (arguments.GetValue(kept.Store) is null)
            return named;
        using var store = kept.OpenExisting(arguments);
        return new LiveKeeper(store).Unpack(store.Find(named), arguments.GetValue(output));
    }

    private void Write(ScheduleFile file, ReplayReport report, Examiner examiner)
    {
        var made = report.World.Steps - file.Start.Steps;
        if (report.Divergence is { } divergence)
        {
            shell.Out.WriteLine($"{file.Path}:{divergence.Line}: diverged after {divergence.Step - file.Start.Steps} deliveries: {divergence.What}");
            return;
        }

        shell.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Subject.Name}: {made:N0} deliveries, {(report.IsEdited ? "edited by hand: followed, not compared" : "every one and every state as it was written")}"));
        shell.Out.WriteLine($"state {report.World.Fingerprint}");
        if (examiner.What is { } what)
            shell.Out.WriteLine(what);
    }

    private static JsonObject Object(ScheduleFile file, ReplayReport report, Examiner examiner) => new()
    {
        ["scenario"] = file.Subject.Name,
        ["schedule"] = file.Path,
        ["deliveries"] = report.World.Steps - file.Start.Steps,
        ["state_hash"] = report.World.Fingerprint.ToString(),
        ["edited"] = report.IsEdited,
        ["changes"] = new JsonArray([.. file.Changes.Select(change => (JsonNode)change)]),
        ["diverged"] = report.Divergence is { } divergence ? new JsonObject { ["line"] = divergence.Line, ["after"] = divergence.Step - file.Start.Steps, ["what"] = divergence.What } : null,
        ["failed"] = examiner.FailedName,
        ["what"] = examiner.What,
    };

    private void Show(ScheduleFile file, World world)
    {
        var last = world.Last;
        var sender = last.Channel.IsTimer ? "timer" : world.NameOf(last.From);
        var text = $"{world.Steps - file.Start.Steps,6}  {world.NameOf(last.To)} <- {sender}: {MessageText.Of(last.Message, world)}";
        if (file.Subject.Scenario is not null && world.StateOf<QueueManagerState>(world.IdOf(KernelCast.QueueManager)).Memory is { Length: <= PagesShown } memory && PageLetter.Map(memory) is var now && now != map)
        {
            map = now;
            text += $"\n        {map}";
        }

        shell.Out.WriteLine(text);
    }
}
