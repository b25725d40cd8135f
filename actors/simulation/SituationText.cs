using System.Text;

namespace ActorVm.Simulation;

/// <summary>A situation to read: what every actor remembers and every message on its way.</summary>
public static class SituationText
{
    public static string Of(ISituation situation)
    {
        ArgumentNullException.ThrowIfNull(situation);
        var text = new StringBuilder();
        var mail = situation.Mail.ToArray();
        for (var number = 0; number < situation.ActorCount; number++)
        {
            var actor = new Messages.ActorId(number);
            text.Append(situation.NameOf(actor)).Append(": ").Append(situation.TextOf(actor)).Append('\n');
            foreach (var waiting in mail.Where(waiting => waiting.Channel.To == actor))
            {
                var sender = waiting.Channel.TimerKey is { } key ? $"timer {key}" : situation.NameOf(waiting.Channel.From);
                text.Append("  <- ").Append(sender).Append(' ').Append(MessageText.Of(waiting.Message, situation)).Append('\n');
            }
        }

        return text.ToString();
    }
}
