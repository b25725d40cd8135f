using System.Globalization;

using ActorVm.Tests.Crash;

// dotnet run -c Release --project tests/crash -- 200 [SEED]
// dotnet run -c Release --project tests/crash -- 50 1 postgres://user@host/database
// dotnet run -c Release --project tests/crash -- flips 1000 [SEED]
if (args is ["flips", var many, ..])
{
    var flips = new FlipTrials(args.Length > 2 ? ulong.Parse(args[2], CultureInfo.InvariantCulture) : 1);
    var silent = flips.Run(int.Parse(many, CultureInfo.InvariantCulture));
    foreach (var flip in silent)
        Console.Error.WriteLine(flip);

    Console.WriteLine($"{flips.Harmless} harmless, {flips.Found} found, {silent.Count} silently wrong");
    return silent.Count == 0 ? 0 : 1;
}

if (args is not [var count, ..] || !int.TryParse(count, CultureInfo.InvariantCulture, out var kills))
{
    Console.Error.WriteLine("how many kills? and, if you like, a seed and a store: 200 1 postgres://user@host/database");
    return 2;
}

var seed = args.Length > 1 ? ulong.Parse(args[1], CultureInfo.InvariantCulture) : 1;
var store = args.Length > 2 ? args[2] : Path.Combine(Directory.CreateTempSubdirectory("actorvm-crash").FullName, "actorvm.db");
var trials = new CrashTrials(store, seed, Console.WriteLine);
var differences = trials.Run(kills);
foreach (var difference in differences)
    Console.Error.WriteLine(difference);

Console.WriteLine($"{trials.Kills} kills, {trials.Rounds} results, {differences.Count} of them different; seed {seed}, {store}");
return differences.Count == 0 ? 0 : 1;
