using System.Globalization;
using System.IO.Compression;

using ActorVm.Actors;
using ActorVm.Cli.Binding;
using ActorVm.Cli.Files;

namespace ActorVm.Cli.Traces;

/// <summary>
/// Reads what <c>valgrind --tool=lackey --trace-mem=yes</c> logs of a real program: <c>I  0401ab70,3</c> for an instruction,
/// <c> L</c>, <c> S</c> and <c> M</c> for data loaded, stored and modified, with address and size; valgrind's own lines begin
/// with <c>==</c>.
/// </summary>
internal static class Lackey
{
    private const int SizeMax = 1 << 16;

    /// <exception cref="ScenarioException">Not there, or not such a log.</exception>
    public static PageTrace Read(string path) => path.EndsWith(".gz", StringComparison.Ordinal) ? PackedFile.Open(path, ReadPacked) : PackedFile.Open(path, Read);

    /// <inheritdoc cref="Read(string)"/>
    public static PageTrace Read(Stream log, Place place)
    {
        using var reader = new StreamReader(log, leaveOpen: true, bufferSize: 1 << 16);
        var builder = new PageTraceBuilder(place);
        var (number, isFirstValgrinds, isLastValgrinds) = (0L, false, false);
        while (reader.ReadLine() is { } line)
        {
            number++;
            isLastValgrinds = line.StartsWith("==", StringComparison.Ordinal);
            isFirstValgrinds |= number == 1 && isLastValgrinds;
            if (!isLastValgrinds)
            {
                Add(builder, line, Place.Line(place.Text, number));
            }
        }

        return isFirstValgrinds && !isLastValgrinds
            ? throw new ScenarioException(place, "truncated: valgrind's words at its end are missing; let the program come to its end, or copy it again")
            : builder.Build();
    }

    private static PageTrace ReadPacked(Stream packed, Place place)
    {
        try
        {
            using var log = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
            return Read(log, place);
        }
        catch (InvalidDataException wrong)
        {
            throw new ScenarioException(place, $"not gzip, or damaged: {wrong.Message}", wrong);
        }
    }

    private static void Add(PageTraceBuilder builder, string line, Place place)
    {
        var comma = line.IndexOf(',', StringComparison.Ordinal);
        var kind = line.Length > 3 ? line.AsSpan(0, 3) : default;
        var isKnown = kind is "I  " or " L " or " S " or " M ";
        if (!isKnown || comma < 4
            || !ulong.TryParse(line.AsSpan(3, comma - 3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var address)
            || !int.TryParse(line.AsSpan(comma + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || size is < 1 or > SizeMax || address > ulong.MaxValue - (ulong)size)
        {
            throw new ScenarioException(place, $"'{Shortened(line)}' is no line of lackey's; log with: valgrind --tool=lackey --trace-mem=yes --log-file=LOG PROGRAM");
        }

        builder.Add(address, size, isWrite: kind is " S " or " M ");
    }

    // What is no log at all may have lines of any length, and of anything.
    private static string Shortened(string line) =>
        string.Concat((line.Length > 40 ? line[..40] + "…" : line).Select(letter => char.IsControl(letter) ? '?' : letter));
}
