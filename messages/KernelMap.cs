namespace ActorVm.Messages;

// thread ──FindSpace──▶ kernel map ──SpaceFound / NoSpace──▶ thread … thread ──FreeSpace──▶ kernel map
// thread ──MeasureSpace──▶ kernel map ──SpaceMeasured──▶ thread

/// <summary>Thread → kernel map: kernel virtual addresses for so many pages.</summary>
public sealed record FindSpace(int Pages) : Message;

/// <summary>Kernel map → thread: they begin here.</summary>
public sealed record SpaceFound(long KernelAddress) : Message;

/// <summary>Kernel map → thread: no room for that many in a row.</summary>
public sealed record NoSpace : Message;

/// <summary>Thread → kernel map: how much was found at this address?</summary>
public sealed record MeasureSpace(long KernelAddress) : Message;

/// <summary>Kernel map → thread: so many pages; 0 if nothing begins there.</summary>
public sealed record SpaceMeasured(int Pages) : Message;

/// <summary>Thread → kernel map: these addresses are no longer used.</summary>
public sealed record FreeSpace(long KernelAddress, int Pages) : Message;

/// <summary>Fault injector → kernel map: the next so many searches fail; −1 all of them.</summary>
public sealed record ExhaustKernelMap(int Times) : Message;
