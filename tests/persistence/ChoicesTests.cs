using System.Numerics;

using ActorVm.Cli.Recording;
using ActorVm.Messages;
using ActorVm.Persistence;
using ActorVm.Simulation;

namespace ActorVm.Tests.Persistence;

public sealed class ChoicesTests
{
    [Fact]
    public void Choices_take_as_many_bits_as_tell_their_alternatives_apart()
    {
        var random = new SplitMix64(3);
        Choice[] asked = [.. Enumerable.Range(0, 5000).Select(number => number % 50 == 0 ? Choice.Seed("seed") : new Choice("which", 1 + random.Below(1 << random.Below(20))))];
        var writer = new ChoiceWriter(new RandomOrder(9));
        var told = asked.Select(choice => writer.Choose(default, choice)).ToArray();
        var bits = asked.Sum(choice => choice.Alternatives == 1 ? 0 : 32 - BitOperations.LeadingZeroCount((uint)(choice.Alternatives - 1)));
        Assert.Equal((bits + 7) / 8, writer.Length);

        var reader = new ChoiceReader();
        reader.Load(writer.Take());
        Assert.Equal(told, asked.Select(choice => reader.Choose(default, choice)));
        Assert.True(reader.IsAtEnd);
        Assert.Throws<InvalidDataException>(() => reader.Choose(default, Choice.Seed("one more")));
        Assert.Empty(writer.Take());
    }

    [Fact]
    public void The_same_run_is_the_same_batches()
    {
        string[] words = ["run", "running-programs", "--set", "drivers.0.requests.0.at=10s", "--snapshot-every", "9000"];
        var (one, other) = (Batches(words), Batches(words));

        Assert.True(one.Count > 2);
        Assert.Equal(one.Select(batch => Convert.ToHexString(batch)), other.Select(batch => Convert.ToHexString(batch)));
    }

    private static List<byte[]> Batches(string[] words)
    {
        var file = Places.File();
        Typed.Run([.. words, "--store", file]);
        using var store = Store.Open(file);
        return [.. store.Events(store.Find(1), new Chained(0, [])).Where(each => each.Manifest == ChoiceBatch.Manifest).Select(each => each.Body)];
    }
}
