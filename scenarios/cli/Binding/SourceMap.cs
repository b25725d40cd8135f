using System.Runtime.CompilerServices;

using YamlDotNet.RepresentationModel;

namespace ActorVm.Cli.Binding;

/// <summary>Where each node of a file, and each value bound from it, was written.</summary>
internal sealed class SourceMap(string file)
{
    private readonly Dictionary<YamlNode, Place> overrides = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(object Owner, string Property), Place> bound = new(OwnerComparer.Instance);

    public Place Top { get; } = Place.Line(file, 1);

    public Place Of(YamlNode node) => overrides.TryGetValue(node, out var place) ? place : Place.Line(file, node.Start.Line);

    /// <summary>Place of a property of a bound object; of the object itself where the property was left out.</summary>
    public Place Of(object owner, string property = "") =>
        bound.TryGetValue((owner, property), out var place) ? place
        : bound.TryGetValue((owner, ""), out var whole) ? whole
        : Top;

    public bool IsWritten(object owner, string property) => bound.ContainsKey((owner, property));

    public void Remember(object owner, string property, Place place) => bound[(owner, property)] = place;

    /// <summary>This node, and what lies below it, came from the command line.</summary>
    public void Override(YamlNode node, Place place)
    {
        foreach (var below in node.AllNodes)
        {
            overrides[below] = place;
        }
    }

    private sealed class OwnerComparer : IEqualityComparer<(object Owner, string Property)>
    {
        public static readonly OwnerComparer Instance = new();

        public bool Equals((object Owner, string Property) x, (object Owner, string Property) y) =>
            ReferenceEquals(x.Owner, y.Owner) && x.Property == y.Property;

        public int GetHashCode((object Owner, string Property) obj) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(obj.Owner), obj.Property);
    }
}
