using ActorVm.Actors;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

namespace ActorVm.Cli.Kernel;

/// <summary>What a driver of a scenario asks for, in the words of contigmalloc(9).</summary>
internal static class DriverRequests
{
    public static DriverRequest From(RequestSection request) => new(new AllocateContig(
        request.Size.Bytes,
        (ulong)request.Low.Bytes,
        (ulong)request.High.Bytes,
        (ulong)request.Alignment.Bytes,
        (ulong)request.Boundary.Bytes,
        request.Flags.Select(FlagOf).Aggregate(MallocFlags.None, (flags, flag) => flags | flag),
        request.Type,
        IsMapped: !request.Unmapped))
    {
        At = request.At,
        Repeat = request.Repeat,
        Every = request.Every,
        Hold = request.Hold,
        FreeSize = request.FreeSize?.Bytes,
    };

    private static MallocFlags FlagOf(MallocFlag flag) => flag switch
    {
        MallocFlag.NoWait => MallocFlags.NoWait,
        MallocFlag.WaitOk => MallocFlags.WaitOk,
        _ => MallocFlags.Zero,
    };
}
