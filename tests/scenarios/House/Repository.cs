namespace ActorVm.Tests.Scenarios.House;

/// <summary>The files the project is made of.</summary>
internal static class Repository
{
    public static readonly string Root = FindRoot();

    /// <summary>Source files, in order, without what builds leave behind.</summary>
    public static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
            .Where(file => !IsIn(file, "artifacts") && !IsIn(file, ".git"))
            .Order(StringComparer.Ordinal);

    public static bool IsIn(string file, string folder) =>
        Path.GetRelativePath(Root, file).StartsWith(folder + '/', StringComparison.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActorVm.sln")))
            folder = folder.Parent;

        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside the project's folder");
    }
}
