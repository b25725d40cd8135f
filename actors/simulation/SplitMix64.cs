using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// A generator whose sequence is fixed for ever by its seed: Steele, Lea and Flood, "Fast splittable pseudorandom
/// number generators", OOPSLA 2014. The one of the class library may change between versions.
/// </summary>
public record struct SplitMix64(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>One of <c>0 … count − 1</c>; the bias is below count/2³².</summary>
    public int Below(int count) => (int)((Next() >> 32) * (ulong)count >> 32);

    /// <summary>An answer to a choice, by its odds; 31 bits for a seed.</summary>
    public int Decide(in Choice choice) => choice switch
    {
        { IsSeed: true } => (int)(Next() >> 33) % int.MaxValue,
        { Alternatives: 2, OddsPerMillion: > 0 } => Below(1_000_000) < choice.OddsPerMillion ? 1 : 0,
        _ => Below(choice.Alternatives),
    };
}
