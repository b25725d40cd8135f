using System.Security.Cryptography;

using Akka.Actor;

namespace ActorVm.Live;

/// <summary>Choices of ordinary actors: chance where nobody controls them, and the explorer's where it does.</summary>
public static class ActorChoices
{
    /// <summary>One of <c>0 … alternatives − 1</c>. To be asked by an actor while it handles a message.</summary>
    /// <param name="what">What is chosen, for people.</param>
    /// <remarks>In a controlled system an actor that is being made, before the first message is delivered, always gets 0.</remarks>
    public static int Choose(this ActorSystem system, string what, int alternatives)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentOutOfRangeException.ThrowIfLessThan(alternatives, 1);
        return system.Scheduler is ControlledScheduler { Control: var control } ? control.Choices.Choose(what, alternatives) : RandomNumberGenerator.GetInt32(alternatives);
    }
}

/// <summary>The choices of the step under way, and who makes them.</summary>
internal sealed class StepChoices(Control control)
{
    private static readonly Func<Messages.Choice, int> First = _ => 0;

    private readonly List<(int Answer, int Alternatives)> made = [];
    private Func<Messages.Choice, int> chooser = First;

    public IReadOnlyList<(int Answer, int Alternatives)> Made => made;

    public void Begin(Func<Messages.Choice, int>? by)
    {
        made.Clear();
        chooser = by ?? First;
    }

    public int Choose(string what, int alternatives)
    {
        if (alternatives == 1)
            return 0;
        if (!control.IsActing)
        {
            control.Escaped($"'{what}' was to be chosen by a thread that is not the controller's");
            return 0;
        }

        var answer = chooser(new Messages.Choice(what, alternatives));
        made.Add((answer, alternatives));
        return answer;
    }
}
