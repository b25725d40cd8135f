using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <content>What the actor whose step it is may do to the world.</content>
public sealed partial class World : IOutbox
{
    private static readonly Choice Clock = Choice.Seed("microseconds since the start");

    private bool isClockRead;

    Tick IOutbox.Now
    {
        get
        {
            if (roster.Pace == Pace.Recorded && !isClockRead)
            {
                isClockRead = true;
                now = 1_000L * ((IOutbox)this).Choose(Clock);
            }

            return Now;
        }
    }

    void IOutbox.Tell(ActorId to, Message message) => Post(current, to, message, Duration.Zero);

    void IOutbox.Tell(ActorId to, Message message, Duration after) => Post(current, to, message, after);

    void IOutbox.StartTimer(int key, Message message, Duration after)
    {
        var channel = channels.FindOrAdd(new Channel(current, current, key));
        mail.Cancel(channel);
        mail.Post(channel, message, DueIn(after), now, steps);
    }

    void IOutbox.CancelTimer(int key)
    {
        var channel = channels.Find(new Channel(current, current, key));
        if (channel >= 0)
            mail.Cancel(channel);
    }

    int IOutbox.Choose(in Choice choice)
    {
        if (choice.Alternatives <= 1)
            return 0;

        var chosen = chooser!.Choose(current, choice);
        if (chosen < 0 || chosen >= choice.Alternatives)
        {
            throw new InvalidOperationException(
                $"{NameOf(current)} asked '{choice.What}' with {choice.Alternatives} alternatives and was told {chosen}");
        }

        choices.Add(chosen);
        return chosen;
    }
}
