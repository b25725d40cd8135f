using System.Numerics;

using ActorVm.Cli.Binding;
using ActorVm.Messages;

namespace ActorVm.Cli.Scenarios;

/// <summary>What no single key can say: that machine, actors and requests fit together. The first thing that does not is told.</summary>
internal sealed class ScenarioChecks
{
    private readonly ScenarioFile file;
    private readonly SourceMap places;
    private readonly SortedDictionary<string, string> actors = new(StringComparer.Ordinal);

    private ScenarioChecks(ScenarioFile file, SourceMap places) => (this.file, this.places) = (file, places);

    /// <exception cref="ScenarioException">Something is impossible.</exception>
    public static void Check(ScenarioFile file, SourceMap places)
    {
        var checks = new ScenarioChecks(file, places);
        new MachineChecks(file, places).Check();
        checks.CheckActors();
        checks.CheckSysctl();
        checks.CheckFaults();
        checks.CheckInitialObjects();
        checks.CheckEvents();
        checks.CheckExpectations();
    }

    private void CheckActors()
    {
        Require(file.Until.Nanoseconds > 0, file, nameof(file.Until), "until: a run of no time shows nothing; write a time such as 10s");
        foreach (var program in file.Programs)
        {
            Introduce(program.Name, "program", program);
            CheckProgram(program);
        }

        foreach (var driver in file.Drivers)
        {
            Introduce(driver.Name, "driver", driver);
            Require(driver.Requests.Count > 0, driver, nameof(driver.Requests), $"driver '{driver.Name}' requests nothing");
            foreach (var request in driver.Requests)
            {
                CheckRequest(request);
            }
        }
    }

    private void CheckProgram(ProgramSection program)
    {
        Require(program.Objects.Count > 0 || program.Trace is not null, program, nameof(program.Objects), $"program '{program.Name}' has no memory to touch; write 'objects' or 'trace'");
        foreach (var key in new[] { nameof(program.Objects), nameof(program.Pattern), nameof(program.Writes) })
        {
            Require(program.Trace is null || !places.IsWritten(program, key), program, key, $"{Spelling.Kebab(key)}: a trace says that already; leave it out");
        }

        Require(program.Objects.All(one => one.Size.Bytes > 0), program, nameof(program.Objects), "an object has at least one page");
        Require(program.Objects.All(one => one.Size.Pages <= ByteSize.PagesMax), program, nameof(program.Objects), $"an object has {ByteSize.Most} at the most");
        Require(program.Exit is not { } exit || exit.Nanoseconds > program.Start.Nanoseconds, program, nameof(program.Exit), $"exit: '{program.Name}' exits before it starts");
        Require((program.Pattern == Pattern.Shifting) == program.WorkingSet.HasValue, program, nameof(program.WorkingSet), "'working-set' and 'pattern: shifting' go together");
        Require(program.WorkingSet is not { } set || set.Pages > 0 && set.Pages <= program.Objects.Sum(one => one.Size.Pages), program, nameof(program.WorkingSet), "working-set: larger than the objects of the program");
    }

    private void CheckRequest(RequestSection request)
    {
        var meansPanic = request.Expect == RequestOutcome.Panic;
        Require(meansPanic || request.Size.Bytes > 0, request, nameof(request.Size), $"size: the kernel panics at 0{Meant(RequestOutcome.Panic)}");
        Require(meansPanic || IsPowerOfTwoOrZero(request.Alignment), request, nameof(request.Alignment), $"alignment: {request.Alignment} is not a power of two, and the kernel panics at it{Meant(RequestOutcome.Panic)}");
        Require(meansPanic || IsPowerOfTwoOrZero(request.Boundary), request, nameof(request.Boundary), $"boundary: {request.Boundary} is not a power of two, and the kernel panics at it{Meant(RequestOutcome.Panic)}");
        Require(!(request.Flags.Contains(MallocFlag.NoWait) && request.Flags.Contains(MallocFlag.WaitOk)), request, nameof(request.Flags), "flags: M_NOWAIT and M_WAITOK exclude each other");
        Require(request.At is not { } at || at.Nanoseconds <= file.Until.Nanoseconds, request, nameof(request.At), $"at: after the end of the run; 'until' is {Times.Text(file.Until)}");
        Require(request.FreeSize is not { } free || (free.Bytes > 0 && request is { Hold: not null, Unmapped: false }), request, nameof(request.FreeSize), "free-size: needs a size above 0, 'hold', and a mapping: only contigfree is told a size");
        Require(request.FreeSize is not { } wrong || wrong.Pages <= MachineChecks.PagesMax, request, nameof(request.FreeSize), $"free-size: {request.FreeSize} is more than any machine has");
        if (request.Expect is null or RequestOutcome.Granted)
        {
            CheckItCanBeGranted(request);
        }
    }

    private void CheckItCanBeGranted(RequestSection request)
    {
        var memory = MachineChecks.LargestSegment(file.Machine);
        Require(request.Size.Pages <= ByteSize.PagesMax, request, nameof(request.Size), $"size: {request.Size} is more than any machine has{Meant(RequestOutcome.Refused)}");
        var bytes = request.Size.Pages * ByteSize.PerPage;
        Require(memory is null || bytes <= memory.Value.Bytes, request, nameof(request.Size), $"size: {request.Size} is more than the largest segment of memory has ({memory}){Meant(RequestOutcome.Refused)}");
        Require(request.Low.Bytes <= request.High.Bytes - bytes, request, nameof(request.High), $"high: between low and high there is no room for {request.Size}{Meant(RequestOutcome.Refused)}");
        Require(request.Boundary.Bytes <= 1 || bytes <= request.Boundary.Bytes, request, nameof(request.Boundary), $"boundary: {request.Size} always crosses a boundary of {request.Boundary}{Meant(RequestOutcome.Refused)}");
        Require(request.Alignment.Bytes > 0, request, nameof(request.Alignment), $"alignment: 0 fits no address but 0; write 1 for none{Meant(RequestOutcome.Refused)}");
    }

