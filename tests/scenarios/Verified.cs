using System.Runtime.CompilerServices;

namespace ActorVm.Tests.Scenarios;

/// <summary>Texts that were looked at once and are kept beside the test. Line ends are \n everywhere.</summary>
internal static class Verified
{
    /// <summary>A difference is written beside the test as *.received.*, to be looked at and moved over the verified file.</summary>
    public static void Equal(string name, string actual, [CallerFilePath] string test = "")
    {
        var verified = Path.Combine(Path.GetDirectoryName(test)!, name);
        var expected = File.Exists(verified) ? File.ReadAllText(verified) : "";
        if (expected != actual)
        {
            File.WriteAllText(verified.Replace(".verified.", ".received.", StringComparison.Ordinal), actual);
        }

        Assert.Equal(expected, actual);
    }
}
