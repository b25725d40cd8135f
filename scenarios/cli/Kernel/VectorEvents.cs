using ActorVm.Cli.Vectors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>Makes the vector's events and pager faults happen: what other processors do, and how writes fail.</summary>
internal sealed class VectorEvents(Vector vector, World world, VectorRecorder recorder)
{
    private readonly ActorId queueManager = world.IdOf(KernelCast.QueueManager);
    private int blockingPoints;
    private int freeMutexPoints;

    /// <summary>A thread has reached a blocking point.</summary>
    public void FireAtBlock(IChooser chooser) => Fire("B", ++blockingPoints, chooser);

    /// <summary>A thread is about to take the free mutex.</summary>
    public void FireAtFreeMutex(IChooser chooser) => Fire("F", ++freeMutexPoints, chooser);

    /// <summary>Tells each pager of the writes of its pages that fail.</summary>
    public void InjectPagerFaults(IChooser chooser)
    {
        foreach (var fault in vector.PagerFaults)
        {
            var told = new FailWrites(new WriteFault(new PageIndex(fault.Page), KindOf(fault), fault.Times));
            if (fault.Kind is "nospace" or "ioerr")
                world.Tell(world.IdOf(KernelCast.SwapPager), told);

            world.Tell(world.IdOf(KernelCast.VnodePager), told);
        }

        world.Run(chooser);
    }

    private void Fire(string point, int at, IChooser chooser)
    {
        foreach (var each in vector.Events.Where(each => each.Point == point && each.At == at))
        {
            recorder.Expect(each.Op == "exit" ? 'x' : each.Op[0]);
            world.Tell(queueManager, new Disturb(Enum.Parse<DisturbanceKind>(each.Op, ignoreCase: true), new PageIndex(each.Page), new ObjectId(each.Object), each.Pindex));
            world.Step(chooser);
        }
    }

    private static WriteFaultKind KindOf(PagerFault fault) => fault.Kind switch
    {
        "nospace" => WriteFaultKind.NoSpace,
        "ioerr" => WriteFaultKind.IoError,
        "again" => WriteFaultKind.Again,
        "bad" => WriteFaultKind.Bad,
        "fail" => WriteFaultKind.Fail,
        _ => WriteFaultKind.Error,
    };
}
