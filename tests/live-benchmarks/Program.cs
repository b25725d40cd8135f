using ActorVm.Live.Benchmarks;

// dotnet run -c Release --project tests/live-benchmarks
PingPong.Run();
ControlledRuns.Run();
