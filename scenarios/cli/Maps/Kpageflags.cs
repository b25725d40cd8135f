using System.Buffers.Binary;
using System.IO.Compression;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Files;

namespace ActorVm.Cli.Maps;

/// <summary>
/// Linux's /proc/kpageflags (live, or a dump of it, gzip or not) read as a FreeBSD machine: a 64-bit little-endian word a frame,
/// frame 0 first. NOPAGE is a hole; BUDDY is free; LRU and ACTIVE is active; LRU without ACTIVE is inactive, but cache if it is
/// a clean, unmapped page of a file; ANON or SWAPBACKED belongs to a swap object, else to a vnode object; DIRTY is dirty;
/// WRITEBACK is busy; everything else is wired.
/// </summary>
/// <remarks>Bits as in Linux's Documentation/admin-guide/mm/pagemap.rst.</remarks>
internal static class Kpageflags
{
    private const ulong Dirty = 1UL << 4;
    private const ulong Lru = 1UL << 5;
    private const ulong Active = 1UL << 6;
    private const ulong Writeback = 1UL << 8;
    private const ulong Buddy = 1UL << 10;
    private const ulong Mapped = 1UL << 11;
    private const ulong Anon = 1UL << 12;
    private const ulong SwapBacked = 1UL << 14;
    private const ulong NoPage = 1UL << 20;

    // The kernel has never defined a flag from here on; text and most other files set such bits in their first words.
    private const ulong Unknown = ~((1UL << 48) - 1);

    private const long FramesMax = 1L << 24;

    /// <exception cref="ScenarioException">Not there, not to be read, damaged, or not such a file.</exception>
    public static MemoryMap Read(string path)
    {
        var place = new Place(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16);
            return Read(file, place);
        }
        catch (UnauthorizedAccessException wrong) when (!Directory.Exists(path))
        {
            throw new ScenarioException(place, "may not be read; /proc/kpageflags is for root only", wrong);
        }
        catch (Exception wrong) when (UnreadableFile.IsMeant(wrong))
        {
            throw UnreadableFile.Of(path, wrong);
        }
    }

    /// <inheritdoc cref="Read(string)"/>
    public static MemoryMap Read(Stream stream, Place place)
    {
        using var source = new TailStream(stream);
        var isGzip = source.Peek() == 0x1f && source.Second == 0x8b;
        if (!isGzip)
        {
            return Classify(source, place).Map;
        }

        try
        {
            using var unpacked = new GZipStream(source, CompressionMode.Decompress, leaveOpen: true);
            var (map, bytes) = Classify(unpacked, place);
            return source.LastWord == (uint)(bytes & uint.MaxValue) ? map : throw Cut(place);
        }
        catch (InvalidDataException wrong)
        {
            throw new ScenarioException(place, "damaged: gzip cannot unpack it, or its checksum is wrong", wrong);
        }
    }

    public static PageClass Classify(ulong flags)
    {
        var isSwap = (flags & (Anon | SwapBacked)) != 0;
        var isDirty = (flags & Dirty) != 0;
        var isBusy = (flags & Writeback) != 0;
        var isCache = !isSwap && !isDirty && !isBusy && (flags & Mapped) == 0;

        return (flags & NoPage) != 0 ? new(PageState.Hole)
            : (flags & Buddy) != 0 ? new(PageState.Free)
            : (flags & Lru) == 0 ? new(PageState.Wired)
            : (flags & Active) != 0 ? new(PageState.Active, isSwap, isDirty, isBusy)
            : isCache ? new(PageState.Cache)
            : new(PageState.Inactive, isSwap, isDirty, isBusy);
    }

    private static (MemoryMap Map, long Bytes) Classify(Stream words, Place place)
    {
        var builder = new MemoryMapBuilder();
        var buffer = new byte[1 << 20];
        var bytes = 0L;
        for (int read; (read = words.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0; bytes += read)
        {
            for (var at = 0; at <= read - sizeof(ulong); at += sizeof(ulong))
            {
                var flags = BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(at));
                builder.Add((flags & Unknown) == 0 ? Classify(flags) : throw Foreign(place));
            }

            if (read % sizeof(ulong) != 0)
            {
                throw Cut(place);
            }

            if (bytes > FramesMax * sizeof(ulong))
            {
                throw new ScenarioException(place, $"more than {FramesMax} frames (64 GiB of memory): too large a machine");
            }
        }

        var map = builder.Build();
        return map.CountOf(PageState.Free) + map.CountOf(PageState.Inactive) + map.CountOf(PageState.Active) > 0 ? (map, bytes) : throw Foreign(place);
    }

    private static ScenarioException Cut(Place place) => new(place, "truncated: it ends in the middle; copy it again");

    private static ScenarioException Foreign(Place place) =>
        new(place, "not a dump of /proc/kpageflags (64-bit little-endian flag words, frame 0 first, gzip or not)");

    /// <summary>Knows the first two and the last four bytes of what flows through it; gzip's last four are the length.</summary>
    private sealed class TailStream(Stream inner) : Stream
    {
        private readonly byte[] head = new byte[2];
        private int headLength;
        private int headRead;
        private uint tail;

        public byte Second => head[1];

        public uint LastWord => BinaryPrimitives.ReverseEndianness(tail);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public int Peek()
        {
            headLength = inner.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            return headLength > 0 ? head[0] : -1;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var fromHead = head.AsSpan(headRead, Math.Min(headLength - headRead, buffer.Length));
            fromHead.CopyTo(buffer);
            headRead += fromHead.Length;
            var read = fromHead.Length > 0 ? fromHead.Length : inner.Read(buffer);
            foreach (var one in buffer[Math.Max(0, read - 4)..read])
            {
                tail = unchecked((tail << 8) | one);
            }

            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
