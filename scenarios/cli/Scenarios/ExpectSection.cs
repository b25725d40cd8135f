namespace ActorVm.Cli.Scenarios;

/// <summary>What a run comes to; each a number or a range.</summary>
internal sealed record ExpectSection
{
    [Doc("What each driver got, by its name.")]
    public IReadOnlyDictionary<string, DriverExpectation> Drivers { get; init; } = new SortedDictionary<string, DriverExpectation>();

    [Doc("Pages written on behalf of contigmalloc: '0', '1..10', '5..' or '..5'.")]
    public CountRange? PagesLaundered { get; init; }

    [Doc("Pages on no queue that nobody owns when the run ends.")]
    public CountRange? PagesLeaked { get; init; }

    [Doc("Times the page daemon was woken.")]
    public CountRange? DaemonWakeups { get; init; }

    [Doc("Situations that can be reached, counted by the exhaustive search; a single run does not look at it.")]
    public CountRange? States { get; init; }

    [Doc("Whether all properties hold.")]
    public Verdict? Verdict { get; init; }
}

internal sealed record DriverExpectation
{
    public CountRange? Granted { get; init; }

    public CountRange? Refused { get; init; }

    [Doc("Pages written for its requests.")]
    public CountRange? PagesLaundered { get; init; }
}

internal enum Verdict { Ok, Failed }

/// <summary>A property of the catalogue under one of always, sometimes and eventually, with its argument.</summary>
internal sealed record PropertyUse(PropertyDefinition Property, object? Argument)
{
    public override string ToString() => Argument is null ? Property.Name : $"{Property.Name}: {Argument}";
}
