namespace ActorVm.Simulation;

/// <content>A journal as bytes. What an actor threw is not written: the way there is made again.</content>
internal sealed partial class Journal
{
    public void Save(ByteWriter writer)
    {
        foreach (var count in new[] { Runs, Deliveries, Blocked, CutOff, Failures, FirstFailure, Depth })
            writer.Write(count);
        Codec<string[]>.Default.Write(writer, [.. unseen.Select(property => property.Name)]);
        Codec<string[]>.Default.Write(writer, [.. labels.Keys]);
        foreach (var count in labels.Values)
            writer.Write(count);
        writer.Write(discoveries.Count);
        foreach (var discovery in discoveries)
        {
            writer.Write(discovery.Property is { } property ? IndexOf(property) : -1);
            Codec<string?>.Default.Write(writer, discovery.What);
            Codec<Move[]>.Default.Write(writer, [.. discovery.Path]);
        }

        traces?.Save(writer);
    }

    public void Load(ref ByteReader reader, World start)
    {
        (Runs, Deliveries, Blocked, CutOff) = (reader.Read<long>(), reader.Read<long>(), reader.Read<long>(), reader.Read<long>());
        (Failures, FirstFailure, Depth) = (reader.Read<long>(), reader.Read<long>(), (int)reader.Read<long>());
        var names = Codec<string[]>.Default.Read(ref reader);
        unseen.RemoveAll(property => !names.Contains(property.Name));
        foreach (var label in Codec<string[]>.Default.Read(ref reader))
            labels[label] = 0;
        foreach (var label in labels.Keys.ToArray())
            labels[label] = reader.Read<long>();
        for (var count = reader.Read<int>(); count > 0; count--)
        {
            var property = reader.Read<int>();
            var what = Codec<string?>.Default.Read(ref reader)!;
            var path = Codec<Move[]>.Default.Read(ref reader);
            discoveries.Add(new Discovery(property < 0 ? null : options.Properties[property], what, path, property < 0 ? ThrownAt(start, path) : null));
        }

        traces?.Load(ref reader);
    }

    private int IndexOf(Property property)
    {
        for (var index = 0; index < options.Properties.Count; index++)
        {
            if (ReferenceEquals(options.Properties[index], property))
                return index;
        }

        throw new InvalidOperationException($"'{property.Name}' was not asked for");
    }

    private static Exception? ThrownAt(World start, Move[] path)
    {
        var world = start.Fork();
        Exception? thrown = null;
        foreach (var move in path)
            Replayer.TryStep(world, move, out thrown);
        return thrown;
    }
}
