using ActorVm.Simulation;

namespace ActorVm.Live;

/// <summary>A channel with letters that were held back, oldest first: none overtakes another, so none is due before the one ahead of it.</summary>
internal sealed class Lane(Channel channel)
{
    private readonly Queue<Letter> letters = new();
    private long lastDue;

    public Channel Channel => channel;

    public IEnumerable<Letter> Letters => letters;

    public int Count => letters.Count;

    public long Due => letters.Peek().Due;

    public void Enqueue(Letter letter)
    {
        lastDue = letters.Count == 0 ? letter.Due : Math.Max(lastDue, letter.Due);
        letters.Enqueue(lastDue == letter.Due ? letter : letter with { Due = lastDue });
    }

    public Letter Dequeue() => letters.Dequeue();

    public void Clear() => letters.Clear();
}
