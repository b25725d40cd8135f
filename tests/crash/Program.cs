using System.Globalization;

using ActorVm.Tests.Crash;

// dotnet run -c Release --project tests/crash -- 200 [SEED]
// dotnet run -c Release --project tests/crash -- 50 1 postgres://user@host/database
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
