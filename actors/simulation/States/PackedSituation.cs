using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>A packed situation, to look at. One object looks at one situation after the other.</summary>
internal sealed class PackedSituation(Catalogue catalogue) : ISituation
{
    private PackedLayout layout = new([]);
    private ulong[] words = [];

    public int ActorCount => catalogue.ActorCount;

    public bool IsQuiescent
    {
        get
        {
            for (var slot = catalogue.ActorCount; slot < layout.Slots; slot++)
            {
                if (layout.Get(words, slot) != 0)
                    return false;
            }

            return true;
        }
    }

    public IEnumerable<Waiting> Mail =>
        from slot in Enumerable.Range(catalogue.ActorCount, layout.Slots - catalogue.ActorCount)
        let channel = catalogue.Channels[slot - catalogue.ActorCount]
        orderby channel.Channel.Order
        from message in channel.Messages(layout.Get(words, slot))
        select new Waiting(channel.Channel, catalogue.Messages[message]);

    public void Show(PackedLayout shownLayout, ReadOnlySpan<ulong> situation)
    {
        layout = shownLayout;
        if (words.Length != situation.Length)
            words = new ulong[situation.Length];
        situation.CopyTo(words);
    }

    public string NameOf(ActorId actor) => catalogue.World.NameOf(actor);

    public ActorId IdOf(string name) => catalogue.World.IdOf(name);

    public TState StateOf<TState>(ActorId actor) => catalogue.StateOf<TState>(actor, layout.Get(words, actor.Number));

    public string TextOf(ActorId actor) => catalogue.Shelves[actor.Number].TextOf(layout.Get(words, actor.Number));
}
