using System.Reflection;
using System.Text;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// The messages there are, each known in stored bytes by a tag made from its full name. A message must be declared
/// before it can be read: adding an actor declares those of its behaviour's assembly.
/// </summary>
public static class MessageTypes
{
    private static readonly Lock Declaring = new();
    private static readonly SortedSet<string> Assemblies = new(StringComparer.Ordinal);
    private static readonly SortedDictionary<ulong, Member> ByTag = [];
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Type, Member> ByType = [];

    static MessageTypes() => Declare(typeof(Message).Assembly);

    /// <summary>Makes every message of the assembly known.</summary>
    public static void Declare(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        lock (Declaring)
        {
            if (!Assemblies.Add(assembly.FullName!))
                return;
            foreach (var type in assembly.GetTypes())
            {
                if (type is { IsAbstract: false, ContainsGenericParameters: false } && type.IsSubclassOf(typeof(Message)))
                    Declare(type);
            }
        }
    }

    internal static Member MemberOf(Type type) => ByType.TryGetValue(type, out var member) ? member : Declare(type);

    internal static Member MemberOf(ulong tag)
    {
        lock (Declaring)
        {
            return ByTag.TryGetValue(tag, out var member)
                ? member
                : throw new InvalidDataException($"the bytes speak of a message with tag {tag:x16} that no declared assembly has");
        }
    }

    private static Member Declare(Type type)
    {
        lock (Declaring)
        {
            if (ByType.TryGetValue(type, out var known))
                return known;

            var member = (Member)Activator.CreateInstance(typeof(Member<>).MakeGenericType(type))!;
            if (!ByTag.TryAdd(member.Tag, member))
                throw new InvalidOperationException($"two messages have the tag {member.Tag:x16}: rename {type.FullName}");
            ByType.Add(type, member);
            return member;
        }
    }

    /// <summary>One concrete class of a family.</summary>
    internal abstract class Member(Type type)
    {
        public Type Type => type;

        public ulong Tag { get; } = Fingerprint.Of(Encoding.UTF8.GetBytes(type.FullName!)).Low;

        public abstract void Write(ByteWriter writer, object value);

        public abstract object Read(ref ByteReader reader);
    }

    private sealed class Member<T>() : Member(typeof(T))
        where T : class
    {
        private readonly FieldsCodec<T> fields = new();

        public override void Write(ByteWriter writer, object value) => fields.Write(writer, (T)value);

        public override object Read(ref ByteReader reader) => fields.Read(ref reader);
    }
}
