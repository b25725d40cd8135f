using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// Looks, like WITNESS, whether a thread takes a lock against the kernel's order while it holds another. Locks that are
/// only tried do not count, nor does Giant when it is taken back after a sleep.
/// </summary>
/// <remarks>Kernel notes §11: the order is Giant, vnode, object, page-queue mutex, free mutex.</remarks>
public static class LockOrder
{
    /// <summary>The reversal in words, after <paramref name="thread"/> has sent <paramref name="wish"/>; null if it is in order.</summary>
    public static string? Reversal(in QueueManagerState state, in VnodePagerState vnodes, ActorId thread, Message wish, Func<ActorId, string> nameOf)
    {
        if (Wanted(wish) is not { } wanted)
            return null;

        foreach (var held in Held(state, vnodes, thread))
        {
            if (held.Rank > wanted.Rank || (held.Rank == wanted.Rank && held != wanted))
                return $"lock order reversal: {nameOf(thread)} holds {held.Name} and takes {wanted.Name}, which comes {(held.Rank == wanted.Rank ? "beside" : "before")} it";
        }

        return null;
    }

    private static Lock? Wanted(Message wish) => wish switch
    {
        LockVnode { MayFail: false } m => new Lock(1, $"vnode {m.Object.Value}"),
        _ when QueueManager.ObjectLockFor(wish) is { IsNone: false } id => new Lock(2, $"object {id.Value}"),
        _ => null,
    };

    private static List<Lock> Held(in QueueManagerState state, in VnodePagerState vnodes, ActorId thread)
    {
        var held = new List<Lock>();
        foreach (var vnode in vnodes.Locks)
        {
            if (vnode.Holder == thread)
                held.Add(new Lock(1, $"vnode {vnode.Object.Value}"));
        }

        for (var number = 0; number < state.Memory.ObjectCount; number++)
        {
            if (state.Memory.Object(new ObjectId(number)).LockHolderPlusOne == thread.Number + 1)
                held.Add(new Lock(2, $"object {number}"));
        }

        if (state.Locks.PageQueues == thread)
            held.Add(new Lock(3, "the page-queue mutex"));

        return held;
    }

    private readonly record struct Lock(int Rank, string Name);
}
