using System.Text;

namespace ActorVm.Cli.Scenarios;

/// <summary>The short way to write a memory: a letter a page, or a letter and how many. <c>F8 I2 aAa</c> is <c>FFFFFFFFIIaAa</c>.</summary>
internal static class PageLetters
{
    public const string Known = ".FZCiIaAW";

    private const int PagesMax = 1 << 24;

    /// <exception cref="FormatException">A letter nobody knows, or a count without a letter.</exception>
    public static string Expand(string text)
    {
        var pages = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                continue;
            }

            var letter = Known.Contains(text[i], StringComparison.Ordinal) ? text[i]
                : throw new FormatException($"'{text[i]}' is no state of a page; write {string.Join(' ', Known.ToCharArray())}");
            var digits = text.AsSpan(i + 1).IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length - i - 1;
            var count = digits == 0 ? 1 : int.TryParse(text.AsSpan(i + 1, digits), out var written) && written > 0 && written <= PagesMax - pages.Length ? written
                : throw new FormatException($"'{text[i..(i + 1 + digits)]}' is not a number of pages");
            pages.Append(letter, count);
            i += digits;
        }

        return pages.ToString();
    }
}
