using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>
/// Makes the choices of a run in virtual time again, even where some of it is left out: each actor is answered as it was before, one
/// question after the other, and of what is due at the same moment that goes first which went first. What was never asked before
/// another chooser answers.
/// </summary>
internal sealed class RecordedOrder : IChooser
{
    private readonly Dictionary<(Channel Channel, long Sequence), int> places = [];
    private readonly Dictionary<ActorId, Queue<int>> answers = [];
    private readonly IReadOnlyCollection<int> spared;
    private readonly IChooser other;

    /// <param name="moves">The run.</param>
    /// <param name="spared">Chances that went wrong and now do not, by number.</param>
    /// <param name="other">For what the run does not say.</param>
    public RecordedOrder(IReadOnlyList<Move> moves, IReadOnlyCollection<int> spared, IChooser other)
    {
        (this.spared, this.other) = (spared, other);
        for (var place = 0; place < moves.Count; place++)
        {
            var move = moves[place];
            places[(move.Channel, move.Sequence)] = place;
            if (move.Choices.IsEmpty)
                continue;

            var queue = answers.TryGetValue(move.Channel.To, out var known) ? known : answers[move.Channel.To] = new();
            foreach (var choice in move.Choices)
                queue.Enqueue(choice);
        }
    }

    /// <summary>Chances that have gone wrong so far: writes that failed.</summary>
    public int Failures { get; private set; }

    public int NextDelivery(Candidates candidates)
    {
        var (first, index) = (int.MaxValue, -1);
        for (var at = 0; at < candidates.Count; at++)
        {
            if (places.TryGetValue((candidates[at].Channel, candidates[at].Sequence), out var place) && place < first)
                (first, index) = (place, at);
        }

        return index < 0 ? candidates.Oldest() : index;
    }

    public int Choose(ActorId actor, in Choice choice)
    {
        var answer = answers.TryGetValue(actor, out var queue) && queue.TryDequeue(out var told) && told < choice.Alternatives ? told : other.Choose(actor, choice);
        var isFailure = choice is { Alternatives: 2, OddsPerMillion: > 0 } && answer == 1;
        return isFailure && spared.Contains(Failures++) ? 0 : answer;
    }
}
