using System.Buffers;

using ActorVm.Actors;

using FsCheck;
using FsCheck.Fluent;

namespace ActorVm.Tests.Actors.Memory;

public sealed class CowArrayTests
{
    private const int Length = 100_000;

    [Fact]
    public void Elements_never_written_are_zero_and_cost_nothing()
    {
        var array = new CowArray<int>(Length);

        Assert.Equal(0, array[99_999]);
        Assert.Equal(0UL, array.Fingerprint);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[Length]);
    }

    [Fact]
    public void Neither_side_of_a_fork_sees_what_the_other_writes()
    {
        var array = new CowArray<int>(Length) { [40] = 1 };
        var fork = array.Fork();
        array[40] = 2;
        fork[41] = 3;

        Assert.Equal((2, 0), (array[40], array[41]));
        Assert.Equal((1, 3), (fork[40], fork[41]));
    }

    [Fact]
    public void Finds_the_next_element_that_is_not_zero_however_far_it_is()
    {
        var array = new CowArray<int>(Length) { [31] = 1, [32] = 1, [70_000] = 1 };

        Assert.Equal([31, 31, 32, 70_000, 70_000, -1, -1], new[] { 0, 31, 32, 33, 70_000, 70_001, Length }.Select(array.NextNonZero));
        array[70_000] = 0;
        Assert.Equal(-1, array.NextNonZero(33));
    }

    [Fact]
    public void Finds_what_was_written_since_a_fork_and_not_what_was_cleared()
    {
        var array = new CowArray<int>(Length) { [31] = 1, [70_000] = 1 };
        var fork = array.Fork();
        (fork[31], fork[50], fork[60_000]) = (0, 1, 1);

        Assert.Equal((50, 60_000, 70_000, -1), (fork.NextNonZero(0), fork.NextNonZero(51), fork.NextNonZero(60_001), fork.NextNonZero(70_001)));
        Assert.Equal((31, 70_000), (array.NextNonZero(0), array.NextNonZero(32)));
    }

    [Fact]
    public void Growing_changes_neither_contents_nor_fingerprint()
    {
        var array = new CowArray<int>(10) { [3] = 7 };
        var before = array.Fingerprint;

        array.Grow(5_000_000);

        Assert.Equal((7, 0, before), (array[3], array[4_999_999], array.Fingerprint));
    }

    [Fact]
    public void Behaves_as_a_plain_array_through_any_writes_and_forks()
    {
        var writes = ArbMap.Default.ArbFor<(byte Place, byte Value, bool Forks)[]>();
        Prop.ForAll(writes, steps =>
        {
            var (array, model) = (new CowArray<int>(Length), new int[Length]);
            CowArray<int>? left = null;
            var (modelLeft, fingerprintLeft) = (Array.Empty<int>(), 0UL);
            foreach (var (place, value, forks) in steps)
            {
                if (forks)
                    (left, modelLeft, fingerprintLeft, array) = (array, [.. model], array.Fingerprint, array.Fork());

                array[place * 390] = model[place * 390] = value & 3;
            }

            return Holds(array, model, array.Fingerprint) && (left is null || Holds(left, modelLeft, fingerprintLeft));
        }).QuickCheckThrowOnFailure();
    }

    // Contents as in the model; fingerprint as of an array written once, in order; and the same after storing and reading.
    private static bool Holds(CowArray<int> array, int[] model, ulong fingerprint)
    {
        var again = new CowArray<int>(Length);
        for (var index = 0; index < Length; index += 390)
            again[index] = model[index];

        var bytes = new ArrayBufferWriter<byte>();
        array.WriteTo(bytes);
        var rest = bytes.WrittenSpan;
        var read = CowArray<int>.ReadFrom(ref rest);
        return array.Fingerprint == fingerprint
            && again.Fingerprint == fingerprint
            && read.Fingerprint == fingerprint
            && again.FirstDifference(array) == -1
            && array.NextNonZero(0) == again.NextNonZero(0)
            && rest.IsEmpty;
    }
}
