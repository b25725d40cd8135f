namespace ActorVm.Simulation;

/// <content>What a delivery did, as bits to flip where the same message meets the same state again.</content>
internal sealed partial class Successors
{
    private void Learn(in Possible delivery, int stateAfter, ReadOnlySpan<int> effects, int left)
    {
        var (sentInto, sent) = (-1, 0);
        for (var effect = 0; effect < effects.Length; effect += 2)
        {
            var channel = effects[effect];
            if (channel == delivery.Channel)
                left = ContentAfter(channel, left, effects[effect + 1]);
            else if (sentInto < 0 || sentInto == channel)
                (sentInto, sent) = (channel, ContentAfter(channel, sent, effects[effect + 1]));
            else
                return;
        }

        var (actors, receiver) = (catalogue.ActorCount, receivers[delivery.Channel]);
        var (state, content) = (numbers[receiver], numbers[actors + delivery.Channel]);
        var flip = new Flip { Key = delivery.Key };
        if (!Layout.TryFlip(receiver, state, stateAfter, out flip.ReceiverWord, out flip.Receiver)
            || !Layout.TryFlip(actors + delivery.Channel, content, left, out flip.ChannelWord, out flip.Channel)
            || (sentInto >= 0 && !Layout.TryFlip(actors + sentInto, 0, sent, out flip.SentWord, out flip.Sent)))
        {
            return;
        }

        flip.SentEmpty = sentInto < 0 ? 0 : Layout.MaskOf(actors + sentInto);
        flip.Hash = unchecked(
            PackedLayout.HashOf(receiver, stateAfter) - PackedLayout.HashOf(receiver, state)
            + PackedLayout.HashOf(actors + delivery.Channel, left) - PackedLayout.HashOf(actors + delivery.Channel, content)
            + (sentInto < 0 ? 0 : PackedLayout.HashOf(actors + sentInto, sent)));
        flips.Add(flip);
    }
}
