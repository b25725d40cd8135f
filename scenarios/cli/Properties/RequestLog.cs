using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Properties;

/// <summary>A call of contigmalloc on its way, or answered.</summary>
internal sealed record LoggedRequest(string Driver, AllocateContig Call, Tick Asked, ContigAlgorithm? Algorithm)
{
    /// <summary>The calling thread in the kernel.</summary>
    public ActorId Thread { get; init; }

    public Message? Answer { get; init; }

    public Tick Answered { get; init; }

    /// <summary>contigfree has been called.</summary>
    public bool IsFreed { get; init; }

    public RequestOutcome? Outcome => Answer switch
    {
        null => null,
        ContigGranted => RequestOutcome.Granted,
        ContigRefused => RequestOutcome.Refused,
        ContigHangs => RequestOutcome.Spin,
        _ => RequestOutcome.Panic,
    };
}

/// <summary>Follows what drivers ask and what they are told, by the messages alone.</summary>
internal sealed class RequestLog
{
    private readonly List<LoggedRequest> requests = [];
    private readonly SortedDictionary<int, int> openByThread = [];
    private readonly SortedDictionary<int, int> writtenByThread = [];

    public IReadOnlyList<LoggedRequest> All => requests;

    /// <summary>Pages that pagers were handed for contigmalloc, calls under way included.</summary>
    public long PagesLaundered { get; private set; }

    /// <summary>Calls under way.</summary>
    public int Open => openByThread.Count;

    /// <summary>The call that waits longest for its answer.</summary>
    public LoggedRequest? OldestOpen => openByThread.Count == 0 ? null : requests[openByThread.Values.Min()];

    /// <summary>Calls under way, the oldest first.</summary>
    public IEnumerable<LoggedRequest> Unanswered => openByThread.Values.Order().Select(open => requests[open]);

    /// <summary>The call that was answered last.</summary>
    public LoggedRequest? LastAnswered { get; private set; }

    public void Saw(in Delivered step, World world)
    {
        switch (step.Message)
        {
            case AllocateContig call:
                openByThread[step.To.Number] = requests.Count;
                writtenByThread.Remove(step.To.Number);
                requests.Add(new LoggedRequest(Driver(world.NameOf(step.From)), call, step.At, null) { Thread = step.To });
                break;
            case ContigPutsPages puts:
                writtenByThread[step.To.Number] = WrittenFor(step.To) + puts.Put.Pages.Length;
                break;
            case ContinueContig { Work.At: ContigStep.Begin } begin when openByThread.TryGetValue(step.From.Number, out var open):
                requests[open] = requests[open] with { Algorithm = begin.Work.Algorithm };
                break;
            case ContigGranted or ContigRefused or ContigHangs or ContigCrashed when openByThread.Remove(step.From.Number, out var open):
                LastAnswered = requests[open] = requests[open] with { Answer = step.Message, Answered = step.At };
                break;
            case ContigPagesWritten written:
                PagesLaundered += written.Written.Pages.Length;
                break;
            case FreeContig freed:
                var index = requests.FindLastIndex(request => request.Answer is ContigGranted granted && granted.First == freed.First && !request.IsFreed);
                requests[index] = requests[index] with { IsFreed = true };
                break;
            default:
                break;
        }
    }

    /// <summary>Pages handed to pagers for the call this thread is in.</summary>
    public int WrittenFor(ActorId thread) => writtenByThread.GetValueOrDefault(thread.Number);

    /// <summary>The call this thread is in.</summary>
    public LoggedRequest? OpenOf(ActorId thread) => openByThread.TryGetValue(thread.Number, out var open) ? requests[open] : null;

    public IReadOnlyList<RequestReport> Reports() => [.. requests.Where(request => request.Outcome is not null).Select(Report)];

    private static RequestReport Report(LoggedRequest request)
    {
        var granted = request.Answer as ContigGranted;
        var refused = request.Answer as ContigRefused;
        return new RequestReport
        {
            Driver = request.Driver,
            Size = request.Call.Size,
            Result = request.Outcome!.Value,
            StartPage = granted?.First.Value,
            PhysicalAddress = granted?.PhysicalAddress,
            Latency = request.Answered - request.Asked,
            PagesLaundered = granted?.PagesLaundered ?? refused?.PagesLaundered ?? 0,
            Passes = granted?.Passes ?? refused?.Passes ?? 0,
            Message = (request.Answer as ContigCrashed)?.Panic,
        };
    }

    // driver/fxp0 → fxp0
    private static string Driver(string actor) => actor[(actor.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
