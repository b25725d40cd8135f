namespace ActorVm.Simulation;

/// <summary>
/// How the choices of one run fall, and then of the next: like an odometer, the last choice that has another alternative
/// takes it, and those after it start again.
/// </summary>
internal sealed class Odometer
{
    private int[] chosen = new int[8];
    private int[] alternatives = new int[8];
    private int known;

    /// <summary>Choices made in this run.</summary>
    public int Made { get; private set; }

    public ReadOnlySpan<int> Chosen => chosen.AsSpan(0, Made);

    /// <summary>The next run is the first of all.</summary>
    public void Clear() => (known, Made) = (0, 0);

    public int Choose(int count)
    {
        if (Made == known)
            Learn(count);
        return chosen[Made++];
    }

    /// <summary>Goes on to the next run.</summary>
    /// <returns>False when every way was taken.</returns>
    public bool Next()
    {
        for (known = Made, Made = 0; known > 0; known--)
        {
            if (++chosen[known - 1] < alternatives[known - 1])
                return true;
        }

        return false;
    }

    private void Learn(int count)
    {
        if (known == chosen.Length)
        {
            Array.Resize(ref chosen, 2 * known);
            Array.Resize(ref alternatives, 2 * known);
        }

        (chosen[known], alternatives[known]) = (0, count);
        known++;
    }
}
