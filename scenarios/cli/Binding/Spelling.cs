using System.Globalization;
using System.Text;

namespace ActorVm.Cli.Binding;

/// <summary>Names as they are written in files, and the nearest right one to a wrong one.</summary>
internal static class Spelling
{
    // All that is ours fits; the names in somebody's file may be many.
    private const int ShownMost = 40;
    private const int WordMost = 300;
    private const int WordShown = 40;
    private const int ProblemMost = 1600;

    /// <summary><c>PageDaemon</c> → <c>page-daemon</c>.</summary>
    public static string Kebab(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0)
            {
                text.Append('-');
            }

            text.Append(char.ToLower(letter, CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary><c>; did you mean 'page-daemon'?</c>, or the whole choice when nothing is near.</summary>
    public static string Suggest(string written, IEnumerable<string> known)
    {
        var names = known.ToArray();
        var (nearest, distance) = names.Select(name => (name, Distance(written, name))).DefaultIfEmpty(("", int.MaxValue)).MinBy(pair => pair.Item2);

        return distance <= Math.Max(2, written.Length / 3) ? $"; did you mean '{nearest}'?"
            : names.Length is > 0 and <= ShownMost ? $"; known here: {string.Join(", ", names)}"
            : "";
    }

    /// <summary>What somebody wrote is quoted where it is wrong; a megabyte of it is no help.</summary>
    public static string Shortened(string problem)
    {
        var text = string.Join(' ', problem.Split(' ').Select(word => word.Length > WordMost ? $"{word[..WordShown]}…{word[^WordShown..]}" : word));
        return text.Length > ProblemMost ? $"{text[..(ProblemMost / 2)]} … {text[^(ProblemMost / 2)..]}" : text;
    }

    // Edits (insert, drop, replace, swap of neighbours) from one word to the other.
    private static int Distance(string left, string right)
    {
        int[] before = [], above = [.. Enumerable.Range(0, right.Length + 1)];
        for (var i = 1; i <= left.Length; i++)
        {
            var row = new int[right.Length + 1];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replace, Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, above) = (above, row);
        }

        return above[right.Length];
    }
}
