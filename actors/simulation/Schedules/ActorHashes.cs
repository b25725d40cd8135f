namespace ActorVm.Simulation;

/// <summary>The fingerprint of a world, and a short one of each of its actors, from the same bytes.</summary>
internal sealed class ActorHashes(int actors)
{
    private readonly ByteWriter writer = new(abridged: true);
    private readonly int[] ends = new int[actors];
    private readonly int[] hashes = new int[actors];

    public Fingerprint State { get; private set; }

    public ushort this[int actor] => unchecked((ushort)hashes[actor]);

    /// <summary>Looks at the world.</summary>
    /// <param name="isChanged">Told the number of each actor that is another than at the last look.</param>
    public void Look(World world, Action<int>? isChanged = null)
    {
        writer.Clear();
        world.WriteAbridged(writer, ends);
        State = Fingerprint.Of(writer.Written);
        for (var (actor, from) = (0, 0); actor < ends.Length; from = ends[actor++])
        {
            // One more than 16 bits: 0 is an actor that was never looked at.
            var hash = (int)(Fingerprint.Of(writer.Written[from..ends[actor]]).Low & 0xFFFF) | 0x10000;
            if (hash == hashes[actor])
                continue;
            hashes[actor] = hash;
            isChanged?.Invoke(actor);
        }
    }
}
