namespace ActorVm.Simulation;

/// <summary>Asks the properties about every situation that is found.</summary>
internal sealed class Watcher
{
    private readonly PackedSituation view;
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

    public void SeeEnd(PackedLayout layout, ReadOnlySpan<ulong> situation, uint number)
    {
        if (eventually.Length == 0 && labelEnd is null)
            return;

        view.Show(layout, situation);
        Ask(eventually, number);
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

    private void Ask(Property[] properties, uint number)
    {
        foreach (var property in properties)
        {
            if (!property.Holds(view))
                Sightings.Add(new Sighting(property, number));
        }
    }
}

/// <summary>A property does not hold in the situation of that number.</summary>
internal readonly record struct Sighting(Property Property, uint Number);
