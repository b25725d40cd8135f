namespace ActorVm.Simulation;

/// <summary>Asks the properties about every situation that is found.</summary>
internal sealed partial class Watcher
{
    private const int SightingsMost = 100;

    private readonly PackedSituation view;
    private readonly SortedSet<uint> sighted = [];
    private readonly Property[] always;
    private readonly Property[] eventually;
    private readonly List<Property> sometimes;
    private readonly Func<ISituation, string>? labelEnd;
    private readonly SortedDictionary<string, long> labels = new(StringComparer.Ordinal);

    public Watcher(Catalogue catalogue, StateOptions options)
    {
        view = new PackedSituation(catalogue);
        always = [.. options.Properties.Where(property => property.Kind == PropertyKind.Always)];
        eventually = [.. options.Properties.Where(property => property.Kind == PropertyKind.Eventually)];
        sometimes = [.. options.Properties.Where(property => property.Kind == PropertyKind.Sometimes)];
        labelEnd = options.LabelEnd;
    }

    /// <summary>Whether there is anything to ask about a situation.</summary>
    public bool IsAwake => always.Length + sometimes.Count > 0;

    public List<Sighting> Sightings { get; } = [];

    /// <summary>The names of what was to be seen sometimes, and was.</summary>
    public List<string> Seen { get; } = [];

    public void See(PackedLayout layout, ReadOnlySpan<ulong> situation, uint number)
    {
        view.Show(layout, situation);
        Ask(always, number);
        for (var index = sometimes.Count - 1; index >= 0; index--)
        {
            if (sometimes[index].Holds(view))
            {
                Seen.Add(sometimes[index].Name);
                sometimes.RemoveAt(index);
            }
        }
    }

    /// <summary>Ends in which everything holds.</summary>
    public long GoodEnds { get; private set; }

    public bool IsSighted(uint number) => sighted.Contains(number);

    public void SeeEnd(PackedLayout layout, ReadOnlySpan<ulong> situation, uint number)
    {
        GoodEnds++;
        if (eventually.Length == 0 && labelEnd is null)
            return;

        view.Show(layout, situation);
        if (!Ask(eventually, number) || IsSighted(number))
            GoodEnds--;
        if (labelEnd is not null)
        {
            var label = labelEnd(view);
            labels[label] = labels.GetValueOrDefault(label) + 1;
        }
    }

    public static IReadOnlyList<KeyValuePair<string, long>> Sum(IEnumerable<Watcher> watchers) =>
    [
        .. watchers.SelectMany(watcher => watcher.labels)
            .GroupBy(label => label.Key, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => KeyValuePair.Create(group.Key, group.Sum(label => label.Value))),
    ];

    private bool Ask(Property[] properties, uint number)
    {
        var isGood = true;
        foreach (var property in properties)
        {
            if (property.Holds(view))
                continue;
            isGood = false;
            sighted.Add(number);
            if (Sightings.Count < SightingsMost)
                Sightings.Add(new Sighting(property, number));
        }

        return isGood;
    }
}

/// <summary>A property does not hold in the situation of that number.</summary>
internal readonly record struct Sighting(Property Property, uint Number);
