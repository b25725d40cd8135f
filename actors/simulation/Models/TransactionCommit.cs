using System.Numerics;

using ActorVm.Messages;

namespace ActorVm.Simulation.Models;

/// <summary>
/// Lamport's TwoPhase: J. Gray and L. Lamport, "Consensus on transaction commit", ACM TODS 31(1), 2006. One actor whose
/// pending tick asks which of the enabled actions happens: it exercises choices of data rather than of order.
/// </summary>
internal static class TransactionCommit
{
    /// <param name="managers">Number of resource managers, up to 15.</param>
    /// <param name="symmetric">Managers are alike: states that differ only in who is who are one.</param>
    public static World Build(int managers, bool symmetric)
    {
        var builder = new WorldBuilder(Pace.Adversarial);
        var commit = builder.Add("commit", new Commit(managers, symmetric), default);
        var world = builder.Build();
        world.Post(commit, commit, Tick);
        return world;
    }

    private static readonly NextAction Tick = new();

    private sealed record NextAction : Message;

    private enum Coordinator : byte
    {
        Init,
        Committed,
        Aborted,
    }

    /// <param name="Managers">Two bits each: 0 working, 1 prepared, 2 committed, 3 aborted.</param>
    /// <param name="Known">Whom the coordinator knows prepared.</param>
    /// <param name="Said">Who has said Prepared.</param>
    private readonly record struct CommitState(uint Managers, ushort Known, ushort Said, Coordinator Coordinator);

    private sealed class Commit(int count, bool symmetric) : IBehaviour<CommitState>
    {
        private readonly int everybody = (1 << count) - 1;
        private readonly uint low = 0x5555_5555U >> (32 - 2 * count);

        public CommitState Receive(CommitState self, in Envelope envelope, IOutbox outbox)
        {
            outbox.Tell(envelope.To, Tick);
            var next = Act(self, outbox);
            return symmetric ? Sorted(next) : next;
        }

        // Actions in the order: commit, abort, receive Prepared(rm), prepare(rm), choose to abort(rm), receive Commit(rm), receive Abort(rm).
        private CommitState Act(in CommitState self, IOutbox outbox)
        {
            var isInit = self.Coordinator == Coordinator.Init;
            var working = Narrow(~(self.Managers | (self.Managers >> 1)) & low);
            var commits = isInit && self.Known == everybody ? 1 : 0;
            var aborts = isInit ? 1 : 0;
            var prepared = isInit ? self.Said : 0U;
            var hearers = isInit ? 0 : count;
            var (heard, idle) = (BitOperations.PopCount(prepared), BitOperations.PopCount(working));
            var action = outbox.Choose(new Choice("which action", commits + aborts + heard + 2 * idle + hearers));

            if ((action -= commits) < 0)
                return self with { Coordinator = Coordinator.Committed };
            if ((action -= aborts) < 0)
                return self with { Coordinator = Coordinator.Aborted };
            if ((action -= heard) < 0)
                return self with { Known = (ushort)(self.Known | (1 << Pick(prepared, action + heard))) };
            if ((action -= idle) < 0)
                return Prepare(self, Pick(working, action + idle));
            if ((action -= idle) < 0)
                return self with { Managers = self.Managers | (3U << (2 * Pick(working, action + idle))) };

            var decided = self.Coordinator == Coordinator.Committed ? 2U : 3U;
            return self with { Managers = self.Managers & ~(3U << (2 * action)) | (decided << (2 * action)) };
        }

        private static CommitState Prepare(in CommitState self, int manager) =>
            self with { Managers = self.Managers | (1U << (2 * manager)), Said = (ushort)(self.Said | (1 << manager)) };

        /// <summary>The position of the set bit of that index.</summary>
        private static int Pick(uint bits, int index)
        {
            for (; index > 0; index--)
                bits &= bits - 1;
            return BitOperations.TrailingZeroCount(bits);
        }

        /// <summary>Moves every second bit together.</summary>
        private static uint Narrow(uint bits)
        {
            bits = (bits | (bits >> 1)) & 0x3333_3333;
            bits = (bits | (bits >> 2)) & 0x0F0F_0F0F;
            bits = (bits | (bits >> 4)) & 0x00FF_00FF;
            return (bits | (bits >> 8)) & 0x0000_FFFF;
        }

        private CommitState Sorted(in CommitState self)
        {
            Span<int> managers = stackalloc int[count];
            for (var manager = 0; manager < count; manager++)
            {
                managers[manager] = (int)((self.Managers >> (2 * manager)) & 3)
                    | (((self.Known >> manager) & 1) << 2)
                    | (((self.Said >> manager) & 1) << 3);
            }

            managers.Sort();
            var (state, known, said) = (0U, 0, 0);
            for (var manager = 0; manager < count; manager++)
            {
                state |= (uint)(managers[manager] & 3) << (2 * manager);
                known |= ((managers[manager] >> 2) & 1) << manager;
                said |= ((managers[manager] >> 3) & 1) << manager;
            }

            return new CommitState(state, (ushort)known, (ushort)said, self.Coordinator);
        }
    }
}
