using ActorVm.Simulation.Models;

namespace ActorVm.Tests.Simulation;

/// <summary>The known answers with counts of every kind.</summary>
public sealed class SmallOracles : TheoryData<string>
{
    public SmallOracles()
    {
        foreach (var answer in KnownAnswers.All.Where(answer => answer.Traces > 0))
            Add(Name(answer));
    }

    public static KnownAnswer Of(string name) => KnownAnswers.All.Single(answer => Name(answer) == name);

    private static string Name(KnownAnswer answer) => $"{answer.Model}, {answer.Delivery}";
}
