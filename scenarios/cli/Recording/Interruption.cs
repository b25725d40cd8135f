using System.Runtime.InteropServices;

namespace ActorVm.Cli.Recording;

/// <summary>Ctrl-C, or a polite kill: heard once, and heeded at the next step boundary. A second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;
    private volatile bool isAsked;

    public Interruption()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear);
    }

    public bool IsAsked => isAsked;

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
    }

    private void Hear(PosixSignalContext context)
    {
        context.Cancel = !isAsked;
        isAsked = true;
    }
}
