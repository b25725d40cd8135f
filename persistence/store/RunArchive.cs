using System.Security.Cryptography;
using System.Text;

using ActorVm.Simulation;

namespace ActorVm.Persistence;

/// <summary>All that a store keeps of a run or an exploration.</summary>
/// <param name="Rows">Events and snapshots as they are stored.</param>
internal sealed record ArchivedRun(
    string PersistenceId, string? Name, RunFacts Facts, List<(long Sequence, string Manifest, byte[] Stored)> Rows, List<WorkItemRow> Work, List<StoredDiscovery> Discoveries);

/// <summary>A whole run or exploration in one file: everything that is stored of it, and a hash of it all at the end.</summary>
public static class RunArchive
{
    private const string WorkManifest = "actorvm.work/1";
    private const string DiscoveryManifest = "actorvm.discovery/1";

    private static readonly byte[] Magic = Encoding.ASCII.GetBytes("ActorVm run 2\n");

    /// <returns>Bytes written.</returns>
    public static long Export(Store store, StoredRun run, Stream to)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(run);
        using var file = new ArchiveWriter(to);
        file.Put(Magic);
        file.Put(writer =>
        {
            Codec<string>.Default.Write(writer, run.PersistenceId);
            Codec<string?>.Default.Write(writer, run.Name);
            Codec<RunFacts>.Default.Write(writer, run.Facts);
        });
        foreach (var each in store.Events(run, new Chained(0, [])))
            file.Put(each.Sequence, each.Manifest, [.. each.Hash, .. each.Body]);
        foreach (var (sequence, _) in store.Snapshots(run).Reverse())
            file.Put(sequence, RunSnapshot.Manifest, store.SnapshotBytes(run, sequence));
        foreach (var item in store.Work(run))
            file.Put(item.Number, WorkManifest, Store.Encode(item));
        foreach (var found in store.Discoveries(run))
            file.Put(0, DiscoveryManifest, Store.Encode(found));
        return file.End();
    }

    /// <summary>Takes a run in, under its own name unless that is taken.</summary>
    /// <exception cref="StoreException">The file is damaged, or the run is here already.</exception>
    public static StoredRun Import(Store store, string file, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length < Magic.Length + Sealed.HashBytes || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new StoreException(file, "is no exported run, or one of another version; make one with: actorvm export-run ID --out FILE");
        if (!SHA256.HashData(bytes.AsSpan(..^Sealed.HashBytes)).AsSpan().SequenceEqual(bytes.AsSpan(^Sealed.HashBytes..)))
            throw new StoreException(file, "is damaged: its hash does not fit. Export the run again") { IsDamage = true };

        return store.Add(Read(new ByteReader(bytes.AsSpan(Magic.Length..^Sealed.HashBytes))));
    }

    private static ArchivedRun Read(ByteReader rest)
    {
        var head = new ByteReader(Row(ref rest));
        var run = new ArchivedRun(Codec<string>.Default.Read(ref head), Codec<string?>.Default.Read(ref head), Codec<RunFacts>.Default.Read(ref head), [], [], []);
        while (!rest.IsAtEnd)
        {
            var row = new ByteReader(Row(ref rest));
            var (sequence, manifest) = (row.Read<long>(), Codec<string>.Default.Read(ref row));
            var stored = row.Take(row.Left).ToArray();
            if (manifest == WorkManifest)
                run.Work.Add(Store.Decode<WorkItemRow>(stored));
            else if (manifest == DiscoveryManifest)
                run.Discoveries.Add(Store.Decode<StoredDiscovery>(stored));
            else
                run.Rows.Add((sequence, manifest, stored));
        }

        return run;
    }

    private static ReadOnlySpan<byte> Row(ref ByteReader rest) => rest.Take(rest.Read<int>());

    /// <summary>Rows with their lengths before them.</summary>
    private sealed class ArchiveWriter(Stream to) : IDisposable
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long length;

        public void Put(long sequence, string manifest, byte[] stored) => Put(writer =>
        {
            writer.Write(sequence);
            Codec<string>.Default.Write(writer, manifest);
            writer.Write(stored);
        });

        public void Put(Action<ByteWriter> write)
        {
            var row = new ByteWriter();
            write(row);
            Put(BitConverter.GetBytes(row.Length));
            Put(row.Written);
        }

        public void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            to.Write(bytes);
            length += bytes.Length;
        }

        public long End()
        {
            Put(hash.GetHashAndReset());
            return length;
        }

        public void Dispose() => hash.Dispose();
    }
}
