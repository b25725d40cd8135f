namespace ActorVm.Messages;

// interrupts ──AllocateAtInterrupt──▶ queue manager ──InterruptPage / NoInterruptPage──▶ interrupts
// interrupts ──FreeInterruptPage──▶ queue manager ──InterruptPageFreed──▶ interrupts

/// <summary>Interrupt handler → queue manager: <c>vm_page_alloc</c> of class INTERRUPT, wired; nothing but the free mutex is needed.</summary>
public sealed record AllocateAtInterrupt(ObjectId Object, int Offset) : Message;

/// <summary>Queue manager → interrupt handler: yours.</summary>
public sealed record InterruptPage(PageIndex Page, int Offset) : Message;

/// <summary>Queue manager → interrupt handler: FREE is empty.</summary>
public sealed record NoInterruptPage(int Offset) : Message;

/// <summary>Interrupt handler → queue manager: unwired and freed.</summary>
public sealed record FreeInterruptPage(PageIndex Page, int Offset) : Message;

/// <summary>Queue manager → interrupt handler: freed; its place can be used again.</summary>
public sealed record InterruptPageFreed(int Offset) : Message;

/// <summary>Interrupt handler → itself: an interrupt.</summary>
public sealed record InterruptDue : Message;

/// <summary>Interrupt handler → itself: the page was kept long enough.</summary>
public sealed record InterruptPageDue(PageIndex Page, int Offset) : Message;
