using ActorVm.Cli.Exploring;
using ActorVm.Cli.Recording;
using ActorVm.Persistence;
using ActorVm.Simulation;

namespace ActorVm.Tests.Persistence;

/// <summary>Explorations of all traces of a model, of which no work was done.</summary>
internal static class Explorations
{
    private static readonly Question Question = new() { Engine = "dpor" };

    public static StoredRun Begun(Store store, string? name, string model, int items = 12)
    {
        var start = SubjectOf(model).Start;
        byte[][] work = items == 1 ? [WorkItem.All.Save()] : [.. WorkItem.All.Split(start, items).Select(item => item.Save())];
        var header = new RunHeader
        {
            Kind = "verify",
            Scenario = model,
            Path = "",
            Text = "",
            Settings = [],
            Seed = 0,
            Revision = "",
            Genesis = start.Fingerprint.ToString(),
            Arguments = Question.Words(),
        };
        var lease = store.Create(name, header, new RunFacts { Kind = "verify", Scenario = model, Seed = 0, Revision = "", Engine = Engine.Id }, work: work);
        store.Release(lease);
        return store.Find(lease.Id);
    }

    public static WorkDoer Doer(Store store, string model, Func<bool>? mustStop = null) => new(store, SubjectOf(model), Question, mustStop ?? (() => false), (_, _) => { });

    private static Subject SubjectOf(string model) => Subject.Of(Recipe.Find(model, [], Pace.Adversarial));
}
