using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using ActorVm.Simulation;

namespace ActorVm.Tests.Simulation.Catalogue;

public sealed class PlainShapeTests
{
    [Fact]
    public void A_value_is_the_words_its_bytes_fill_whatever_its_size()
    {
        Check<One>(1);
        Check<Two>(2);
        Check<Three>(3);
        Check<Four>(4);
        Check<Five>(5);
        Check<Six>(6);
        Check<Seven>(7);
        Check<Eight>(8);
        Check<Eleven>(11);
    }

    private static void Check<T>(int size)
        where T : unmanaged
    {
        Assert.Equal(size, Unsafe.SizeOf<T>());
        var padded = new byte[16];
        for (var place = 0; place < size; place++)
            padded[place] = (byte)(0xF0 - 13 * place);
        var value = MemoryMarshal.Read<T>(padded);

        for (var index = 0; index < (size + 7) / 8; index++)
            Assert.Equal(MemoryMarshal.Cast<byte, ulong>(padded)[index], PlainShape.WordOf(value, index));
    }

    [InlineArray(1)]
    private struct One
    {
        public byte First;
    }

    [InlineArray(2)]
    private struct Two
    {
        public byte First;
    }

    [InlineArray(3)]
    private struct Three
    {
        public byte First;
    }

    [InlineArray(4)]
    private struct Four
    {
        public byte First;
    }

    [InlineArray(5)]
    private struct Five
    {
        public byte First;
    }

    [InlineArray(6)]
    private struct Six
    {
        public byte First;
    }

    [InlineArray(7)]
    private struct Seven
    {
        public byte First;
    }

    [InlineArray(8)]
    private struct Eight
    {
        public byte First;
    }

    [InlineArray(11)]
    private struct Eleven
    {
        public byte First;
    }
}
