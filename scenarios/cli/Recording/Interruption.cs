using System.Runtime.InteropServices;

using ActorVm.Cli.Commands;

namespace ActorVm.Cli.Recording;

/// <summary>Ctrl-C, or a polite kill: heard once, and heeded at the next step boundary. A second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private static int listening;

    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;
    private volatile bool isAsked;

    public Interruption()
    {
        Interlocked.Increment(ref listening);
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear);
    }

    public bool IsAsked => isAsked;

    /// <summary>Said behind what was found until somebody stopped it.</summary>
    public static void TellNotKept(TextWriter error) =>
        error.WriteLine("stopped; this is what came of it so far, and it is not kept. With a --store it would go on with: actorvm resume");

    /// <summary>Ends the process with a word wherever nobody keeps what it does.</summary>
    public static IDisposable WithNothingKept(TextWriter error) => PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
    {
        if (Volatile.Read(ref listening) > 0)
        {
            return;
        }

        context.Cancel = true;
        error.WriteLine("\nstopped; nothing of it is kept. A run, an exploration or a verification that has a --store goes on with: actorvm resume");
        Environment.Exit(ExitCode.Interrupted);
    });

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        Interlocked.Decrement(ref listening);
    }

    private void Hear(PosixSignalContext context)
    {
        context.Cancel = !isAsked;
        isAsked = true;
    }
}
