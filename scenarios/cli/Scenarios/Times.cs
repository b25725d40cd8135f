using System.Globalization;

using ActorVm.Messages;

namespace ActorVm.Cli.Scenarios;

/// <summary>Virtual time as people write it.</summary>
internal static class Times
{
    public static string Text(Duration duration) => duration.Nanoseconds switch
    {
        >= 1_000_000_000 => Scaled(duration, 1_000_000_000, "s"),
        >= 1_000_000 => Scaled(duration, 1_000_000, "ms"),
        >= 1_000 => Scaled(duration, 1_000, "us"),
        0 => "0",
        _ => Scaled(duration, 1, "ns"),
    };

    private static string Scaled(Duration duration, long unit, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{(decimal)duration.Nanoseconds / unit:0.###} {name}");
}
