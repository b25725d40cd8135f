using System.Collections.Immutable;
using System.Reflection;

namespace ActorVm.Simulation;

/// <summary>Immutable collections by their contents: how many, then each in order. The shape of the tree inside does not count.</summary>
internal sealed class CollectionCodec<T, TElement> : Codec<T?>
    where T : class, IEnumerable<TElement>
{
    private readonly Func<IEnumerable<TElement>, T> create = Creator();

    public override void Write(ByteWriter writer, in T? value)
    {
        writer.Write(value?.Count() ?? -1);
        foreach (var element in value ?? Enumerable.Empty<TElement>())
            Codec<TElement>.Default.Write(writer, element);
    }

    public override T? Read(ref ByteReader reader)
    {
        var count = reader.Read<int>();
        if (count < 0)
            return null;

        var elements = new TElement[count];
        for (var index = 0; index < count; index++)
            elements[index] = Codec<TElement>.Default.Read(ref reader);
        return create(elements);
    }

    // ImmutableList.CreateRange<E>(IEnumerable<E>) and its siblings stand in a static class of the same name.
    private static Func<IEnumerable<TElement>, T> Creator()
    {
        var definition = typeof(T).GetGenericTypeDefinition();
        var factory = typeof(ImmutableList).Assembly.GetType(definition.FullName!.Split('`')[0], throwOnError: true)!;
        var method = factory.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Single(candidate => candidate is { Name: "CreateRange" }
                && candidate.GetParameters() is [{ ParameterType.IsGenericType: true } only]
                && only.ParameterType.GetGenericTypeDefinition() == typeof(IEnumerable<>));
        return method.MakeGenericMethod(typeof(T).GetGenericArguments()).CreateDelegate<Func<IEnumerable<TElement>, T>>();
    }
}
