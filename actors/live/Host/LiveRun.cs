using System.Diagnostics;

using ActorVm.Messages;
using ActorVm.Simulation;

using Akka.Actor;

namespace ActorVm.Live;

/// <summary>A run on real threads.</summary>
internal sealed class LiveRun : ILiveRun
{
    private readonly ActorSystem system;
    private readonly LiveStage stage;

    public LiveRun(ActorSystem system, World start, LiveOptions options)
    {
        this.system = system;
        stage = new LiveStage(system, [.. Enumerable.Range(0, start.ActorCount).Select(number => start.NameOf(new ActorId(number)))], options);
        system.ActorOf(Props.Create(() => new LiveSupervisor(stage, start)), "actors");
        stage.WaitForEntrances();
        stage.Begin();
        foreach (var letter in start.Pending)
            Post(letter);
    }

    public Tick Now => stage.Now;

    public LiveFailure? Failure => stage.Failure;

    public TState StateOf<TState>(ActorId actor)
    {
        var state = default(TState);
        stage.Between(actor, it => state = ((LiveActor<TState>)it).State);
        return state!;
    }

    public LiveRecord Stop()
    {
        var took = Stopwatch.GetElapsedTime(stage.StartedAt);
        stage.End();
        var count = 0L;
        ForEach(actor => count += actor.Steps);

        // Nobody sends any more; what was sent lies before this in every mailbox.
        var builder = new WorldBuilder(Pace.Recorded);
        var undelivered = new List<Letter>();
        ForEach(actor =>
        {
            actor.AddTo(builder, stage.Names[actor.Id.Number]);
            undelivered.AddRange(actor.Undelivered);
        });
        var end = builder.Build();
        foreach (var letter in undelivered.OrderBy(letter => letter.Sequence))
            end.Post(letter.Channel, letter.Message);
        return new LiveRecord(LiveLog.Merge(stage.Logs, stage.TimeOf), count, end, stage.Failure, took);
    }

    public void Dispose()
    {
        stage.End();
        system.Terminate().Wait();
        system.Dispose();
    }

    private void ForEach(Action<LiveActor> action)
    {
        for (var actor = 0; actor < stage.ActorCount; actor++)
            stage.Between(new ActorId(actor), action);
    }

    private void Post(in Candidate letter)
    {
        var due = letter.Due.Nanoseconds == 0 ? 0 : stage.StartedAt + stage.StampsIn(letter.Due - default(Tick));
        stage.RefOf(letter.Channel.To).Tell(new Letter(letter.Channel, letter.Sequence, 0, due, letter.Message), ActorRefs.NoSender);
    }
}
