namespace ActorVm.Messages;

/// <summary>Sysctl changer → queue manager: <c>sysctl vm.NAME=pages</c>.</summary>
/// <param name="Name">v_free_reserved, v_free_severe, v_free_min or v_free_target.</param>
/// <param name="Pages">Its new value.</param>
public sealed record SetThreshold(string Name, int Pages) : Message;

/// <summary>Fault injector → queue manager: so many of the next trylocks of this object fail; −1 all, 0 no more.</summary>
public sealed record MissTrylocks(ObjectId Object, int Times) : Message;
