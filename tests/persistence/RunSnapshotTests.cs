using System.IO.Compression;

using ActorVm.Cli.Recording;
using ActorVm.Persistence;

namespace ActorVm.Tests.Persistence;

public sealed class RunSnapshotTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void What_was_packed_is_unpacked_whether_with_Brotli_or_as_it_was_at_first(int length)
    {
        byte[] payload = [.. Enumerable.Range(0, length).Select(place => unchecked((byte)(place * place / 7)))];

        Assert.Equal(payload, RunSnapshot.Unpack(RunSnapshot.Pack(payload)));
        Assert.Equal(payload, RunSnapshot.Unpack(Deflated(payload)));
    }

    [Fact]
    public void Packed_bytes_that_lack_some_are_refused() =>
        Assert.Throws<InvalidDataException>(() => RunSnapshot.Unpack(RunSnapshot.Pack(new byte[1000])[..^2]));

    [Fact]
    public void A_run_that_is_stopped_is_put_aside_where_it_stopped()
    {
        var file = Places.File();
        Typed.Run("run", "two-drivers", "--store", file, "--stop-after", "1234");

        using var store = Store.Open(file);
        var run = store.Find(1);
        var (sequence, _) = store.Snapshots(run)[0];

        Assert.Equal((run.Facts.Last, 1234L), (sequence, store.Snapshot(run, sequence, out _).Steps));
    }

    [Theory]
    [InlineData("100", 1)]
    [InlineData("100 49", 2)]
    [InlineData("100 50", 2)]
    [InlineData("100 50 9", 1)]
    [InlineData("100 30 30 9", 1)]
    [InlineData("1000 1 1 1 1 1 1 1 1 1 1 1", 12)]
    [InlineData("1000 1 1 1 1 1 1 1 1 1 1 1 1", 1)]
    public void A_snapshot_says_everything_again_after_a_dozen_or_once_changes_come_to_half_of_it(string sizes, int depth)
    {
        var latest = sizes.Split(' ').Aggregate((PutAside?)null, (before, size) => PutAside.After(before is { MayBeBase: true } ? before : null, null!, 1, int.Parse(size, System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal(depth, latest!.Depth);
    }

    private static byte[] Deflated(byte[] payload)
    {
        using var packed = new MemoryStream();
        packed.Write(BitConverter.GetBytes(payload.Length));
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(payload);
        return packed.ToArray();
    }
}
