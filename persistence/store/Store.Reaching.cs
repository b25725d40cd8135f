using System.Data.Common;
using System.Diagnostics;
using System.Net.Sockets;

namespace ActorVm.Persistence;

/// <content>The first connection. Nothing is under way yet, so whoever mistyped an address is told so soon.</content>
public sealed partial class Store
{
    private static readonly TimeSpan SilentMost = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReachMost = TimeSpan.FromSeconds(5);

    /// <summary>Connects to a server. One that restarts is waited for, but not as long as in the middle of a run.</summary>
    /// <param name="tell">Told that there is something to wait for, when it takes long.</param>
    private void Reach(Action<string> tell)
    {
        // Names are looked up by the system, which does not let itself be hurried.
        var since = Stopwatch.StartNew();
        var connecting = Task.Run(() => Connected(since));
        if (!HasEnded(connecting, SilentMost))
            tell($"{Name}: waiting for the server …");
        if (!HasEnded(connecting, ReachMost - since.Elapsed))
        {
            _ = connecting.ContinueWith(late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw new StoreException(Name, $"does not answer within {ReachMost.TotalSeconds:0} s. Is the host right, does a server listen there, do firewalls let it through?");
        }

        connection = Guarded(() => connecting.GetAwaiter().GetResult());
    }

    // What went wrong is thrown where the result is asked for.
    private static bool HasEnded(Task task, TimeSpan within) => Task.WhenAny(task, Task.Delay(within > TimeSpan.Zero ? within : TimeSpan.Zero)).GetAwaiter().GetResult() == task;

    private DbConnection Connected(Stopwatch since)
    {
        for (; ; Thread.Sleep(200))
        {
            try
            {
                return database.Open();
            }
            catch (DbException wrong) when (database.Explain(wrong) is { MayPass: true } explained)
            {
                if (wrong.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } || since.Elapsed > ReachMost - SilentMost)
                    throw explained.AndThen("Is the address right, and does the server run?");
            }
        }
    }
}
