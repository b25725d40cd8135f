using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ActorVm.Tests.Persistence;

/// <summary>A PostgreSQL server of a test's own, on loopback and in a temporary folder, to be stopped and started.</summary>
internal sealed class PostgresServer : IDisposable
{
    public const string NoBinaries = "no PostgreSQL server is installed (/usr/lib/postgresql/*/bin/initdb): install Debian's package postgresql";

    private readonly string folder = Directory.CreateTempSubdirectory("actorvm-server").FullName;
    private readonly int port = FreePort();

    public PostgresServer()
    {
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        if (IsRoot)
            Run("chown", "postgres", folder);
        AsPostgres("initdb", "-D", Data, "-A", "trust", "-U", "actorvm", "--no-sync");
        Start();
    }

    /// <summary>Where the server's programs are; null if there are none.</summary>
    public static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    public string Address => $"postgres://actorvm@127.0.0.1:{port}/postgres";

    private static bool IsRoot => Environment.UserName == "root";

    private string Data => Path.Combine(folder, "data");

    public void Start() => AsPostgres("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(folder, "log"), "-o", $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}", "start");

    /// <summary>As if its machine had lost power.</summary>
    public void Stop() => AsPostgres("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    public void Dispose()
    {
        Stop();
        Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // PostgreSQL refuses to run as root.
    private static void AsPostgres(string program, params string[] words)
    {
        string[] command = [Path.Combine(Programs!, program), .. words];
        if (IsRoot)
            Run("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", .. command]);
        else
            Run(command[0], command[1..]);
    }

    // What the server inherits must not keep anybody waiting for its end.
    private static void Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "\"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. words]))!;
        process.WaitForExit();
    }
}

/// <summary>A test that stops and starts a server; left out where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ServerFactAttribute : FactAttribute
{
    public ServerFactAttribute()
    {
        if (PostgresServer.Programs is null)
            Skip = PostgresServer.NoBinaries;
    }
}

/// <summary>A test that mounts a small disk; left out for those who may not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = Mounts.WhyNot;
}

/// <inheritdoc cref="RootFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute() => Skip = Mounts.WhyNot;
}

internal static class Mounts
{
    public static string? WhyNot { get; } = Environment.UserName == "root" && CanMount() ? null : "a small disk is mounted to be filled, which only root may do";

    private static bool CanMount()
    {
        var folder = Directory.CreateTempSubdirectory("actorvm-mount").FullName;
        using var mount = Process.Start(new ProcessStartInfo("sh", ["-c", $"mount -t tmpfs -o size=64k tmpfs {folder} 2>/dev/null && umount {folder}"]))!;
        mount.WaitForExit();
        return mount.ExitCode == 0;
    }
}