    private static string Meant(RequestOutcome outcome) => $"; if that is meant, write 'expect: {Scalars.WordOf(outcome)}'";

    private static bool IsPowerOfTwoOrZero(ByteSize size) => size.Bytes == 0 || BitOperations.IsPow2(size.Bytes);

    private void CheckSysctl()
    {
        foreach (var change in file.Sysctl)
        {
            var names = ModelType.KeysOf(typeof(SysctlChange)).Where(key => key.Property.Name != nameof(change.At)).ToArray();
            Require(names.Any(key => places.IsWritten(change, key.Property.Name)), change, "", $"changes nothing; write one of {string.Join(", ", names.Select(key => key.Name))}");
        }
    }

    private void CheckFaults()
    {
        foreach (var fault in file.Faults)
        {
            Require(fault.At is not null || fault.Times is not null || fault.Probability is not null, fault, "", "says neither when nor how often; write 'at', 'times' or 'probability'");
            Require(fault.Times is null || fault.Probability is null, fault, nameof(fault.Times), "'times' and 'probability' exclude each other");
            Require(
                fault.Probability is null || fault.Kind is FaultKind.SwapWriteError or FaultKind.VnodeError,
                fault, nameof(fault.Probability), "only swap-write-error and vnode-error happen with a probability; write 'at' or 'times'");
            Require(fault.Kind is not (FaultKind.FsSuspended or FaultKind.FsResumed) || fault.Times is null, fault, nameof(fault.Times), "fs-suspended lasts until fs-resumed; write 'at'");
            KnownObject(fault.Object, fault, nameof(fault.Object));
            if (fault.Program is { } name)
            {
                Require(
                    fault.Kind == FaultKind.ObjectTrylockMiss,
                    fault, nameof(fault.Program), "only object-trylock-miss is about one program's objects; leave it out");
                Known(name, "program", fault, nameof(fault.Program));
            }
        }
    }

    private void CheckInitialObjects()
    {
        foreach (var one in (file.Initial?.Objects ?? []).Where(one => one.Program is not null))
        {
            Known(one.Program!, "program", one, nameof(one.Program));
            var objects = file.Programs.First(program => program.Name == one.Program).Objects;
            Require(objects.Count > 0, one, nameof(one.Program), $"program: '{one.Program}' has the objects of its trace");
            var first = objects[0];
            Require(first.Backing == one.Backing, one, nameof(one.Backing), $"backing: the first object of '{one.Program}' is {Scalars.WordOf(first.Backing)}");
            Require(first.Size.Pages > one.To - one.From, one, nameof(one.To), $"to: the first object of '{one.Program}' has only {first.Size.Pages} pages");
        }
    }

    private void CheckEvents()
    {
        foreach (var happening in file.Events)
        {
            var whens = new object?[] { happening.At, happening.Sleep, happening.Vnode, happening.FreeMutex }.Count(when => when is not null);
            Require(whens == 1, happening, "", $"says {(whens == 0 ? "not when" : "when more than once")}; write one of at, sleep, vnode and free-mutex");
            Require(happening.FreeMutex is null || file.Algorithm.Granularity == Granularity.Fine, happening, nameof(happening.FreeMutex), "free-mutex: only with 'algorithm: {granularity: fine}' does anybody run there");
            Require(happening.Do == DisturbanceKind.Grab || happening.Object is null, happening, nameof(happening.Object), "object: only 'grab' needs to know whose the page is from now on");
            KnownObject(happening.Object, happening, nameof(happening.Object));
            Require(MachineChecks.Entries(file.Machine) is not { } entries || happening.Page < entries, happening, nameof(happening.Page), "page: memory ends before it");
        }
    }

    private void KnownObject(string? name, object section, string property)
    {
        var known = file.Initial?.Objects.Select(one => one.Name).Append(Kernel.InitialPages.Boot).ToArray() ?? [];
        Require(name is null || known.Contains(name), section, property, $"object: '{name}' is no object of 'initial'{Spelling.Suggest(name ?? "", known)}");
    }

    private void CheckExpectations()
    {
        foreach (var (name, expected) in file.Expect?.Drivers ?? new SortedDictionary<string, DriverExpectation>())
        {
            Known(name, "driver", expected, "");
        }
    }

    private void Introduce(string name, string role, object section)
    {
        Require(name.Length is > 0 and <= 32 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'), section, "Name", $"name: '{name}' is not one word of letters, digits, '-' and '_'");
        Require(!actors.ContainsKey(name), section, "Name", $"name: '{name}' is the name of another actor already");
        actors[name] = role;
    }

    private void Known(string name, string role, object section, string property)
    {
        var candidates = actors.Where(actor => actor.Value == role).Select(actor => actor.Key);
        Require(actors.TryGetValue(name, out var actual), section, property, $"unknown actor '{name}'{Spelling.Suggest(name, candidates)}");
        Require(actual == role, section, property, $"'{name}' is a {actual}, not a {role}");
    }

    private void Require(bool holds, object section, string property, string problem)
    {
        if (!holds)
        {
            throw new ScenarioException(places.Of(section, property), problem);
        }
    }
}
