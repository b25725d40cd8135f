using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;

using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Simulation.Encoding;

public sealed class CodecTests
{
    [Fact]
    public void Whatever_is_made_of_values_comes_back_as_it_was()
    {
        var value = new Everything(
            true, -5, 7, Colour.Green, "zwölf", null, [1, 2, 3], [new Point(1, 2), new Point(3, 4)], new Point(5, 6), null,
            new Move(new Point(7, 8), "right"), new Node(1, new Node(2, null)),
            ImmutableSortedDictionary<int, string>.Empty.Add(2, "b").Add(1, "a"), [9, 8]);

        var copy = RoundTrip(value);

        Assert.Null(Difference.First(value, copy));
        Assert.Equal(new Move(new Point(7, 8), "right"), copy.Said);
        Assert.Equal("b", copy.Names[2]);
    }

    [Fact]
    public void The_first_field_that_differs_is_named_by_its_path()
    {
        var left = new Node(1, new Node(2, null));

        Assert.Equal("Next.Number: expected 2, is 3", Difference.First(left, new Node(1, new Node(3, null))));
        Assert.Equal("Next: expected nothing, is Node { Number = 2, Next =  }", Difference.First(new Node(1, null), left));
    }

    [Fact]
    public void Bytes_are_the_fields_in_order_and_nothing_else()
    {
        var writer = new ByteWriter();
        Codec<Point>.Default.Write(writer, new Point(1, 258));

        Assert.Equal("01000000" + "02010000", Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void An_owned_state_writes_itself_or_just_its_fingerprint()
    {
        var (whole, abridged) = (new ByteWriter(), new ByteWriter(abridged: true));
        Codec<Table>.Default.Write(whole, new Table(5));
        Codec<Table>.Default.Write(abridged, new Table(5));

        Assert.Equal("01" + "05000000", Convert.ToHexString(whole.Written));
        Assert.Equal("01" + "6900000000000000", Convert.ToHexString(abridged.Written));
        Assert.Equal("cell: expected 5, is 6", Difference.First(new Holder(new Table(5)), new Holder(new Table(6))));
        Assert.Equal(5, RoundTrip(new Holder(new Table(5))).Table.Cell);
    }

    [Fact]
    public void A_fingerprint_is_murmur_3_of_the_bytes()
    {
        Assert.Equal("00000000000000000000000000000000", Fingerprint.Of([]).ToString());
        Assert.Equal("e34bbc7bbc071b6c7a433ca9c49a9347", Fingerprint.Of("The quick brown fox jumps over the lazy dog"u8).ToString());
        Assert.Equal(Fingerprint.Of([1]), Fingerprint.Parse(Fingerprint.Of([1]).ToString()));
    }

    [Fact]
    public void Truncated_bytes_are_refused()
    {
        Assert.Throws<InvalidDataException>(() =>
        {
            var reader = new ByteReader([1, 2, 3]);
            Codec<Point>.Default.Read(ref reader);
        });
    }

    private static T RoundTrip<T>(T value)
    {
        var writer = new ByteWriter();
        Codec<T>.Default.Write(writer, value);
        var reader = new ByteReader(writer.Written);
        var copy = Codec<T>.Default.Read(ref reader);
        Assert.True(reader.IsAtEnd);
        return copy;
    }

    private enum Colour : byte
    {
        Red,
        Green,
    }

    private readonly record struct Point(int X, int Y);

    private sealed record Move(Point To, string How) : Message;

    private sealed record Node(int Number, Node? Next);

    private readonly record struct Everything(
        bool Flag, int Number, long Long, Colour Colour, string Text, string? NoText, int[] Numbers, ImmutableArray<Point> Points,
        Point? Maybe, Point? Nothing, Message Said, Node List, ImmutableSortedDictionary<int, string> Names, ImmutableQueue<int> Queue);

    private readonly record struct Holder(Table Table) : IForkable<Holder>
    {
        public Holder Fork() => new(Table.Fork());
    }

    private sealed class Table(int cell) : IOwnedState<Table>
    {
        public int Cell => cell;

        public ulong Fingerprint => (ulong)cell + 100;

        public Table Fork() => new(cell);

        public void WriteTo(IBufferWriter<byte> output)
        {
            BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(4), cell);
            output.Advance(4);
        }

        public static Table ReadFrom(ref ReadOnlySpan<byte> input)
        {
            var cell = BinaryPrimitives.ReadInt32LittleEndian(input);
            input = input[4..];
            return new Table(cell);
        }

        public string? FirstDifference(Table actual) => cell == actual.Cell ? null : $"cell: expected {cell}, is {actual.Cell}";
    }
}
