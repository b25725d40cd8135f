using System.Globalization;

namespace ActorVm.Simulation.Models;

/// <summary>The small systems with known answers, by name: to check an explorer against something other than itself.</summary>
public static class OracleModel
{
    private static readonly SortedDictionary<string, (string Usage, Func<Arguments, World> Build)> Models = new(StringComparer.Ordinal)
    {
        ["fan_in"] = ("SENDERS EACH order|count", a => a.Word(2, "order", "count") == "order"
            ? FanIn.Ordered(a.Number(0), a.Number(1), a.Delivery)
            : FanIn.Counted(a.Number(0), a.Number(1), a.Delivery)),
        ["disjoint"] = ("PAIRS EACH", a => FanIn.Disjoint(a.Number(0), a.Number(1), a.Delivery)),
        ["pipeline"] = ("STAGES ITEMS", a => Pipeline.Build(a.Number(0), a.Number(1), a.Delivery)),
        ["client_server"] = ("CLIENTS", a => ClientServer.Build(a.Number(0), a.Delivery)),
        ["atomic_inc"] = ("CLIENTS", a => Counting.AtomicInc(a.Number(0), a.Delivery)),
        ["lost_update"] = ("CLIENTS", a => Counting.LostUpdate(a.Number(0), a.Delivery)),
        ["readers"] = ("READERS [refined]", a => Counting.Readers(a.Number(0), a.Flag(1, "refined"), a.Delivery)),
        ["philosophers"] = ("SEATS [ordered]", a => Philosophers.Build(a.Number(0), a.Flag(1, "ordered"), a.Delivery)),
        ["ring"] = ("NODES ascending|descending", a =>
            Ring.Build(a.Number(0), a.Word(1, "ascending", "descending") == "ascending", a.Delivery)),
        ["bounded_buffer"] = ("PRODUCERS CONSUMERS OPERATIONS CAPACITY", a =>
            BoundedBuffer.Build(a.Number(0), a.Number(1), a.Number(2), a.Number(3), a.Delivery)),
        ["two_phase"] = ("PARTICIPANTS", a => TwoPhase.Build(a.Number(0), a.Delivery)),
        ["twophase-tla"] = ("MANAGERS [symmetry]", a => TransactionCommit.Build(a.Number(0), a.Flag(1, "symmetry"))),
        ["contig-race"] = ("XS|S|M|NB|L|F [broken]", a =>
            ContigRace.Build(a.Word(0, "XS", "S", "M", "NB", "L", "F"), a.Flag(1, "broken"))),
    };

    /// <summary>Names and what may stand behind them.</summary>
    public static IEnumerable<(string Name, string Usage)> All => Models.Select(model => (model.Key, model.Value.Usage));

    /// <summary>The model before its first step.</summary>
    /// <exception cref="ArgumentException">No such model, or not its arguments; the message says what to write.</exception>
    public static World Build(string name, IReadOnlyList<string> arguments, Delivery delivery = Delivery.Fifo)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (!Models.TryGetValue(name, out var model))
            throw new ArgumentException($"unknown model '{name}'; there are {string.Join(", ", Models.Keys)}");

        var read = new Arguments($"{name} {model.Usage}", arguments, delivery);
        var world = model.Build(read);
        return read.AreAllRead ? world : throw read.Wrong();
    }

    /// <summary>The same, written as one line: <c>"philosophers 3 ordered"</c>.</summary>
    public static World Build(string line, Delivery delivery = Delivery.Fifo)
    {
        ArgumentNullException.ThrowIfNull(line);
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [] ? Build("", [], delivery) : Build(words[0], words[1..], delivery);
    }

    /// <summary>A world of more actors than this would take memory before anybody looks at it.</summary>
    private const int NumberMax = 1_000;

    private sealed class Arguments(string usage, IReadOnlyList<string> words, Delivery delivery)
    {
        private int read;

        public Delivery Delivery => delivery;

        public bool AreAllRead => read == words.Count;

        public int Number(int index) =>
            int.TryParse(Next(index), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= NumberMax ? number : throw Wrong();

        public string Word(int index, params string[] allowed) =>
            Next(index) is { } word && allowed.Contains(word) ? word : throw Wrong();

        public bool Flag(int index, string name) => Next(index) is { } word && (word == name ? true : throw Wrong());

        public ArgumentException Wrong() => new($"'{string.Join(' ', words)}' does not fit: write {usage}, with numbers from 1 to {NumberMax}");

        private string? Next(int index)
        {
            read = Math.Max(read, Math.Min(index + 1, words.Count));
            return index < words.Count ? words[index] : null;
        }
    }
}
