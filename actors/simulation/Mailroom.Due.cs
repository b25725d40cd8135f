namespace ActorVm.Simulation;

// Which letter can go next: those that are ready, in canonical order, and a heap of those due later.
internal sealed partial class Mailroom
{
    private void Place(int letter, long now)
    {
        if (letters[letter].Due > now)
        {
            PushLater(letter);
            return;
        }

        letters[letter].Place = None;
        if (readyCount == ready.Length)
            Array.Resize(ref ready, 2 * ready.Length);
        var index = readyCount++;
        for (; index > 0 && Compare(letter, ready[index - 1]) < 0; index--)
            ready[index] = ready[index - 1];
        ready[index] = letter;
    }

    private int Compare(int left, int right)
    {
        ref readonly var a = ref letters[left];
        ref readonly var b = ref letters[right];
        return a.Channel == b.Channel
            ? a.Sequence.CompareTo(b.Sequence)
            : map.Order(a.Channel).CompareTo(map.Order(b.Channel));
    }

    private void RemoveReady(int index)
    {
        readyCount--;
        for (; index < readyCount; index++)
            ready[index] = ready[index + 1];
    }

    private void PushLater(int letter)
    {
        if (laterCount == later.Length)
            Array.Resize(ref later, 2 * later.Length);
        Rise(laterCount++, letter);
    }

    private int RemoveLater(int place)
    {
        var removed = later[place];
        var last = later[--laterCount];
        if (place < laterCount)
        {
            if (place > 0 && Before(last, later[(place - 1) / 2]))
                Rise(place, last);
            else
                Sink(place, last);
        }

        return removed;
    }

    private void Rise(int place, int letter)
    {
        while (place > 0 && Before(letter, later[(place - 1) / 2]))
        {
            Settle(place, later[(place - 1) / 2]);
            place = (place - 1) / 2;
        }

        Settle(place, letter);
    }

    private void Sink(int place, int letter)
    {
        for (var child = 2 * place + 1; child < laterCount; child = 2 * place + 1)
        {
            if (child + 1 < laterCount && Before(later[child + 1], later[child]))
                child++;
            if (!Before(later[child], letter))
                break;
            Settle(place, later[child]);
            place = child;
        }

        Settle(place, letter);
    }

    private void Settle(int place, int letter)
    {
        later[place] = letter;
        letters[letter].Place = place;
    }

    private bool Before(int left, int right)
    {
        ref readonly var a = ref letters[left];
        ref readonly var b = ref letters[right];
        return a.Due != b.Due ? a.Due < b.Due : a.Sent < b.Sent;
    }
}
