using ActorVm.Simulation;

using FsCheck;
using FsCheck.Fluent;

namespace ActorVm.Tests.Simulation.Sampling;

public sealed class ChainPartitionTests
{
    [Fact]
    public void Messages_of_one_chain_follow_each_other_and_there_are_no_more_chains_than_promised() =>
        Prop.ForAll<(byte Cause, byte Other)[]>(Check).QuickCheckThrowOnFailure();

    [Fact]
    public void What_waits_for_nothing_gets_a_chain_each()
    {
        var partition = new ChainPartition();

        Assert.Equal([0, 1, 2, 3], Enumerable.Range(0, 4).Select(message => partition.Add(message, -1, -1)));
        Assert.Equal(4, partition.Chains);
    }

    // Message number i follows from two of those before, or from fewer.
    private static bool Check((byte Cause, byte Other)[] causes)
    {
        var partition = new ChainPartition();
        var before = new SortedSet<int>[causes.Length];
        var last = new SortedDictionary<int, int>();
        for (var message = 0; message < causes.Length; message++)
        {
            var (cause, other) = (causes[message].Cause % (message + 1) - 1, causes[message].Other % (message + 1) - 1);
            before[message] = [.. Of(cause), .. Of(other)];
            var chain = partition.Add(message, cause, other);
            if (last.TryGetValue(chain, out var previous) && !before[message].Contains(previous))
                return false;
            last[chain] = message;
        }

        return partition.Chains <= partition.Sets * (partition.Sets + 1) / 2 && partition.Sets <= Width(before);

        IEnumerable<int> Of(int cause) => cause < 0 ? [] : [cause, .. before[cause]];
    }

    // Dilworth: as many as are left over when as many as possible are matched with one that follows.
    private static int Width(SortedSet<int>[] before)
    {
        var matched = Enumerable.Repeat(-1, before.Length).ToArray();
        return before.Length - Enumerable.Range(0, before.Length).Count(message => TryMatch(message, []));

        bool TryMatch(int message, SortedSet<int> tried)
        {
            foreach (var earlier in before[message])
            {
                if (!tried.Add(earlier) || (matched[earlier] >= 0 && !TryMatch(matched[earlier], tried)))
                    continue;
                matched[earlier] = message;
                return true;
            }

            return false;
        }
    }
}
