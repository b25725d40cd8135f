using System.Diagnostics.Tracing;
using System.Globalization;

namespace ActorVm.Live;

/// <summary>
/// Hears of tasks by the runtime's own events, on the thread and at the moment they happen: what an actor puts on the thread
/// pool, and what it awaits that is not done.
/// </summary>
/// <remarks>Without it, work that escaped would only be noticed when it comes back, if it came back soon enough.</remarks>
internal sealed class TaskEar(Control control) : EventListener
{
    private const string TaskEvents = "System.Threading.Tasks.TplEventSource";
    private const EventKeywords Tasks = (EventKeywords)2;
    private const int Scheduled = 7;
    private const int WaitBegins = 10;
    private const int WaitEnds = 11;

    private readonly Lock gate = new();
    private readonly HashSet<int> awaited = [];

    /// <summary>Something awaits a task that has not ended.</summary>
    public bool IsAwaiting
    {
        get
        {
            lock (gate)
                return awaited.Count > 0;
        }
    }

    public void Forget()
    {
        lock (gate)
            awaited.Clear();
    }

    // The base class calls this before anything here has a value.
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == TaskEvents)
            EnableEvents(eventSource, EventLevel.Informational, Tasks);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (control is null || eventData.EventId is not (Scheduled or WaitBegins or WaitEnds))
            return;

        var task = NumberAt(eventData, 2);
        var isHere = control.IsActing;
        if (eventData.EventId == Scheduled && isHere && NumberAt(eventData, 0) == TaskScheduler.Default.Id)
            control.Escaped($"an actor put a task on the thread pool (Task.Run): let an actor do it");
        else if (eventData.EventId == WaitBegins && isHere)
            Await(task);
        else if (eventData.EventId == WaitEnds)
            End(task, isHere);
    }

    private void Await(int task)
    {
        lock (gate)
            awaited.Add(task);
    }

    private void End(int task, bool isHere)
    {
        lock (gate)
        {
            if (!awaited.Remove(task) || isHere)
                return;
        }

        control.Escaped("a task that an actor awaits, or pipes to somebody, ended on a thread that is not the controller's (PipeTo, await, Task.Delay)");
    }

    private static int NumberAt(EventWrittenEventArgs eventData, int place) => Convert.ToInt32(eventData.Payload![place], CultureInfo.InvariantCulture);
}
