namespace ActorVm.Simulation;

/// <summary>
/// The owned states of a world put aside, the first of each type: what is saved later says only how it differs from them.
/// </summary>
internal sealed class Baseline
{
    private readonly List<object> owned = [];

    public static Baseline Of(World world)
    {
        var baseline = new Baseline();
        world.WriteStates(new ByteWriter { Collects = baseline });
        return baseline;
    }

    public void Add(object state) => owned.Add(state);

    public T? First<T>() => owned.OfType<T>().FirstOrDefault();
}
