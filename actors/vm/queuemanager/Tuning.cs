using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>What is changed from outside while the kernel runs: sysctls, and faults that are injected.</summary>
internal static class Tuning
{
    public static QueueManagerState Set(QueueManagerState self, SetThreshold set)
    {
        var old = self.Memory.Thresholds;
        self.Memory.Thresholds = set.Name switch
        {
            "v_free_reserved" => old with { FreeReserved = set.Pages },
            "v_free_severe" => old with { FreeSevere = set.Pages },
            "v_free_min" => old with { FreeMin = set.Pages },
            "v_free_target" => old with { FreeTarget = set.Pages },
            _ => throw new ArgumentException($"unknown threshold '{set.Name}'", nameof(set)),
        };
        return self;
    }

    public static QueueManagerState MissTrylocks(QueueManagerState self, MissTrylocks miss)
    {
        self.Memory.Change(miss.Object, self.Memory.Object(miss.Object) with { TrylockMisses = miss.Times });
        return self;
    }
}
