using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Tests.Simulation.States;

public sealed class StateExplorationTests
{
    [Theory]
    [InlineData("contig-race XS", 1, false)]
    [InlineData("contig-race XS", 1, false, true)]
    [InlineData("twophase-tla 5", 1, true, true)]
    [InlineData("contig-race XS", 2, false)]
    [InlineData("contig-race XS", 1, true)]
    [InlineData("contig-race XS broken", 1, false)]
    [InlineData("twophase-tla 5", 2, true)]
    [InlineData("philosophers 3", 1, false)]
    [InlineData("fan_in 2 3 order", 1, false)]
    public void Interrupted_anywhere_and_restored_it_counts_the_same(string model, int cores, bool areFingerprints, bool isDeepFirst = false)
    {
        var delivery = model.StartsWith("fan_in", StringComparison.Ordinal) ? Delivery.Bag : Delivery.Fifo;
        var options = new StateOptions
        {
            Cores = cores,
            DeepFirst = isDeepFirst,
            Fingerprints = areFingerprints,
            StopAtFirst = false,
            LabelEnd = SituationText.Of,
            Properties = [Property.Always("nothing", _ => true), Property.Sometimes("an end", situation => situation.IsQuiescent), Property.Eventually("never", _ => false)],
        };
        var whole = Explore.States(OracleModel.Build(model, delivery), options);

        var exploration = StateExploration.Start(OracleModel.Build(model, delivery), options);
        var interruptions = 0;
        for (; exploration.Advance(1 + whole.States / 5); interruptions++)
            exploration = StateExploration.Restore(OracleModel.Build(model, delivery), exploration.Save(), options);
        exploration = StateExploration.Restore(OracleModel.Build(model, delivery), exploration.Save(), options);

        Assert.True(interruptions >= (whole.States < 5000 ? 0 : 3));
        Assert.Equal(Tell(whole, cores), Tell(exploration.Report, cores));
    }

    [Fact]
    public void What_it_began_with_must_be_the_same()
    {
        var saved = StateExploration.Start(OracleModel.Build("philosophers 3")).Save();

        Assert.Equal(
            "the exploration was started with other settings: 1 cores, exact; now: 2 cores, exact",
            Assert.Throws<InvalidDataException>(() => StateExploration.Restore(OracleModel.Build("philosophers 3"), saved, new StateOptions { Cores = 2 })).Message);
    }

    // Memory depends on when tables grew; of very many discoveries the first hundred are told, and of two cores each has its own.
    private static string Tell(StateReport report, int cores) => string.Join(
        '\n',
        [
            (report with { Bytes = 0, CatalogueBytes = 0, Discoveries = [], Labels = [] }).ToString(),
            .. report.Labels.Select(label => $"{label.Key} {label.Value}"),
            .. report.Discoveries.Where(_ => cores == 1).Select(found => $"{found.Property?.Name} {found.What} {found.Path.Count} {found.Thrown?.GetType()}"),
        ]);
}
