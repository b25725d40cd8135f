using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Objects and pages must agree on who belongs to whom.</summary>
internal static class ObjectRules
{
    public static void Check(KernelMemory memory, List<InvariantViolation> found, int most)
    {
        for (var number = 0; number < memory.ObjectCount && found.Count < most; number++)
            CheckObject(memory, new ObjectId(number), found, most);

        for (var page = new PageIndex(0); memory.Contains(page) && found.Count < most; page += 1)
        {
            var owner = memory.OwnerOf(page);
            if (!owner.IsNone && memory.Lookup(owner.Object, owner.Offset) != page)
                Add(found, $"page {page.Value} belongs to object {owner.Object.Value} at {owner.Offset}, which does not know it");
        }
    }

    private static void CheckObject(KernelMemory memory, ObjectId id, List<InvariantViolation> found, int most)
    {
        var resident = 0;
        for (var at = memory.NextResident(id, 0); at >= 0 && found.Count < most; at = memory.NextResident(id, at + 1))
        {
            resident++;
            var page = memory.Lookup(id, at);
            if (memory.OwnerOf(page) != new PageOwner(id, at))
                Add(found, $"object {id.Value} has page {page.Value} at {at}, which belongs elsewhere");
        }

        if (found.Count < most && resident != memory.Object(id).ResidentPages)
            Add(found, $"object {id.Value} has {resident} pages, but counts {memory.Object(id).ResidentPages}");
    }

    private static void Add(List<InvariantViolation> found, string words) =>
        found.Add(new(KernelInvariants.OneHomePerPage, words));
}
