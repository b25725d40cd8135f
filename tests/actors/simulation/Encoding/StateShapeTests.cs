using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Simulation.Encoding;

public sealed class StateShapeTests
{
    [Theory]
    [InlineData(typeof(WithDelegate), "WithDelegate.Callback is a Action`1, which has no contents to write")]
    [InlineData(typeof(WithList), "WithList.Items._items can be changed, in a class that is not owned")]
    [InlineData(typeof(WithObject), "WithObject.Anything is a Object, which has no contents to write")]
    public void A_state_must_not_hide_a_reference(Type type, string offence) =>
        Assert.Contains(offence, StateShape.Offenders(type));

    [Fact]
    public void Values_all_the_way_down_are_sound() => Assert.Empty(StateShape.Offenders(typeof(Sound)));

    [Fact]
    public void An_unsound_state_is_refused_when_its_actor_is_added()
    {
        var refused = Assert.Throws<ArgumentException>(() => new WorldBuilder().Add("bad", new Idle<WithObject>(), default));

        Assert.StartsWith("WithObject cannot be a state: WithObject.Anything", refused.Message, StringComparison.Ordinal);
    }

    private readonly record struct WithDelegate(int Number, Action<int> Callback);

    private readonly record struct WithList(List<int> Items);

    private readonly record struct WithObject(object Anything);

    private readonly record struct Sound(int Number, string Text, Envelope Kept, ActorId[] Peers, Tick? At);

    private sealed class Idle<T> : IBehaviour<T>
    {
        public T Receive(T self, in Envelope envelope, IOutbox outbox) => self;
    }
}
