using System.Text.RegularExpressions;

namespace ActorVm.Tests.Scenarios.House;

/// <summary>Rules of the house; each test lists all offenders.</summary>
public sealed partial class HouseRulesTests
{
    private const int LinesMax = 300;

    private static readonly SortedDictionary<string, string[]> Imports = new(StringComparer.Ordinal)
    {
        ["ActorVm.Messages"] = [],
        ["ActorVm.Actors"] = ["ActorVm.Messages"],
        ["ActorVm.Simulation"] = ["ActorVm.Messages"],
        ["ActorVm.Live"] = ["ActorVm.Simulation"],
        ["ActorVm.Persistence"] = ["ActorVm.Actors", "ActorVm.Simulation"],
        ["ActorVm.Persistence.Akka"] = ["ActorVm.Persistence"],
        ["ActorVm.Cli"] = ["ActorVm.Persistence"],
    };

    [Fact]
    public void Imports_go_one_way()
    {
        var actual = Repository.Files("*.csproj")
            .Where(file => Imports.ContainsKey(Path.GetFileNameWithoutExtension(file)))
            .ToDictionary(
                file => Path.GetFileNameWithoutExtension(file),
                file => Reference().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal).ToArray(),
                StringComparer.Ordinal);

        Assert.Equal(Imports, actual);
    }

    [Fact]
    public void Every_message_is_received_by_somebody()
    {
        var actors = string.Concat(Repository.Files("*.cs").Where(file => Repository.IsIn(file, "actors/vm") || Repository.IsIn(file, "scenarios/cli/Kernel")).Select(File.ReadAllText));
        var messages = Repository.Files("*.cs").Where(file => Repository.IsIn(file, "messages"))
            .SelectMany(file => MessageName().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));

        Assert.Equal([], messages.Where(name => !Regex.IsMatch(actors, $@"(?<!new |<|\w){name}\b(?! ?\()")));
    }

    [Fact]
    public void Files_fit_in_the_head()
    {
        var longOnes = Repository.Files("*.cs").Where(file => File.ReadLines(file).Count() > LinesMax);

        Assert.Equal([], longOnes.Select(file => Path.GetRelativePath(Repository.Root, file)));
    }

    [GeneratedRegex("""<ProjectReference Include="[^"]*/([^/"]+)\.csproj" />""")]
    private static partial Regex Reference();

    [GeneratedRegex(@"record (\w+)(?:\([^;{]*?\))? : Message;", RegexOptions.Singleline)]
    private static partial Regex MessageName();
}
