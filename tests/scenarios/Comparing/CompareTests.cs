using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;

using Serilog;

namespace ActorVm.Tests.Scenarios.Comparing;

public sealed class CompareTests : IDisposable
{
    private const string Tiny =
        """
        # Covers: a comparison.
        # Story: Memory is full of dirty pages & a driver wants four of them.
        machine: {memory: 256 KiB, swap: 1 MiB, colours: 1, thresholds: {v_free_min: 1, v_free_reserved: 1, v_free_severe: 1, v_free_target: 2}}
        page-daemon: off
        initial: {pages: W1 A62 F1}
        drivers:
          - {name: fxp0, requests: [{size: 16 KiB, at: 1ms, repeat: 2}]}
        until: 10s

        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public CompareTests() => File.WriteAllText(Path.Combine(folder.FullName, "tiny.yaml"), Tiny);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_line_for_each_scenario_revision_and_algorithm_mended_has_one()
    {
        Assert.Equal(
            """
            scenario  revision  algorithm  granted  success  95 % confidence   median     99 %  laundered  taken  broken
            tiny      1.36      old            3/6   50.0 %        18.8–81.2  1.05 us  12.7 ms         47     46
                      1.36      new            6/6  100.0 %       61.0–100.0  1.87 us  14.2 ms         62      8
                      mended    new            6/6  100.0 %       61.0–100.0   404 us   8.3 ms          7      7
            """,
            TableOf(Run("compare", folder.FullName, "--revisions", "1.36,mended", "--seeds", "3").Out));
    }

    [Fact]
    public void The_same_comparison_comes_to_the_same_whichever_thread_was_faster()
    {
        string[] words = ["compare", folder.FullName, "--seeds", "5", "--json"];

        Assert.Equal(Run(words).Out, Run(words).Out);
    }

    [Fact]
    public void The_page_needs_nothing_from_elsewhere_and_tells_the_story()
    {
        var page = Path.Combine(folder.FullName, "report.html");

        Assert.Equal(ExitCode.Ok, Run("compare", folder.FullName, "--revisions", "1.36", "--seeds", "1", "--out", page).Code);
        var html = File.ReadAllText(page);
        Assert.Contains("Memory is full of dirty pages &amp; a driver wants four of them.", html, StringComparison.Ordinal);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--revisions 1.36,1.37: '1.37' is not one of 1.34, 1.36, 1.48, 1.45s, 1.51, 1.63, mended", "--revisions", "1.36,1.37")]
    [InlineData("--algorithms newer: 'newer' is not one of old, new", "--algorithms", "newer")]
    [InlineData("--seeds 0: is not between 1 and 1000000", "--seeds", "0")]
    [InlineData("/no/such/folder/report.html: cannot be written: its folder is not there", "--out", "/no/such/folder/report.html")]
    public void Wrong_input_is_told_in_one_line_before_anything_runs(string problem, params string[] words) =>
        Assert.Equal((ExitCode.WrongInput, problem + "\n"), (Run(["compare", folder.FullName, .. words]).Code, Run(["compare", folder.FullName, .. words]).Error));

    // Without the words below it, and without the blanks at the ends of lines.
    private static string TableOf(string output) => string.Join('\n', output.Split('\n').TakeWhile(line => line.Length > 0).Select(line => line.TrimEnd()));

    private static (int Code, string Out, string Error) Run(params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var shell = new Shell(output, error, Shell.Plain(output), new LoggerConfiguration().CreateLogger(), new ScenarioRunner(), new KernelVectorMachine(), IsErrorTerminal: false);

        return (CommandLine.Run(words, shell), output.ToString(), error.ToString());
    }
}
