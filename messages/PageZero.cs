namespace ActorVm.Messages;

// pagezero clears free pages while nobody else has anything to do. A page is on no queue while it is cleared:
//
//   pagezero ──FindUnzeroed──▶ queue manager ──ZeroPage──▶ pagezero ──(time to clear it)── PageIsZero ──▶ queue manager
//   pagezero ◀── ZeroEnough           "pgzero": at least 4/5 of FREE is zero
//   pagezero ◀── ZeroNeeded           less than 2/3 is: it wakes
//   pagezero ◀── NotUnzeroed          the head of that colour is zero already; the next colour

/// <summary>pagezero → queue manager: a page to clear, of this colour.</summary>
public sealed record FindUnzeroed(int Colour) : Message;

/// <summary>Queue manager → pagezero: this one; it is off FREE.</summary>
public sealed record ZeroPage(PageIndex Page) : Message;

/// <summary>Queue manager → pagezero: none of that colour.</summary>
public sealed record NotUnzeroed : Message;

/// <summary>Queue manager → pagezero: sleep; you will be woken.</summary>
public sealed record ZeroEnough : Message;

/// <summary>Queue manager → pagezero: wake.</summary>
public sealed record ZeroNeeded : Message;

/// <summary>pagezero → queue manager: cleared; back to the tail of FREE.</summary>
public sealed record PageIsZero(PageIndex Page) : Message;

/// <summary>Queue manager → pagezero: it is on FREE.</summary>
public sealed record ZeroedFree : Message;

/// <summary>pagezero → itself: cleared now.</summary>
public sealed record ZeroingDone : Message;
