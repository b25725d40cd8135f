using System.IO.Compression;
using System.Text;

using ActorVm.Actors;
using ActorVm.Cli.Binding;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Scenarios;
using ActorVm.Cli.Traces;

using Serilog;

namespace ActorVm.Tests.Scenarios.Traces;

public sealed class PageTraceTests
{
    // Pages 0x401a (code), 0x5000 (read), 0x1fff0 and 0x1fff1 (stack).
    private const string Log =
        """
        ==7002== Lackey, an example Valgrind tool
        I  0401ab70,3
         S 1fff0ff8,8
         L 05000010,4
         M 1fff0ffc,8
        I  0401ab73,5
        ==7002== Exit code:       0

        """;

    private static readonly (int Page, bool IsWrite)[] Touches = [(0, false), (2, true), (1, false), (3, true)];

    [Fact]
    public void Pages_never_written_come_first_and_an_access_may_touch_two()
    {
        var trace = Read(Log);

        Assert.Equal((2, 2), (trace.TextPages, trace.DataPages));
        Assert.Equal(Touches, trace.Touches);
    }

    [Fact]
    public void A_page_counts_once_in_each_window_of_accesses()
    {
        var lines = new StringBuilder();
        for (var i = 0; i < (2 * PageTraceBuilder.Window) + 1; i++)
        {
            lines.Append(i == PageTraceBuilder.Window + 5 ? " S 1000,4\n" : " L 1000,4\n");
        }

        Assert.Equal<(int, bool)[]>([(0, false), (0, true), (0, false)], [.. Read(lines.ToString()).Touches]);
    }

    [Theory]
    [InlineData("log:2: 'Hello, world!' is no line of lackey's; log with: valgrind --tool=lackey --trace-mem=yes --log-file=LOG PROGRAM", " L 1000,4\nHello, world!\n")]
    [InlineData("log:1: ' L 10' is no line of lackey's; log with: valgrind --tool=lackey --trace-mem=yes --log-file=LOG PROGRAM", " L 10")]
    [InlineData("log:1: ' S 10,0' is no line of lackey's; log with: valgrind --tool=lackey --trace-mem=yes --log-file=LOG PROGRAM", " S 10,0")]
    [InlineData("log: truncated: valgrind's words at its end are missing; let the program come to its end, or copy it again", "==1== Lackey\n L 1000,4\n")]
    [InlineData("log: no access to memory in it", "==1== Lackey\n==1== Exit code: 0\n")]
    public void Says_what_is_wrong_with_a_log(string problem, string log) => Assert.Equal(problem, Assert.Throws<ScenarioException>(() => Read(log)).Message);

    [Fact]
    public void A_trace_file_gives_back_what_was_put_in()
    {
        var trace = ReadFile(Written());

        Assert.Equal((2, 2), (trace.TextPages, trace.DataPages));
        Assert.Equal(Touches, trace.Touches);
    }

    [Fact]
    public void A_trace_file_with_any_byte_changed_or_missing_is_refused_or_means_the_same()
    {
        var bytes = Written();
        for (var i = 0; i < bytes.Length; i++)
        {
            byte[] flipped = [.. bytes];
            flipped[i] ^= 0x10;

            Assert.True(IsRefusedOrSame(flipped), $"byte {i} flipped");
            Assert.True(IsRefusedOrSame(bytes[..i]), $"cut at {i}");
        }
    }

    [Fact]
    public void A_packed_log_is_read_as_if_it_were_not_and_a_damaged_one_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var log = Path.Combine(folder, "log.gz");
        using (var packed = new GZipStream(File.Create(log), CompressionLevel.Fastest))
        {
            packed.Write(Encoding.ASCII.GetBytes(Log));
        }

        Assert.Equal(Touches, Lackey.Read(log).Touches);
        File.WriteAllText(log, Log);
        Assert.StartsWith($"{log}: not gzip, or damaged: ", Assert.Throws<ScenarioException>(() => Lackey.Read(log)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_log_leaves_no_file_behind()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var log = Path.Combine(folder, "log");
        File.WriteAllText(log, Log[..^40]);

        Assert.Equal(ExitCode.WrongInput, Run("import", "--lackey", log, "--out", Path.Combine(folder, "x.trace")));
        Assert.Equal([log], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_trace_takes_the_place_of_objects_and_pattern()
    {
        const string Traced = "machine: {memory: 1 MiB}\nprograms:\n  - name: sort\n    trace: nowhere.trace\n";

        Assert.StartsWith("s.yaml:4: trace: there is no file nowhere.trace; make it with: actorvm import --lackey", Problem(Traced), StringComparison.Ordinal);
        Assert.Equal("s.yaml:5: pattern: a trace says that already; leave it out", Problem(Traced + "    pattern: zipf\n"));
    }

    private static string Problem(string scenario) => Assert.Throws<ScenarioException>(() => ScenarioReader.Parse("s.yaml", scenario, [])).Message;

    private static PageTrace Read(string log)
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(log));
        return Lackey.Read(stream, new Place("log"));
    }

    private static byte[] Written()
    {
        using var file = new MemoryStream();
        PageTraceFile.Write(Read(Log), file);
        return file.ToArray();
    }

    private static PageTrace ReadFile(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return PageTraceFile.Read(stream, new Place("trace"));
    }

    private static bool IsRefusedOrSame(byte[] bytes)
    {
        try
        {
            return ReadFile(bytes) is { TextPages: 2, DataPages: 2 } trace && trace.Touches.SequenceEqual(Touches);
        }
        catch (ScenarioException)
        {
            return true;
        }
    }

    private static int Run(params string[] words)
    {
        using var output = new StringWriter();
        var shell = new Shell(output, output, Shell.Plain(output), new LoggerConfiguration().CreateLogger(), new Cli.Kernel.ScenarioRunner(), new Cli.Kernel.KernelVectorMachine(), IsErrorTerminal: false);
        return CommandLine.Run(words, shell);
    }
}
