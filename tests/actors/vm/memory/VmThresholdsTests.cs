using ActorVm.Actors;

namespace ActorVm.Tests.Actors.Memory;

public sealed class VmThresholdsTests
{
    [Fact]
    public void A_machine_of_64_MiB_keeps_103_pages_in_reserve_and_aims_at_835() => Assert.Equal(
        new VmThresholds
        {
            PageoutPageCount = 16,
            InterruptFreeMin = 2,
            PageoutFreeMin = 34,
            FreeReserved = 103,
            FreeMin = 183,
            FreeSevere = 143,
            FreeTarget = 835,
            CacheMin = 835,
            CacheMax = 1670,
            InactiveTarget = 1252,
            PageoutStatsMax = 835,
        },
        VmThresholds.Compute(16384, 16384, 32));

    [Fact]
    public void A_machine_of_1_MiB_has_smaller_clusters_and_no_cache_to_aim_at() => Assert.Equal(
        new VmThresholds
        {
            PageoutPageCount = 8,
            InterruptFreeMin = 2,
            PageoutFreeMin = 34,
            FreeReserved = 74,
            FreeMin = 78,
            FreeSevere = 76,
            FreeTarget = 230,
            CacheMin = 0,
            CacheMax = 0,
            InactiveTarget = 64,
            PageoutStatsMax = 230,
        },
        VmThresholds.Compute(256, 256, 32));
}
