using System.Collections.Immutable;

using ActorVm.Actors;
using ActorVm.Cli.Binding;
using ActorVm.Cli.Files;

namespace ActorVm.Cli.Traces;

/// <summary>
/// The trace file: <see cref="PackedFile"/> with the numbers <c>text-pages</c> (never written), <c>data-pages</c> (written at
/// least once) and <c>touches</c>. Its bytes are the touches in order, each a <see cref="Variable"/> number: the lowest bit
/// is 1 for a write, the next is 1 where the way from the page touched before goes downwards, the others are how far.
/// </summary>
internal static class PageTraceFile
{
    public const int PagesMax = 1 << 20;
    public const int TouchesMax = 1 << 24;

    private static readonly PackedFile Format = new("actorvm-trace", "page trace", "actorvm import --lackey LOG --out FILE", 4L * TouchesMax);

    /// <exception cref="ScenarioException">It cannot be written.</exception>
    public static void Write(PageTrace trace, string path) => PackedFile.WriteWhole(path, file => Write(trace, file));

    public static void Write(PageTrace trace, Stream file) =>
        Format.Write(file, [("text-pages", trace.TextPages), ("data-pages", trace.DataPages), ("touches", trace.Touches.Length)], Encode(trace));

    /// <exception cref="ScenarioException">Not there, not a trace, or damaged.</exception>
    public static PageTrace Read(string path) => PackedFile.Open(path, Read);

    /// <inheritdoc cref="Read(string)"/>
    public static PageTrace Read(Stream file, Place place)
    {
        var (head, bytes) = Format.Read(file, place, "text-pages", "data-pages", "touches");
        if (head[0] + head[1] is < 1 or > PagesMax || head[2] is < 1 or > TouchesMax)
        {
            throw Format.Damaged(place, "the numbers in its head cannot be");
        }

        return Decode(bytes, (int)head[0], (int)head[1], (int)head[2], place);
    }

    private static byte[] Encode(PageTrace trace)
    {
        using var bytes = new MemoryStream();
        var before = 0;
        foreach (var (page, isWrite) in trace.Touches)
        {
            var way = page - before;
            Variable.Write(bytes, ((long)Math.Abs(way) << 2) | (way < 0 ? 2L : 0) | (isWrite ? 1L : 0));
            before = page;
        }

        return bytes.ToArray();
    }

    private static PageTrace Decode(ReadOnlySpan<byte> bytes, int textPages, int dataPages, int count, Place place)
    {
        var touches = ImmutableArray.CreateBuilder<(int Page, bool IsWrite)>(count);
        var page = 0L;
        for (var at = 0; at < bytes.Length;)
        {
            var code = Variable.TryRead(bytes, ref at, out var number) ? number : throw Format.Damaged(place, "a touch without an end");
            page += (code & 2) == 0 ? code >> 2 : -(code >> 2);
            touches.Add(page >= 0 && page < textPages + dataPages ? ((int)page, (code & 1) != 0) : throw Format.Damaged(place, "a touch of no page"));
        }

        return touches.Count == count ? new PageTrace(textPages, dataPages, touches.ToImmutable()) : throw Format.Damaged(place, "its touches do not add up");
    }
}
