using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Cli.Exploring;

/// <summary>What <c>sometimes</c> asks for, seen in one situation: somebody is in it, or has just been told of it.</summary>
internal static class KernelSights
{
    public static bool HasResult(in KernelSituation kernel, ContigOutcome outcome) => kernel.Results().Any(answer => answer.Result.Outcome == outcome);

    public static bool Has<TMessage>(in KernelSituation kernel) where TMessage : Message => kernel.Situation.Mail.Any(waiting => waiting.Message is TMessage);

    public static bool WritesForContig(in KernelSituation kernel) => kernel.Situation.Mail.Any(waiting => waiting.Message is ContigPutsPages or ContigPagesWritten);

    public static bool AllocatorSleeps(in KernelSituation kernel)
    {
        foreach (var allocator in kernel.Roles.Allocators)
        {
            if (kernel.AllocatorOf(allocator).WaitingOn is AllocatorWait.BusyPage or AllocatorWait.PageOut or AllocatorWait.Vnode)
                return true;
        }

        return false;
    }

    public static bool DaemonRuns(in KernelSituation kernel) => kernel.Situation.Mail.Any(waiting => waiting.Message is DaemonWoken);

    public static bool ProgramWaitsForMemory(in KernelSituation kernel)
    {
        foreach (var program in kernel.Roles.Programs)
        {
            if (kernel.Situation.StateOf<ProgramState>(program).WaitingOn == ProgramWait.Memory)
                return true;
        }

        return false;
    }

    public static bool SwapIsFull(in KernelSituation kernel) => kernel.Situation.StateOf<SwapPagerState>(kernel.Roles.SwapPager).IsFull;
}
