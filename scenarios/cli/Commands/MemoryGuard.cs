using System.Globalization;

namespace ActorVm.Cli.Commands;

/// <summary>Stops a search in good time: a process that has taken all memory is killed, and what it found is lost.</summary>
internal sealed class MemoryGuard
{
    // Tables grow by copying.
    private const double Most = 0.7;

    /// <summary>Why the search stopped, if it did.</summary>
    public string Remark { get; private set; } = "";

    public bool IsShort()
    {
        var (taken, all) = (GC.GetTotalMemory(forceFullCollection: false), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (taken > Most * all)
            Remark = string.Create(CultureInfo.InvariantCulture, $"; stopped, because {taken >> 20:N0} MiB of {all >> 20:N0} are taken");
        return Remark.Length > 0;
    }
}
