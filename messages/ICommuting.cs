namespace ActorVm.Messages;

/// <summary>
/// A behaviour that knows of pairs of messages whose order does not matter to it: both orders lead to the same state
/// and put the same messages into the same channels. Declaring a pair saves an explorer from trying both; a pair
/// declared wrongly hides behaviour, so <c>Commutation.Check</c> runs both orders.
/// </summary>
public interface ICommuting
{
    /// <summary>Whether these two may be swapped, in every state in which both can be received.</summary>
    bool Commute(in Envelope first, in Envelope second);
}
