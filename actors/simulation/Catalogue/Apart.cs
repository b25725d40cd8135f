using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorVm.Simulation;

/// <summary>
/// What one thread writes often, away from what others read often: else each write would take from them the cache line
/// that both stand in.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Apart<T>
{
    private Line before;
    public T Value;
    private Line after;

    [InlineArray(16)]
    private struct Line
    {
        private long first;
    }
}
