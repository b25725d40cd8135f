using ActorVm.Cli.Binding;

namespace ActorVm.Cli.Files;

/// <summary>Why a file cannot be read, without the words and the whole path of the library.</summary>
internal static class UnreadableFile
{
    public static bool IsMeant(Exception wrong) => wrong is IOException or UnauthorizedAccessException;

    public static ScenarioException Of(string path, Exception wrong) => Of(path, new Place(path), wrong);

    public static ScenarioException Of(string path, Place place, Exception wrong) => new(place, Why(path, wrong), wrong);

    private static string Why(string path, Exception wrong) =>
        Directory.Exists(path) ? "is a folder, where a file is expected"
        : wrong is FileNotFoundException or DirectoryNotFoundException ? "there is no such file"
        : wrong is UnauthorizedAccessException ? "may not be read by you"
        : $"cannot be read: {wrong.Message}";
}
