namespace ActorVm.Simulation;

/// <summary>Nodes as bytes. Messages are written out, each once: their numbers are others in another process.</summary>
internal sealed class NodeBytes(Catalogue catalogue)
{
    private readonly List<int> messages = [];

    public void Save(ByteWriter writer, IEnumerable<Node> nodes)
    {
        messages.Clear();
        var body = new ByteWriter();
        foreach (var node in nodes)
            Save(body, node);
        writer.Write(messages.Count);
        foreach (var message in messages)
            Codec<Messages.Message>.Default.Write(writer, catalogue.Messages[message]);
        writer.Write(body.Written);
    }

    public void Load(ref ByteReader reader, IEnumerable<Node> nodes)
    {
        messages.Clear();
        var scratch = new ByteWriter();
        for (var count = reader.Read<int>(); count > 0; count--)
            messages.Add(catalogue.Messages.Intern(Codec<Messages.Message>.Default.Read(ref reader), scratch));
        foreach (var node in nodes)
            Load(ref reader, node);
    }

    private void Save(ByteWriter writer, Node node)
    {
        writer.Write(node.Sleep.Count);
        foreach (var (process, message) in node.Sleep)
        {
            writer.Write(process);
            writer.Write(PlaceOf(message));
        }

        SaveTrees(writer, node.Pending);
        SaveTrees(writer, node.Current is { } current ? [current] : []);
        writer.Write(node.Tried);
        writer.Write(node.Ways);
        writer.Write(node.FirstWay);
    }

    private void Load(ref ByteReader reader, Node node)
    {
        node.Clear();
        for (var count = reader.Read<int>(); count > 0; count--)
            node.Sleep.Add((reader.Read<int>(), messages[reader.Read<int>()]));
        LoadTrees(ref reader, node.Pending);
        var current = new List<Wakeup>();
        LoadTrees(ref reader, current);
        node.Current = current.SingleOrDefault();
        (node.Tried, node.Ways, node.FirstWay) = (reader.Read<int>(), reader.Read<int>(), reader.Read<int>());
    }

    private void SaveTrees(ByteWriter writer, List<Wakeup> trees)
    {
        writer.Write(trees.Count);
        foreach (var tree in trees)
        {
            writer.Write(tree.Process);
            writer.Write(PlaceOf(tree.Message));
            writer.Write(tree.Way);
            SaveTrees(writer, tree.Next);
        }
    }

    private void LoadTrees(ref ByteReader reader, List<Wakeup> trees)
    {
        for (var count = reader.Read<int>(); count > 0; count--)
        {
            var tree = new Wakeup(reader.Read<int>(), messages[reader.Read<int>()], reader.Read<int>());
            LoadTrees(ref reader, tree.Next);
            trees.Add(tree);
        }
    }

    private int PlaceOf(int message)
    {
        var place = messages.IndexOf(message);
        if (place >= 0)
            return place;
        messages.Add(message);
        return messages.Count - 1;
    }
}
