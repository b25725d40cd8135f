namespace ActorVm.Simulation;

/// <summary>Fails a test with the story of what was discovered.</summary>
public sealed class DiscoveryException : Exception
{
    private DiscoveryException(Shrunk shrunk, Story story, string schedulePath)
        : base($"{story}schedule: {schedulePath}")
    {
        (Shrunk, Story, SchedulePath) = (shrunk, story, schedulePath);
    }

    public Shrunk Shrunk { get; }

    public Story Story { get; }

    /// <summary>The file with the schedule, in the folder <c>discoveries</c> beside the test.</summary>
    public string SchedulePath { get; }

    internal static DiscoveryException About(World start, Discovery discovery, IReadOnlyList<Property> properties)
    {
        if (discovery.Path.Count == 0)
            return new DiscoveryException(new Shrunk(start, discovery, [], 0, 0, IsShortest: true), new Story(discovery, string.Empty, null, null), "none");

        var shrunk = Shrinker.Shrink(start, discovery, properties);
        var story = Story.Tell(shrunk.Start, shrunk.Discovery, properties);
        return new DiscoveryException(shrunk, story, Save(shrunk));
    }

    private static string Save(Shrunk shrunk)
    {
        var schedule = Schedule.Record(shrunk, Header(shrunk.Discovery)).ToString();
        var folder = System.IO.Path.Combine(AppContext.BaseDirectory, "discoveries");
        Directory.CreateDirectory(folder);
        var file = System.IO.Path.Combine(folder, $"{Fingerprint.Of(System.Text.Encoding.UTF8.GetBytes(schedule)).Low:x16}.schedule");
        File.WriteAllText(file, schedule);
        return file;
    }

    private static IEnumerable<KeyValuePair<string, string>> Header(Discovery discovery) =>
    [
        new("what", discovery.What.ReplaceLineEndings(" ")),
        new("engine", ScheduleWriter.EngineVersion),
    ];
}
