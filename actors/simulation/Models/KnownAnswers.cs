namespace ActorVm.Simulation.Models;

/// <summary>What is known about a model; 0 where it is not known, or too many to count that way.</summary>
/// <param name="Model">A line for <see cref="OracleModel.Build(string, Delivery)"/>.</param>
/// <param name="Ends">Distinct final situations.</param>
public sealed record KnownAnswer(
    string Model, Delivery Delivery, long Traces, long Schedules, long States, long Ends = 0, long Transitions = 0);

/// <summary>Exact counts from a brute-force program that shares no code with this one.</summary>
public static class KnownAnswers
{
    public static IReadOnlyList<KnownAnswer> All { get; } =
    [
        Fifo("fan_in 3 1 order", 6, 6, 16, 6),
        Fifo("fan_in 4 1 order", 24, 24, 65, 24),
        Fifo("fan_in 5 1 count", 120, 120, 32, 1),
        Fifo("fan_in 2 3 order", 20, 20, 69, 20),
        Bag("fan_in 2 3 order", 720, 720, 1957, 720),
        Fifo("fan_in 3 2 order", 90, 90, 271, 90),
        Fifo("disjoint 2 2", 1, 6, 9, 1),
        Fifo("disjoint 3 2", 1, 90, 27, 1),
        Fifo("pipeline 2 3", 1, 5, 10, 1),
        Bag("pipeline 2 3", 36, 90, 27, 1),
        Fifo("pipeline 3 3", 1, 42, 20, 1),
        Fifo("pipeline 3 4", 1, 462, 35, 1),
        Fifo("client_server 3", 6, 1680, 128, 6),
        Fifo("client_server 4", 24, 369600, 1040, 24),
        Fifo("atomic_inc 3", 6, 90, 27, 1),
        Fifo("atomic_inc 5", 120, 113400, 243, 1),
        Fifo("lost_update 2", 6, 70, 30, 2),
        Fifo("lost_update 3", 90, 34650, 217, 3),
        Fifo("readers 2", 6, 560, 68, 4),
        Fifo("readers 3", 24, 92400, 344, 8),
        Fifo("philosophers 2", 9, 412, 66, 2),
        Fifo("philosophers 3", 49, 18322416, 555, 2),
        Fifo("philosophers 3 ordered", 48, 12883908, 520, 1),
        Fifo("ring 3 ascending", 9, 206, 62),
        Fifo("ring 3 descending", 12, 379, 87),
        Fifo("ring 4 ascending", 27, 14226, 266),
        Fifo("ring 4 descending", 60, 187841, 675),
        Fifo("bounded_buffer 1 1 2 1", 5, 152, 26),
        Fifo("bounded_buffer 2 1 1 1", 6, 1316, 60),
        Fifo("two_phase 3", 6, 540, 35),
        Big("twophase-tla 3", 288, 1145),
        Big("twophase-tla 5", 8832, 58145),
        Big("twophase-tla 7", 296448),
        Big("twophase-tla 3 symmetry", 80),
        Big("twophase-tla 5 symmetry", 314),
        Big("contig-race XS", 63169, 173202, ends: 36),
        Big("contig-race S", 466189, 1534454, ends: 146),
    ];

    private static KnownAnswer Fifo(string model, long traces, long schedules, long states, long ends = 0) =>
        new(model, Delivery.Fifo, traces, schedules, states, ends);

    private static KnownAnswer Bag(string model, long traces, long schedules, long states, long ends) =>
        new(model, Delivery.Bag, traces, schedules, states, ends);

    private static KnownAnswer Big(string model, long states, long transitions = 0, long ends = 0) =>
        new(model, Delivery.Fifo, 0, 0, states, ends, transitions);
}
