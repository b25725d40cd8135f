using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>
/// Makes the events of a scenario happen at the interleaving points of contigmalloc, as the test vectors do: before
/// anything else that could be delivered then. Events with a time are sent when the world is built.
/// </summary>
internal sealed class ScenarioEvents(ScenarioFile file, ScenarioMemory memory)
{
    private int sleeps;
    private int vnodes;
    private int freeMutexes;

    /// <summary>The message of an event.</summary>
    public static Disturb Message(EventSection happening, ScenarioMemory memory) => new(
        happening.Do,
        new PageIndex(happening.Page),
        memory.InitialObjects.TryGetValue(happening.Object ?? InitialPages.Boot, out var id) ? id : ObjectId.None,
        memory.Memory.Length + happening.Page);

    /// <summary>Looks whether the last step was a point, and tells the queue manager of its events.</summary>
    public void After(World world)
    {
        switch (world.Last.Message)
        {
            case ContigSleepsOnPage or ContigPutsPages:
                sleeps++;
                Fire(world, happening => happening.Sleep == sleeps);
                break;
            case ContigCleansObject:
                vnodes++;
                Fire(world, happening => happening.Vnode == vnodes);
                break;
            case ContigAtFreeMutex:
                freeMutexes++;
                Fire(world, happening => happening.FreeMutex == freeMutexes);
                break;
            default:
                break;
        }
    }

    private void Fire(World world, Func<EventSection, bool> isNow)
    {
        foreach (var happening in file.Events.Where(isNow))
        {
            world.Tell(world.IdOf(KernelCast.QueueManager), Message(happening, memory));
        }
    }
}

/// <summary>What comes from outside goes first; everything else as another chooser says.</summary>
internal sealed class OutsideFirst(IChooser other) : IChooser
{
    public IChooser Other => other;

    public int NextDelivery(Candidates candidates)
    {
        for (var index = 0; index < candidates.Count; index++)
        {
            if (candidates[index].Channel.From == ActorId.Outside && candidates[index].Message is Disturb)
            {
                return index;
            }
        }

        return other.NextDelivery(candidates);
    }

    public int Choose(ActorId actor, in Choice choice) => other.Choose(actor, choice);
}
