using System.Globalization;

using ActorVm.Cli.Scenarios;

namespace ActorVm.Cli.Kernel;

/// <summary>
/// What a run goes without, as the header of its schedule names it: <c>without: NAME &lt;- outside #1 Start</c> takes a message out of the
/// start, <c>without-event: 2 reclaim page 3</c> an event that comes at a point of contigmalloc, by its number in the file.
/// </summary>
internal static class LeftOut
{
    private const string EventKey = "without-event";

    public static KeyValuePair<string, string> Letter(string letter) => new("without", letter);

    public static KeyValuePair<string, string> Event(ScenarioFile file, int index) =>
        new(EventKey, string.Create(CultureInfo.InvariantCulture, $"{index + 1} {Binding.Scalars.WordOf(file.Events[index].Do)} page {file.Events[index].Page}"));

    /// <summary>The events that come at points, by index: those with a time are messages of the start.</summary>
    public static IEnumerable<int> Points(ScenarioFile file) => Enumerable.Range(0, file.Events.Count).Where(index => file.Events[index].At is null);

    /// <summary>The scenario without the events that the header names.</summary>
    public static ScenarioFile Without(this ScenarioFile file, IEnumerable<KeyValuePair<string, string>> header)
    {
        var numbers = header.Where(entry => entry.Key == EventKey).Select(entry => entry.Value.Split(' ')[0]).ToArray();
        return numbers.Length == 0
            ? file
            : file with { Events = [.. file.Events.Where((_, index) => !numbers.Contains((index + 1).ToString(CultureInfo.InvariantCulture)))] };
    }
}
