using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// Turns cached pages into free ones until interrupts can be sure of v_free_reserved: colour by colour in big steps, so
/// that all colours lose alike, and on from where the last refill stopped.
/// </summary>
/// <remarks>Kernel notes §5.</remarks>
internal static class FreeRefill
{
    public static void Run(KernelMemory memory, ActorId thread)
    {
        var (colour, firstFailure) = (memory.LastFreedColour, -1);
        while (memory.Meter.FreeCount < memory.Thresholds.FreeReserved)
        {
            colour = (colour + StepOf(memory.Colours)) & (memory.Colours - 1);
            if (colour == firstFailure)
                return;

            if (FreeOne(memory, colour, thread))
                (memory.LastFreedColour, firstFailure) = (colour, -1);
            else if (firstFailure == -1)
                firstFailure = colour;
        }
    }

    private static bool FreeOne(KernelMemory memory, int colour, ActorId thread)
    {
        for (var page = memory.FirstOf(PageQueue.Cache, colour); !page.IsNone; page = memory.NextOf(page))
        {
            memory.Examined++;
            if (memory[page].HoldCount != 0 || !memory.TryLock(memory.OwnerOf(page).Object, thread))
                continue;

            memory.FreeByDaemon(page);
            return true;
        }

        return false;
    }

    // PQ_PRIME2 of the kernel's table of cache sizes.
    private static int StepOf(int colours) => colours switch
    {
        >= 128 => 23,
        64 => 7,
        32 => 5,
        16 => 3,
        _ => 1,
    };
}
