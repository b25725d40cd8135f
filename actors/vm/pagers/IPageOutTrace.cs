using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Hears of each page-out when it is decided how it goes, before it starts. Observes only.</summary>
public interface IPageOutTrace
{
    void Writes(bool isVnode, ImmutableArray<PageIndex> pages, ImmutableArray<PageOutStatus> outcomes);
}
