using System.Buffers.Binary;
using System.IO.Compression;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Maps;

namespace ActorVm.Tests.Scenarios.Maps;

public sealed class KpageflagsTests
{
    private const ulong Dirty = 1 << 4, Lru = 1 << 5, Active = 1 << 6, Slab = 1 << 7, Writeback = 1 << 8, Buddy = 1 << 10, Mapped = 1 << 11, Anon = 1 << 12, NoPage = 1 << 20;

    private static readonly ulong[] Words =
    [
        Slab, NoPage, NoPage, Buddy, Buddy, Buddy, Lru | Active | Anon | Mapped | Dirty, Lru | Anon, Lru, Lru | Mapped, Lru | Dirty, Lru | Writeback, 0, Buddy,
    ];

    private static readonly MemoryMap Expected = new(
    [
        new(0, 1, new(PageState.Wired)),
        new(1, 2, new(PageState.Hole)),
        new(3, 3, new(PageState.Free)),
        new(6, 1, new(PageState.Active, IsSwapBacked: true, IsDirty: true)),
        new(7, 1, new(PageState.Inactive, IsSwapBacked: true)),
        new(8, 1, new(PageState.Cache)),
        new(9, 1, new(PageState.Inactive)),
        new(10, 1, new(PageState.Inactive, IsDirty: true)),
        new(11, 1, new(PageState.Inactive, IsBusy: true)),
        new(12, 1, new(PageState.Wired)),
        new(13, 1, new(PageState.Free)),
    ]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_flag_words_as_a_freebsd_machine_packed_or_not(bool gzip)
    {
        var map = Read(gzip ? Packed(Dump(Words)) : Dump(Words));

        Assert.Equal(Expected.Runs, map.Runs);
        Assert.Equal([(0, 1), (3, 11)], map.Segments());
    }

    [Fact]
    public void A_map_file_gives_back_what_was_put_in()
    {
        Assert.Equal(Expected.Runs, ReadMap(Written()).Runs);
    }

    [Fact]
    public void A_map_file_with_any_byte_changed_or_missing_is_refused_or_means_the_same()
    {
        var bytes = Written();
        for (var i = 0; i < bytes.Length; i++)
        {
            byte[] flipped = [.. bytes];
            flipped[i] ^= 0x10;

            Assert.True(IsRefusedOrSame(flipped), $"byte {i} flipped");
            Assert.True(IsRefusedOrSame(bytes[..i]), $"cut at {i}");
        }
    }

    [Fact]
    public void Says_what_is_wrong_with_a_dump()
    {
        Assert.Equal("dump: truncated: it ends in the middle; copy it again", Problem(Dump(Words)[..^3]));
        Assert.Equal("dump: truncated: it ends in the middle; copy it again", Problem(Packed(Dump(Words))[..^3]));
        Assert.StartsWith("dump: not a dump of /proc/kpageflags", Problem("A text of some length, and no memory at all..."u8.ToArray()), StringComparison.Ordinal);
        Assert.StartsWith("dump: not a dump of /proc/kpageflags", Problem(new byte[4096]), StringComparison.Ordinal);
        Assert.StartsWith("dump: not a dump of /proc/kpageflags", Problem([]), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_half_written_is_left_where_a_map_cannot_be_written()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var target = Directory.CreateDirectory(Path.Combine(folder, "taken")).FullName;

        Assert.Throws<ScenarioException>(() => MemoryMapFile.Write(Expected, target));
        Assert.Equal([target], Directory.GetFileSystemEntries(folder));
    }

    private static byte[] Dump(ulong[] words)
    {
        var bytes = new byte[words.Length * 8];
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), words[i]);
        }

        return bytes;
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Written()
    {
        using var file = new MemoryStream();
        MemoryMapFile.Write(Expected, file);
        return file.ToArray();
    }

    private static MemoryMap Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return Kpageflags.Read(stream, new Place("dump"));
    }

    private static MemoryMap ReadMap(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return MemoryMapFile.Read(stream, new Place("map"));
    }

    private static string Problem(byte[] bytes) => Assert.Throws<ScenarioException>(() => Read(bytes)).Message;

    private static bool IsRefusedOrSame(byte[] bytes)
    {
        try
        {
            return ReadMap(bytes).Runs.SequenceEqual(Expected.Runs);
        }
        catch (ScenarioException)
        {
            return true;
        }
    }
}
