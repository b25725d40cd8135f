using System.Security.Cryptography;
using System.Text;

using ActorVm.Simulation;

namespace ActorVm.Persistence;

/// <summary>A whole run in one file: events and snapshots as they are stored, and a hash of it all at the end.</summary>
public static class RunArchive
{
    private static readonly byte[] Magic = Encoding.ASCII.GetBytes("ActorVm run 1\n");

    /// <returns>Bytes written.</returns>
    public static long Export(Store store, StoredRun run, Stream to)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(to);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = 0L;
        Put(Magic);
        PutRow(writer =>
        {
            Codec<string>.Default.Write(writer, run.PersistenceId);
            Codec<string?>.Default.Write(writer, run.Name);
            Codec<RunFacts>.Default.Write(writer, run.Facts);
        });
        foreach (var each in store.Events(run, new Chained(0, [])))
            PutRow(writer => WriteRow(writer, each.Sequence, each.Manifest, [.. each.Hash, .. each.Body]));
        foreach (var (sequence, _) in store.Snapshots(run).Reverse())
            PutRow(writer => WriteRow(writer, sequence, RunSnapshot.Manifest, store.SnapshotBytes(run, sequence)));
        PutRow(writer => writer.Write(0L));
        Put(hash.GetHashAndReset());
        return length;

        void PutRow(Action<ByteWriter> write)
        {
            var row = new ByteWriter();
            write(row);
            Put(BitConverter.GetBytes(row.Length));
            Put(row.Written);
        }

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            to.Write(bytes);
            length += bytes.Length;
        }
    }

    /// <summary>Takes a run in, under its own name unless that is taken.</summary>
    /// <exception cref="StoreException">The file is damaged, or the run is here already.</exception>
    public static StoredRun Import(Store store, string file, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length < Magic.Length + Sealed.HashBytes || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new StoreException(file, "is no exported run; make one with: actorvm export-run ID --out FILE");
        if (!SHA256.HashData(bytes.AsSpan(..^Sealed.HashBytes)).AsSpan().SequenceEqual(bytes.AsSpan(^Sealed.HashBytes..)))
            throw new StoreException(file, "is damaged: its hash does not fit. Export the run again") { IsDamage = true };

        var rest = new ByteReader(bytes.AsSpan(Magic.Length..^Sealed.HashBytes));
        var head = new ByteReader(Row(ref rest));
        var (persistenceId, name, facts) = (Codec<string>.Default.Read(ref head), Codec<string?>.Default.Read(ref head), Codec<RunFacts>.Default.Read(ref head));
        var rows = new List<(long Sequence, string Manifest, byte[] Stored)>();
        while (!rest.IsAtEnd)
        {
            var row = new ByteReader(Row(ref rest));
            if (row.Read<long>() is > 0 and var sequence)
                rows.Add((sequence, Codec<string>.Default.Read(ref row), row.Take(row.Left).ToArray()));
        }

        return store.Add(persistenceId, name, facts, rows);
    }

    private static ReadOnlySpan<byte> Row(ref ByteReader rest) => rest.Take(rest.Read<int>());

    private static void WriteRow(ByteWriter writer, long sequence, string manifest, byte[] stored)
    {
        writer.Write(sequence);
        Codec<string>.Default.Write(writer, manifest);
        writer.Write(stored);
    }
}
