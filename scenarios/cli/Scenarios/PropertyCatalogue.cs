using ActorVm.Messages;

namespace ActorVm.Cli.Scenarios;

[Flags]
internal enum PropertyKind { Always = 1, Sometimes = 2, Eventually = 4 }

/// <summary>A property a scenario can name; <c>Argument</c> is the type of its one argument, or null.</summary>
internal sealed record PropertyDefinition(string Name, PropertyKind Kinds, string Doc, Type? Argument = null);

/// <summary>Every property there is. What is added here can be written in scenarios and is in the schema.</summary>
internal static class PropertyCatalogue
{
    public static readonly IReadOnlyList<PropertyDefinition> All =
    [
        new("invariants", PropertyKind.Always, "Everything below that the kernel takes for granted at every moment."),
        new("conservation", PropertyKind.Always, "Real pages = free + cache + inactive + active + hold + those on no queue."),
        new("one-home-per-page", PropertyKind.Always, "A page is on the queue it says, once, and in one object at most."),
        new("queue-lengths", PropertyKind.Always, "v_free_count, v_cache_count, v_inactive_count and v_active_count equal the lengths of their queues."),
        new("wire-counts", PropertyKind.Always, "v_wire_count equals the number of wired pages, and no wired page is on a queue."),
        new("free-pages-have-no-owner", PropertyKind.Always, "Nothing on FREE has an object, a mapping, a wiring or dirty bits."),
        new("cache-pages-are-clean", PropertyKind.Always, "Nothing on CACHE is dirty, mapped, wired or busy."),
        new("claimed-pages-are-clean", PropertyKind.Always, "What contigmalloc took is on no queue, clean and without object."),
        new("no-page-leaked", PropertyKind.Always | PropertyKind.Eventually, "No page is on no queue without anybody who will give it back."),
        new("no-panic", PropertyKind.Always, "The kernel does not panic. Holds for every scenario, named or not."),
        new("no-deadlock", PropertyKind.Always, "Nobody waits for each other in a circle, or sleeps when nothing is left that could wake him. Holds for every scenario, named or not."),
        new("no-livelock", PropertyKind.Always, "Nobody spins for ever."),
        new("no-starvation", PropertyKind.Always, "Nobody waits for the same thing longer than this, no call of contigmalloc goes on for longer.", typeof(Duration)),
        new("no-page-is-passed-over", PropertyKind.Always, "The page daemon does not pass a page over for so long, again and again, because its object is locked.", typeof(Duration)),
        new("locks-in-order", PropertyKind.Always, "Locks are taken in the order Giant, vnode, object, page-queue mutex, free mutex."),
        new("grants-are-in-range", PropertyKind.Always, "What was granted is contiguous and keeps low, high, alignment and boundary."),
        new("grants-last", PropertyKind.Always, "Memory that was granted stays wired until its driver frees it."),
        new("no-dead-object-is-used", PropertyKind.Always, "Nobody works on an object that was terminated meanwhile."),
        new("nowait-never-sleeps", PropertyKind.Always, "A request with M_NOWAIT does not sleep."),
        new("zeroed-as-asked", PropertyKind.Always, "Memory asked for with M_ZERO is zero, every page of it."),
        new("granted-when-memory-is-there", PropertyKind.Always, "No request is refused while a range that fits it is free or cached."),
        new("granted-when-memory-can-be-had", PropertyKind.Always, "No request is refused while a range that fits it could be emptied; by writing only without M_NOWAIT."),
        new("free-memory-first", PropertyKind.Always, "No request takes pages from programs while a range that fits it is free or cached."),
        new("writes-no-more-than-asked", PropertyKind.Always, "A request writes no more pages than it asks for."),
        new("daemon-is-woken", PropertyKind.Always, "Whoever leaves less memory than the page daemon keeps, wakes it."),
        new("interrupts-get-pages", PropertyKind.Always, "An allocation at interrupt level finds a free page."),
        new("malloc-statistics", PropertyKind.Eventually, "The statistics count the bytes that are held and the calls that were granted, and nothing else."),
        new("free-count-at-least", PropertyKind.Always, "v_free_count never falls below this.", typeof(int)),

        new("a-request-is-granted", PropertyKind.Sometimes, "Some driver gets its memory."),
        new("a-request-is-refused", PropertyKind.Sometimes, "Some driver is told no."),
        new("a-page-is-laundered", PropertyKind.Sometimes, "contigmalloc writes a page out."),
        new("the-allocator-sleeps", PropertyKind.Sometimes, "contigmalloc waits for a page or for a write."),
        new("the-page-daemon-runs", PropertyKind.Sometimes, "The page daemon is woken."),
        new("a-program-waits-for-memory", PropertyKind.Sometimes, "A page fault sleeps for want of free pages."),
        new("a-process-is-killed", PropertyKind.Sometimes, "Memory runs out, and the page daemon has a process killed."),
        new("swap-is-full", PropertyKind.Sometimes, "A write finds no swap space."),
        new("kva-is-exhausted", PropertyKind.Sometimes, "The kernel map has no space for a request."),
        new("both-algorithms-run", PropertyKind.Sometimes, "Requests are served by the old and by the new algorithm."),

        new("requests-are-answered", PropertyKind.Eventually, "Every request that was made is granted or refused."),
        new("requests-are-granted", PropertyKind.Eventually, "Every request that was made is granted."),
        new("answered-within", PropertyKind.Eventually, "No request took longer than this.", typeof(Duration)),
        new("granted-at-least", PropertyKind.Eventually, "So many of the requests are granted.", typeof(Share)),
        new("memory-comes-back", PropertyKind.Eventually, "When nobody holds anything, as many pages are wired as at the start."),
    ];

    public static PropertyDefinition? Find(string name) => All.FirstOrDefault(definition => definition.Name == name);

    public static IEnumerable<PropertyDefinition> Under(PropertyKind kind) => All.Where(definition => definition.Kinds.HasFlag(kind));
}
