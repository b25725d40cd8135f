using System.Collections;
using System.Globalization;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>A message in a few words: its name and what its fields hold, with actors by name.</summary>
public static class MessageText
{
    /// <summary><c>"ClaimPage 12"</c></summary>
    public static string Of(Message message, ISituation situation)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(situation);
        return message is ITold told ? $"{message.GetType().Name} {told.Told}" : string.Join(' ', StateShape.FieldsOf(message.GetType())
            .Select(field => Of(field.GetValue(message), situation))
            .Prepend(message.GetType().Name));
    }

    private static string Of(object? value, ISituation situation) => value switch
    {
        null => "none",
        ActorId actor => situation.NameOf(actor),
        string text => text.ReplaceLineEndings(" "),
        Message message => $"({Of(message, situation)})",
        ITold told => told.Told,
        Enum or bool => value.ToString()!,
        IFormattable number when value.GetType().IsPrimitive => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable many => $"[{string.Join(' ', many.Cast<object?>().Select(each => Of(each, situation)))}]",
        _ => OfFields(value, situation),
    };

    private static string OfFields(object value, ISituation situation)
    {
        var fields = StateShape.FieldsOf(value.GetType()).Select(field => Of(field.GetValue(value), situation)).ToArray();
        return fields is [var only] ? only : $"({string.Join(' ', fields)})";
    }
}
