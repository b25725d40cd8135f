using System.Runtime.InteropServices;

namespace ActorVm.Actors;

/// <summary>Static variables of the kernel that belong to no page.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal record struct KernelGlobals
{
    public VmThresholds Thresholds { get; set; }

    public int KernelObjectPlusOne { get; set; }

    public int LastFreedColour { get; set; }

    public int StatisticsSeconds { get; set; }

    public bool ForgetsStatistics { get; set; }

    public int LastContigPages { get; set; }

    public long ContigStart { get; set; }
}
