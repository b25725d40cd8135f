namespace ActorVm.Cli.Comparing;

/// <summary>A share of many, and between which bounds the true one lies with 95 % confidence.</summary>
internal readonly record struct Rate(double Value, double Low, double High);

/// <summary>
/// The score interval of E. B. Wilson (Journal of the American Statistical Association 22, 1927): right for few tries and at
/// 0 and 1 as well, where the usual one has no width.
/// </summary>
internal static class Wilson
{
    /// <summary>Standard deviations on either side that 95 % of a normal distribution lie between.</summary>
    private const double Z = 1.959963984540054;

    public static Rate Of(long successes, long tries)
    {
        if (tries == 0)
        {
            return new Rate(0, 0, 1);
        }

        var rate = (double)successes / tries;
        var weight = Z * Z / tries;
        var centre = (rate + (weight / 2)) / (1 + weight);
        var reach = Z / (1 + weight) * Math.Sqrt((rate * (1 - rate) / tries) + (weight / (4 * tries)));

        return new Rate(rate, successes == 0 ? 0 : centre - reach, successes == tries ? 1 : centre + reach);
    }
}
