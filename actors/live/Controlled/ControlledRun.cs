using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Live;

/// <summary>One run after the other of a controlled system, under the eyes of a journal.</summary>
internal sealed class ControlledRun
{
    private const int ActorsMost = 1 << 10;

    private readonly ControlledSystem system;
    private readonly PathOptions options;
    private readonly TraceId trace = new(ActorsMost);
    private readonly List<Move> moves = [];
    private readonly Func<IReadOnlyList<Move>> path;
    private readonly Func<ulong> id;
    private bool isOver;

    public ControlledRun(ControlledSystem system, PathOptions options)
    {
        (this.system, this.options) = (system, options);
        Journal = new Journal(options);
        (path, id) = (() => [.. moves], () => trace.Value);
    }

    public Journal Journal { get; }

    public int Length => moves.Count;

    public bool GoesOn => !isOver && !system.IsQuiescent;

    public void Begin()
    {
        system.Restart();
        Journal.Begin();
        trace.Clear();
        moves.Clear();
        isOver = !Journal.Pass(system, path);
        if (isOver)
            Journal.Stop(0, id);
    }

    /// <param name="isKnown">A run before made the same step.</param>
    public void Step(int index, Func<Choice, int>? chooser = null, bool isKnown = false)
    {
        var move = system.DeliverAndTell(index, chooser);
        moves.Add(move);
        trace.Add(move.Channel.To.Number + 1, move.Channel.Order, move.Sequence);
        foreach (var choice in move.Choices)
            trace.AddChoice(move.Channel.To.Number + 1, choice);
        Journal.Deliveries++;
        if (isKnown)
            return;
        if (system.Thrown is { } thrown)
            Journal.Fail(thrown, Length, id, path);
        else if (!Journal.Pass(system, path) || !Journal.Heat(system, path))
            Journal.Stop(Length, id);
        else if (Length >= options.MaxDepth && !system.IsQuiescent)
            Journal.Cut(Length, id);
        else
            return;
        isOver = true;
    }

    /// <summary>Nothing can follow.</summary>
    public void End()
    {
        system.CheckEscapes();
        if (!isOver)
            Journal.End(system, Length, id, path);
    }
}
