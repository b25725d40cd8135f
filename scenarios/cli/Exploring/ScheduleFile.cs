using ActorVm.Cli.Binding;
using ActorVm.Cli.Files;
using ActorVm.Simulation;

namespace ActorVm.Cli.Exploring;

/// <summary>A schedule in a file, and the world it is about.</summary>
internal sealed class ScheduleFile
{
    private ScheduleFile(string path, ScheduleReader reader, Subject subject, IReadOnlyList<string> changes)
    {
        (Path, Reader, Subject, Changes) = (path, reader, subject, changes);
        Start = Schedule.StartOf(subject.Start, reader.Header);
    }

    public string Path { get; }

    public ScheduleReader Reader { get; }

    public Subject Subject { get; }

    /// <summary>What is no longer as it was when the schedule was written.</summary>
    public IReadOnlyList<string> Changes { get; }

    /// <summary>The world without what need not be on its way.</summary>
    public World Start { get; }

    public long Seed => long.TryParse(Reader["seed"], System.Globalization.CultureInfo.InvariantCulture, out var seed) ? seed : 0;

    /// <exception cref="ScenarioException">There is no such file, or it is no schedule.</exception>
    public static ScheduleFile Open(string path) => Guard(path, () =>
    {
        var reader = new ScheduleReader(() => new StreamReader(path));
        var (recipe, changes) = Recipe.FromHeader(path, reader.Header);
        return new ScheduleFile(path, reader, Subject.Of(recipe), changes);
    });

    /// <summary>Makes the run again and verifies each line.</summary>
    /// <param name="until">Stops after so many deliveries.</param>
    /// <param name="show">Told of every delivery made.</param>
    public ReplayReport Replay(long until = long.MaxValue, Action<World>? show = null) =>
        Guard(Path, () => Replayer.Replay(Subject.Start, Reader, until, Subject.WithEvents(Reader.Header, show)));

    /// <summary>A live run was followed to where it was ended, which need not be where everything had happened.</summary>
    public bool IsWhole(ReplayReport report) => Subject.Recipe.Pace == Pace.Recorded && report.Divergence is null && report.World.Steps - Start.Steps == Deliveries().Count();

    /// <summary>The deliveries, one after the other.</summary>
    public IEnumerable<DeliveryLine> Deliveries() => Guard(Path, () => Reader.Lines().OfType<DeliveryLine>().ToArray());

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException wrong)
        {
            throw new ScenarioException(new Place(path), wrong.Message, wrong);
        }
        catch (Exception wrong) when (UnreadableFile.IsMeant(wrong))
        {
            throw UnreadableFile.Of(path, wrong);
        }
    }
}
