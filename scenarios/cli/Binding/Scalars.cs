using System.Globalization;
using System.Reflection;

using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

namespace ActorVm.Cli.Binding;

/// <summary>Reads the words a file may hold where one value stands. Says what to write when it cannot.</summary>
internal static class Scalars
{
    private static readonly (string Unit, long Factor)[] Sizes =
        [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("pages", ByteSize.PerPage), ("page", ByteSize.PerPage), ("bytes", 1), ("B", 1)];

    private static readonly (string Unit, long Factor)[] Times =
        [("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("min", 60_000_000_000)];

    private static readonly Dictionary<Type, Func<string, object>> Readers = new()
    {
        [typeof(string)] = text => text,
        [typeof(bool)] = text => Switch(text),
        [typeof(int)] = text => (int)Whole(text, int.MinValue, int.MaxValue),
        [typeof(long)] = text => Whole(text, long.MinValue, long.MaxValue),
        [typeof(ByteSize)] = text => new ByteSize(Size(text)),
        [typeof(Duration)] = text => new Duration(Time(text)),
        [typeof(Share)] = text => new Share(Part(text)),
        [typeof(CountRange)] = text => Range(text),
    };

    public static bool IsScalar(Type type) => type.IsEnum || Readers.ContainsKey(type);

    /// <exception cref="FormatException">It cannot be read; the message says what to write.</exception>
    public static object Read(string text, Type type, BoundsAttribute? bounds = null) =>
        type.IsEnum ? Word(text, type)
        : bounds is null ? Readers[type](text)
        // Both boxed as they are: an int beside a long would become one.
        : type == typeof(int) ? (object)(int)Whole(text, bounds.Least, bounds.Most)
        : type == typeof(Duration) ? new Duration(Time(text, bounds.Most))
        : Whole(text, bounds.Least, bounds.Most);

    /// <summary>The names an enumeration has in files.</summary>
    public static IReadOnlyList<string> Words(Type type) =>
        [.. Enum.GetNames(type).Select(name => type.GetField(name)!.GetCustomAttribute<KeyAttribute>()?.Name ?? Spelling.Kebab(name))];

    public static string WordOf<T>(T value) where T : struct, Enum => Words(typeof(T))[Array.IndexOf(Enum.GetValues<T>(), value)];

    private static object Word(string text, Type type)
    {
        var words = Words(type);
        var index = words.ToList().IndexOf(text);

        return index >= 0 ? Enum.GetValues(type).GetValue(index)! : throw new FormatException($"'{text}' is not one of {string.Join(", ", words)}{Near(text, words)}");
    }

    private static string Near(string text, IReadOnlyList<string> words) =>
        Spelling.Suggest(text, words) is var hint && hint.Contains("did you mean", StringComparison.Ordinal) ? hint : "";

    private static bool Switch(string text) => text switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        _ => throw new FormatException($"'{text}' is neither on nor off"),
    };

    private static long Whole(string text, long least, long most)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        var isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var isNumber = isHex
            ? long.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            : long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

        return isNumber && number >= least && number <= most ? number
            : isNumber || IsTooLong(digits) ? throw new FormatException($"{text} is not between {least} and {most}")
            : throw new FormatException($"'{text}' is not a whole number");
    }

    private static bool IsTooLong(string digits) => digits.AsSpan().TrimStart('-') is { Length: > 18 } number && number.IndexOfAnyExceptInRange('0', '9') < 0;

    private static long Size(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bytes) || text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            bytes = Whole(text, long.MinValue, long.MaxValue);
            return bytes >= 0 ? bytes : throw new FormatException($"a size cannot be {text}");
        }

        return Measure(text, Sizes, "a size", "write bytes, KiB, MiB, GiB or pages, such as 256 KiB");
    }

    private static long Time(string text, long most = Scenarios.Times.Longest) =>
        text == "0" ? 0
        : Measure(text, Times, "a time", "write ns, us, ms, s or min, such as 10ms") is var time && time <= most ? time
        : throw new FormatException($"{text} is more than {Scenarios.Times.Text(new Duration(most))}");

    private static long Measure(string text, (string Unit, long Factor)[] units, string what, string advice)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 && text[end] == '.'
            ? end + 1 + IndexOfUnit(text.AsSpan(end + 1))
            : IndexOfUnit(text);
        var unit = text[digits..].Trim();
        var isNumber = decimal.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        if (!isNumber)
        {
            throw new FormatException($"'{text}' is not {what}; {advice}");
        }

        var factor = unit is "" ? throw new FormatException($"{what} needs a unit; {advice}")
            : units.FirstOrDefault(known => known.Unit == unit).Factor is var found and > 0 ? found
            : throw new FormatException($"unknown unit '{unit}'{DidYouMean(unit, units)}; {advice}");
        var product = number > long.MaxValue / factor ? throw new FormatException($"{text} is too much") : number * factor;

        return product == decimal.Truncate(product) ? (long)product : throw new FormatException($"{text} is not whole: {product.ToString(CultureInfo.InvariantCulture)}");
    }

    private static int IndexOfUnit(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length;

    private static string DidYouMean(string unit, (string Unit, long Factor)[] units) =>
        units.FirstOrDefault(known => string.Equals(known.Unit.Replace("i", "", StringComparison.Ordinal), unit, StringComparison.OrdinalIgnoreCase)
            || string.Equals(known.Unit, unit, StringComparison.OrdinalIgnoreCase)) is { Unit: { } near } ? $"; did you mean '{near}'?" : "";

    private static int Part(string text)
    {
        var isPercent = text.EndsWith('%');
        var isNumber = decimal.TryParse(text.AsSpan().TrimEnd('%').TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        var part = isPercent ? number / 100 : number;

        return isNumber && part is >= 0 and <= 1
            ? (int)(part * Share.Whole)
            : throw new FormatException($"'{text}' is not a share; write 0% to 100%, or 0 to 1");
    }

    private static CountRange Range(string text)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        var least = dots < 0 ? text : text[..dots];
        var most = dots < 0 ? text : text[(dots + 2)..];
        try
        {
            var range = new CountRange(least is "" ? 0 : Whole(least, 0, long.MaxValue), most is "" ? long.MaxValue : Whole(most, 0, long.MaxValue));
            return range.Least <= range.Most ? range : throw new FormatException($"no count is between {least} and {most}");
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"'{text}' is not a count; write 5, 1..10, 5.. (at least) or ..5 (at most)", wrong);
        }
    }
}
