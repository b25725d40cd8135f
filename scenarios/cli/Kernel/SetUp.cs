using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>
/// Has everybody start before an exploration begins. Whoever starts only sets timers and sends messages, which may take as long
/// as they like: nothing can happen without this that cannot happen after it.
/// </summary>
internal sealed class SetUp : IChooser
{
    private SetUp()
    {
    }

    public static void Start(World world)
    {
        var setUp = new SetUp();
        for (var index = 0; index < world.Candidates.Count;)
        {
            if (world.Candidates[index].Message is Start)
            {
                world.Deliver(index, setUp);
                index = 0;
            }
            else
            {
                index++;
            }
        }
    }

    public int NextDelivery(Candidates candidates) => 0;

    public int Choose(ActorId actor, in Choice choice) => 0;
}

/// <summary>Somebody outside the model who has already said what he has to say.</summary>
internal sealed class Bystander : IBehaviour<BystanderState>
{
    public BystanderState Receive(BystanderState self, in Envelope envelope, IOutbox outbox) => self;
}

/// <summary>Nothing.</summary>
internal readonly record struct BystanderState;
