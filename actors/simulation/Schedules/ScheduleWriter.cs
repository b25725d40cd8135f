using System.Globalization;
using System.Reflection;
using System.Text;

namespace ActorVm.Simulation;

/// <summary>
/// Writes a run down while it is made, a line a delivery, and remembers nothing of it: a run may be as long as the disk
/// is big. What it writes is told at <see cref="Schedule"/>.
/// </summary>
public sealed class ScheduleWriter
{
    internal const string Title = "actorvm schedule 2";

    // A state is saved when that costs no more than so many bytes a delivery, and the file at most twice as much.
    private const int BytesADelivery = 4096;
    private const int StartBytesMost = 1 << 16;
    private const int StartMost = 4096;

    private readonly TextWriter output;
    private readonly int stateEvery;
    private readonly ActorHashes hashes;
    private readonly PackedContents? contents;
    private readonly List<ActorHash> changed = [];
    private BodyHash body;
    private long sinceState;
    private long sinceContents;
    private long spare = StartMost;
    private bool hasThrown;

    /// <summary>Writes the header and the state before the first delivery.</summary>
    /// <param name="start">The world before its first delivery.</param>
    /// <param name="header">What else to know about the run: scenario, its hash, seed, engine version.</param>
    /// <param name="stateEvery">Deliveries between two state lines.</param>
    public ScheduleWriter(TextWriter output, World start, IEnumerable<KeyValuePair<string, string>> header, int stateEvery = 10)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(header);
        ArgumentOutOfRangeException.ThrowIfLessThan(stateEvery, 1);
        (this.output, this.stateEvery) = (output, stateEvery);
        hashes = new ActorHashes(start.ActorCount);
        contents = PackedContents.Of(start);
        Put(Title);
        foreach (var (key, value) in header)
            Put($"{key}: {value.ReplaceLineEndings(" ")}");
        Put(string.Empty);
        WriteState(start);
        if (contents?.Bytes > StartBytesMost)
            return;
        if (contents?.Pack(start, standsAlone: true) is { Length: <= StartMost } packed)
            Put($"~ {packed}");
        else
            contents?.Forget();
    }

    /// <summary>The version of this engine, for headers.</summary>
    public static string EngineVersion { get; } =
        typeof(World).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";

    public long Deliveries => body.Lines;

    /// <summary>Writes down the delivery that the world just made.</summary>
    /// <param name="threw">Its receiver threw; nothing may follow.</param>
    public void Write(World world, bool threw = false)
    {
        ArgumentNullException.ThrowIfNull(world);
        var line = DeliveryLine.OfLast(world).ToString();
        Put(line);
        body.Add(line);
        spare += line.Length;
        hasThrown = threw;
        sinceContents++;
        if (++sinceState >= stateEvery && !threw)
            WriteState(world, mustTell: false);
    }

    /// <summary>Writes the last state and the line that says that nothing is missing.</summary>
    public void End(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        if (!hasThrown && sinceContents > 0)
            WriteState(world, mustTell: true);
        Put($"end {body}");
        output.Flush();
    }

    private void WriteState(World world, bool mustTell)
    {
        if (sinceState > 0)
            WriteState(world);
        if (contents is null || (!mustTell && (spare < 0 || sinceContents * BytesADelivery < contents.Bytes)))
            return;

        sinceContents = 0;
        if (contents.Pack(world, standsAlone: false) is not { } packed)
            return;
        Put($"~ {packed}");
        spare -= packed.Length;
    }

    private void WriteState(World world)
    {
        changed.Clear();
        hashes.Look(world, actor => changed.Add(new ActorHash(world.NameOf(new(actor)), hashes[actor])));
        Put(new StateLine(0, hashes.State, [.. changed]).ToString());
        sinceState = 0;
    }

    private void Put(string line)
    {
        output.Write(line);
        output.Write('\n');
    }
}

/// <summary>How many delivery lines there were, and a hash of them: the last line of a schedule, to know it by.</summary>
internal struct BodyHash
{
    private Fingerprint hash;

    public long Lines { get; private set; }

    public void Add(string line)
    {
        var bytes = line.Length < 300 ? stackalloc byte[16 + 3 * line.Length] : new byte[16 + 3 * line.Length];
        BitConverter.TryWriteBytes(bytes, hash.High);
        BitConverter.TryWriteBytes(bytes[8..], hash.Low);
        hash = Fingerprint.Of(bytes[..(16 + Encoding.UTF8.GetBytes(line, bytes[16..]))]);
        Lines++;
    }

    public override readonly string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Lines} {hash}");
}
