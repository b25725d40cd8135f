namespace ActorVm.Actors;

/// <summary>
/// The generator that programs carry with them; seeded once, its sequence is fixed for ever: Steele, Lea and Flood,
/// "Fast splittable pseudorandom number generators", OOPSLA 2014.
/// </summary>
internal static class SplitMix
{
    public static ulong Next(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            var mixed = state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }

    public static uint High(ulong bits) => unchecked((uint)(bits >> 32));

    public static uint Low(ulong bits) => unchecked((uint)bits);

    /// <summary>32 random bits as one of <c>0 … count − 1</c>; the bias is below count/2³².</summary>
    public static int Scale(uint bits, int count) => unchecked((int)((ulong)bits * (uint)count >> 32));
}
