using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Every message that was seen, by number, from 1.</summary>
internal sealed class MessageShelf
{
    private readonly Interner interner = new();
    private volatile Message[] messages = new Message[16];

    public Message this[int number] => messages[number - 1];

    public int Count => interner.Count;

    public int Intern(Message message, ByteWriter scratch)
    {
        scratch.Clear();
        Codec<Message>.Default.Write(scratch, message);
        var hash = Interner.Hash(scratch.Written);
        var found = interner.Find(scratch.Written, hash);
        return 1 + (found >= 0 ? found : Add(message, scratch.Written, hash));
    }

    private int Add(Message message, ReadOnlySpan<byte> bytes, ulong hash)
    {
        lock (interner)
        {
            var found = interner.Find(bytes, hash);
            if (found >= 0)
                return found;

            var number = interner.Count;
            var known = messages;
            if (number == known.Length)
                Array.Resize(ref known, 2 * number);
            known[number] = message;
            messages = known;
            return interner.Add(bytes, hash);
        }
    }
}
