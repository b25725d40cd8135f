using System.CommandLine;
using System.Globalization;

namespace ActorVm.Cli.Commands;

/// <summary><c>--seed</c>, wherever a command takes one. A command that runs many seeds counts on from it.</summary>
internal static class SeedOption
{
    public const long Most = long.MaxValue - 1_000_000;

    public static Option<long?> Make(string description)
    {
        var seed = new Option<long?>("--seed") { Description = description };
        seed.Validators.Add(found =>
        {
            if (found.Tokens.Count == 1 && long.TryParse(found.Tokens[0].Value, CultureInfo.InvariantCulture, out var number) && number is < 0 or > Most)
                found.AddError($"--seed {found.Tokens[0].Value}: is not between 0 and {Most}");
        });
        return seed;
    }
}
