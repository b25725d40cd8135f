using System.Globalization;

namespace ActorVm.Persistence;

/// <summary>
/// A process that holds a run: where it runs and since when, so that a process of the same machine can see whether it is
/// still there. Others wait for the lease to expire.
/// </summary>
public static class Holder
{
    private static readonly string Machine = $"{Read("/proc/sys/kernel/random/boot_id")[..8]}{Link("/proc/self/ns/pid")}";

    /// <summary><c>process 4711 on host (…)</c>.</summary>
    public static string Me { get; } = Text(Environment.ProcessId);

    /// <summary>Says so if a process of this machine is not there any more; null if it is, or nobody here can know.</summary>
    public static string? Gone(string holder)
    {
        ArgumentNullException.ThrowIfNull(holder);
        var words = holder.Split(' ');
        return words is ["process", var number, "on", _, var mark] && int.TryParse(number, CultureInfo.InvariantCulture, out var process)
            && mark.StartsWith($"({Machine}-", StringComparison.Ordinal) && Text(process) != holder
                ? $"process {number} is gone"
                : null;
    }

    /// <summary>For people.</summary>
    public static string Words(string holder) => holder?.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var mark ? holder[..mark] : holder ?? "";

    private static string Text(int process) =>
        string.Create(CultureInfo.InvariantCulture, $"process {process} on {Environment.MachineName} ({Machine}-{StartOf(process)})");

    // The 22nd field of stat is the start time; the second may hold spaces and ends with a bracket.
    private static string StartOf(int process)
    {
        var stat = Read($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 && fields[0] is not ("Z" or "X") ? fields[19] : "none";
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return "        ";
        }
    }

    private static string Link(string file)
    {
        try
        {
            return new string([.. (new FileInfo(file).LinkTarget ?? "").Where(char.IsAsciiDigit)]);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
