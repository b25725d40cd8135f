namespace ActorVm.Simulation;

/// <content>What a watcher saw, as bytes.</content>
internal sealed partial class Watcher
{
    public void Save(ByteWriter writer, StateOptions options)
    {
        writer.Write(GoodEnds);
        Codec<uint[]>.Default.Write(writer, [.. sighted]);
        Codec<uint[]>.Default.Write(writer, [.. Sightings.Select(sighting => sighting.Number)]);
        Codec<int[]>.Default.Write(writer, [.. Sightings.Select(sighting => IndexOf(options, sighting.Property))]);
        Codec<string[]>.Default.Write(writer, [.. Seen]);
        Codec<string[]>.Default.Write(writer, [.. labels.Keys]);
        Codec<long[]>.Default.Write(writer, [.. labels.Values]);
    }

    public void Load(ref ByteReader reader, StateOptions options)
    {
        GoodEnds = reader.Read<long>();
        sighted.Clear();
        sighted.UnionWith(Codec<uint[]>.Default.Read(ref reader));
        var numbers = Codec<uint[]>.Default.Read(ref reader);
        var properties = Codec<int[]>.Default.Read(ref reader);
        Sightings.Clear();
        Sightings.AddRange(numbers.Zip(properties, (number, property) => new Sighting(options.Properties[property], number)));
        Seen.Clear();
        Seen.AddRange(Codec<string[]>.Default.Read(ref reader));
        sometimes.RemoveAll(property => Seen.Contains(property.Name));
        labels.Clear();
        var keys = Codec<string[]>.Default.Read(ref reader);
        foreach (var (label, count) in keys.Zip(Codec<long[]>.Default.Read(ref reader)))
            labels.Add(label, count);
    }

    private static int IndexOf(StateOptions options, Property property) =>
        Enumerable.Range(0, options.Properties.Count).First(index => ReferenceEquals(options.Properties[index], property));
}
