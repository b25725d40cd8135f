using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ActorVm.Cli.Binding;

/// <summary>Reads YAML that may be anything, and says what is wrong with it where it is wrong.</summary>
internal static class YamlText
{
    /// <summary>The loader recurses; a file of brackets must not take the stack.</summary>
    private const int DepthMax = 32;

    /// <exception cref="ScenarioException">The text is not YAML, or nested too deep.</exception>
    public static IList<YamlDocument> Load(string text, Func<long, Place> placeOf, string problem)
    {
        var line = 1L;
        try
        {
            CheckDepth(text, placeOf, ref line);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents;
        }
        catch (YamlException wrong)
        {
            throw new ScenarioException(placeOf(wrong.Start.Line), $"{problem}: {wrong.Message}", wrong);
        }
        catch (InvalidOperationException lost)
        {
            // The parser loses its way in some broken flow mappings ("always: [a{b]") and does not say so in its own words.
            throw new ScenarioException(placeOf(line), $"{problem}: a bracket, a colon or a comma is missing or one too many", lost);
        }
    }

    private static void CheckDepth(string text, Func<long, Place> placeOf, ref long line)
    {
        var parser = new Parser(new StringReader(text));
        for (var depth = 0; parser.MoveNext();)
        {
            line = Math.Max(1, parser.Current!.End.Line);
            depth += parser.Current.NestingIncrease;
            if (depth > DepthMax)
            {
                throw new ScenarioException(placeOf(parser.Current.Start.Line), $"nested more than {DepthMax} deep");
            }
        }
    }
}
