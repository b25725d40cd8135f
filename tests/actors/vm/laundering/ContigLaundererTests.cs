using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Actors.Laundering;

public sealed class ContigLaundererTests
{
    [Fact]
    public void A_file_is_referred_to_while_its_vnode_is_waited_for_and_cleaned_and_no_longer()
    {
        var machine = new Machine(pages: 16, revision: KernelRevision.R151);
        var file = machine.Memory.AddObject(new VmObject { Type = ObjectType.Vnode, Size = 16, MightBeDirty = true });
        for (var page = 0; page < 16; page++)
            machine.Memory.Place(new PageIndex(page), new PagePlacement { Queue = PageQueue.Inactive, Object = file, Offset = page, IsDirty = true });

        machine.AddDriver("wi0", new DriverRequest(new AllocateContig(4096, 0, 0xffffffff, 1, 0, MallocFlags.WaitOk, "devbuf")));
        var world = machine.Build();
        var references = new List<int>();
        while (world.Step(new Fifo()))
            references.Add(machine.MemoryIn(world).Object(file).RefCount);

        Assert.Equal((0, 1, 0), (references[0], references.Max(), references[^1]));
    }
}
