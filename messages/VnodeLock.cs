namespace ActorVm.Messages;

// thread ──LockVnode──▶ vnode pager ──VnodeLocked / VnodeLockFailed──▶ thread … thread ──UnlockVnode──▶ vnode pager

/// <summary>Thread → vnode pager: the exclusive lock of the object's vnode (vn_lock, vget).</summary>
/// <param name="Object">The vnode's object.</param>
/// <param name="MayFail">vget: rather <see cref="VnodeLockFailed"/> than wait longer than the patience.</param>
/// <param name="Patience">How long it waits if it may fail.</param>
/// <param name="StartsWrite">vn_start_write comes first: it fails, or sleeps, while writes to files are suspended.</param>
public sealed record LockVnode(ObjectId Object, bool MayFail, Duration Patience = default, bool StartsWrite = false) : Message;

/// <summary>Vnode pager → thread: it is yours.</summary>
public sealed record VnodeLocked(ObjectId Object) : Message;

/// <summary>Vnode pager → thread: not to be had in time.</summary>
public sealed record VnodeLockFailed(ObjectId Object) : Message;

/// <summary>Thread → vnode pager: no longer needed.</summary>
public sealed record UnlockVnode(ObjectId Object) : Message;

/// <summary>Vnode pager → itself: this thread has waited long enough for the vnode.</summary>
public sealed record VnodePatienceOver(ObjectId Object, ActorId Thread) : Message;
