namespace ActorVm.Cli.Commands;

/// <summary>What the command tells its caller.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>A property does not hold, or a vector does not match.</summary>
    public const int PropertyFailed = 1;

    /// <summary>A wrong file, a wrong value, a wrong flag.</summary>
    public const int WrongInput = 2;

    /// <summary>A mistake of ours.</summary>
    public const int Internal = 3;

    /// <summary>Stopped by Ctrl-C, as shells have it; all is kept.</summary>
    public const int Interrupted = 130;
}
