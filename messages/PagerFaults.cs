namespace ActorVm.Messages;

/// <summary>How writes fail.</summary>
public enum WriteFaultKind : byte
{
    /// <summary>No space for this page. Swap: not written. File: an error like any other.</summary>
    NoSpace,

    /// <summary>The disk reports an error. Swap: not written. File: reported OK, but dirty still.</summary>
    IoError,

    /// <summary>File: AGAIN, stays dirty.</summary>
    Again,

    /// <summary>File: BAD, the changes are dropped.</summary>
    Bad,

    /// <summary>File: FAIL, activated.</summary>
    Fail,

    /// <summary>File: reported OK, but dirty still.</summary>
    Error,
}

/// <summary>Writes that fail from now on.</summary>
/// <param name="Page">Of this page; none: of any.</param>
/// <param name="Kind">How.</param>
/// <param name="Times">How many; −1 all.</param>
public readonly record struct WriteFault(PageIndex Page, WriteFaultKind Kind, int Times);

/// <summary>Fault injector → pager: one more way to fail.</summary>
public sealed record FailWrites(WriteFault Fault) : Message;

/// <summary>Fault injector → vnode pager: a snapshot is being taken; nobody begins to write a file until it is over (vfs_write_suspend).</summary>
public sealed record SuspendWrites : Message;

/// <summary>Fault injector → vnode pager: it is over (vfs_write_resume).</summary>
public sealed record ResumeWrites : Message;

/// <summary>Fault injector → pager: no more failures.</summary>
public sealed record MendWrites : Message;
