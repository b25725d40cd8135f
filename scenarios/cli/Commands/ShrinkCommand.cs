using System.CommandLine;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Exploring;
using ActorVm.Cli.Reports;
using ActorVm.Simulation;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm shrink SCHEDULE</c>: the shortest way to what goes wrong in it.</summary>
internal static class ShrinkCommand
{
    public static Command Create(Shell shell)
    {
        var schedule = new Argument<string>("SCHEDULE") { Description = "A schedule in which something goes wrong, perhaps edited by hand." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("shrink", "Look for the shortest way to what goes wrong in a schedule.") { schedule, json };
        command.SetAction(arguments =>
        {
            var file = ScheduleFile.Open(arguments.GetValue(schedule)!);
            if (file.Subject.Recipe.Pace == Pace.Timed)
            {
                RequireSame(file.Replay(), file);
                new TimedShrunkText(file, TimedShrinker.Shrink(file)).Write(shell.Out, arguments.GetValue(json));
                return ExitCode.PropertyFailed;
            }

            var finding = Shrink(file);
            if (arguments.GetValue(json))
                shell.Out.WriteLine(FindingText.Object(finding).ToJsonString(JsonReport.Readable));
            else
                FindingText.Write(shell.Out, finding);

            return ExitCode.PropertyFailed;
        });
        return command;
    }

    private static Finding Shrink(ScheduleFile file)
    {
        var examiner = new Examiner(file.Subject.Properties);
        var moves = new List<Move>();
        examiner.Look(file.Start);
        var report = file.Replay(show: world =>
        {
            if (examiner.What is not null)
                return;
            moves.Add(world.LastMove);
            examiner.Look(world);
        });
        RequireSame(report, file);
        if (report.Thrown is { } thrown)
            examiner.Threw(thrown);
        else if (file.IsWhole(report) && examiner.What is null)
            moves.AddRange(examiner.Conclude(report.World));
        if (examiner.What is not { } what)
            throw new ScenarioException(new Place(file.Path), "nothing goes wrong in this schedule, so there is nothing to shrink it to");

        return Finding.Of(file.Subject, file.Start, new Discovery(examiner.Failed, what, moves, examiner.Thrown), file.Seed, path: file.Path);
    }

    private static void RequireSame(ReplayReport report, ScheduleFile file)
    {
        if (report.Divergence is { } divergence)
            throw new ScenarioException(new Place($"{file.Path}:{divergence.Line}"), divergence.What);
    }
}
