namespace ActorVm.Simulation;

/// <content>
/// A search as bytes: the catalogue, then each situation by its numbers, with the one it was found from. Of what was
/// forgotten only the hash is left, and is all that is needed.
/// </content>
internal abstract partial class StateSearch
{
    public virtual void Save(ByteWriter writer)
    {
        catalogue.Save(writer);
        writer.Write(layout.Slots);
        writer.Write(Depth);
        for (var core = 0; core < tables.Length; core++)
        {
            writer.Write(ends[core]);
            Save(writer, tables[core]);
            watchers[core].Save(writer, Options);
            successors[core].Save(writer);
        }
    }

    public virtual void Load(ref ByteReader reader)
    {
        catalogue.Load(ref reader);
        layout = Widen(isDense: false, States);
        var slots = reader.Read<int>();
        Depth = reader.Read<int>();
        for (var core = 0; core < tables.Length; core++)
        {
            tables[core] = EmptyTable();
            successors[core].Use(layout);
            ends[core] = reader.Read<long>();
            Load(ref reader, tables[core], slots);
            watchers[core].Load(ref reader, Options);
            successors[core].Load(ref reader);
        }

        foreach (var each in successors)
            each.FailAgain((number, move) => ThrownAfter([.. PathTo(number, out _), move]));
    }

    private void Save(ByteWriter writer, SituationTable table)
    {
        writer.Write(table.Count);
        writer.Write(table.KeptFrom);
        for (var number = 0; number < table.Count; number++)
        {
            writer.Write(table.ParentOf(number));
            if (number < table.KeptFrom)
            {
                writer.Write(table.HashOf(number));
                continue;
            }

            for (var slot = 0; slot < layout.Slots; slot++)
                Put(writer, (uint)layout.Get(table[number], slot));
        }
    }

    private void Load(ref ByteReader reader, SituationTable table, int slots)
    {
        var find = new ulong[layout.Words + 2];
        var (count, keptFrom) = (reader.Read<int>(), reader.Read<int>());
        for (var number = 0; number < count; number++)
        {
            Array.Clear(find);
            find[1] = reader.Read<uint>();
            if (number < keptFrom)
            {
                find[0] = reader.Read<ulong>();
            }
            else
            {
                for (var slot = 0; slot < slots; slot++)
                    layout.TrySet(find.AsSpan(2), slot, (int)Take(ref reader));
                find[0] = layout.Hash(find.AsSpan(2));
            }

            table.AddAll(find);
            Catalogue.Expect(number + 1, table.Count);
        }
    }

    private Exception? ThrownAfter(IReadOnlyList<Move> path)
    {
        var world = catalogue.World.Fork();
        Exception? thrown = null;
        foreach (var move in path)
            Replayer.TryStep(world, move, out thrown);
        return thrown;
    }

    // Seven bits a byte: most numbers are small.
    private static void Put(ByteWriter writer, uint number)
    {
        for (; number >= 0x80; number >>= 7)
            writer.Write((byte)(number & 0x7F | 0x80));
        writer.Write((byte)number);
    }

    private static uint Take(ref ByteReader reader)
    {
        var (number, shift) = (0u, 0);
        for (var part = reader.Read<byte>(); ; part = reader.Read<byte>(), shift += 7)
        {
            number |= (part & 0x7Fu) << shift;
            if (part < 0x80)
                return number;
        }
    }
}
