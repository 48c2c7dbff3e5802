using System.Collections;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;

namespace PerfProof.KernelHost;

/// <summary>One side of what is compared, loaded: its method, and the inputs that stand ready for it.</summary>
internal sealed class Side
{
    private readonly string folder;
    private readonly Assembly code;
    private readonly MethodInfo method;
    private readonly Invoker.Call call;
    private readonly ProcessState process;
    private readonly Completion completion = new();
    private readonly StringWriter printed = new();
    private readonly EntryRun? entry;
    private readonly IReadOnlyDictionary<string, string> hints;
    private (object? Target, object?[] Arguments)[] ring = [];
    private Dictionary<Type, object> services = [];
    private Request? prepared;
    private (int At, object? Result)[] kept = [];
    private double setupSeconds;

    public Side(VariantSpec spec, IReadOnlyDictionary<string, string> hints, ProcessState process)
    {
        this.process = process;
        this.hints = hints;
        this.folder = Path.GetDirectoryName(spec.Assembly)!;
        this.code = new Loader(spec).LoadFromAssemblyPath(spec.Assembly);
        var type = this.code.GetType(spec.Type, throwOnError: false)
            ?? throw new NotSupportedException($"the type {spec.Type} is not in {Path.GetFileName(spec.Assembly)}");
        this.method = Find(type, spec);
        this.call = Invoker.Compile(this.method);
        this.entry = spec.Entry is { } entry ? new(entry, this.folder, this.completion) : null;
    }

    /// <summary>Makes this side's folder the program's: data files lie beside an assembly, or where it was started.</summary>
    private void Enter()
    {
        AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", this.folder + Path.DirectorySeparatorChar);
        Environment.CurrentDirectory = this.folder;
    }

    /// <summary>Calls once on fresh inputs and takes the outcome apart.</summary>
    public (Response Response, byte[] Body) Observe(Request request)
    {
        this.Enter();
        var hasInputs = this.Target(out var target, out var arguments, request, []);
        var before = Look(target, arguments);
        var given = before.ToObservation().Serialize();
        this.entry?.Listen();
        var allocated = GC.GetTotalAllocatedBytes(precise: false);
        var started = Stopwatch.GetTimestamp();
        var console = this.Listen();
        object? result;
        try
        {
            result = this.completion.Wait(this.call(target, arguments));
        }
        catch (NotSupportedException exception)
        {
            // Thrown by the code under test, this is an outcome; elsewhere in this program it means that the code cannot be called.
            throw new TargetInvocationException(exception);
        }
        finally
        {
            Console.SetOut(console);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: false) - allocated;
        var peak = PeakBytes();
        var observation = new Observer().Add(Observation.Returned, result).Add(Observation.Printed, this.printed.ToString());
        this.entry?.AddTo(observation);
        var made = observation.ArrayBytesBeyond(before);
        AddGiven(observation, target, arguments);
        observation.AddProcess(this.process);
        var isChanged = !Look(target, arguments).ToObservation().Serialize().AsSpan().SequenceEqual(given);
        return (new Response { Seconds = seconds, ChangesArguments = isChanged, HasInputs = hasInputs, AllocatedBytes = allocated, MadeBytes = made, PeakBytes = peak }, observation.ToObservation().Serialize());
    }

    /// <summary>Makes a ring of inputs ready. Services are made once and shared, as in a program.</summary>
    /// <returns>How long it took to make an object to call the method on, where it is made from inputs.</returns>
    public Response Prepare(Request request)
    {
        this.prepared = request;
        this.services = [];
        this.ring = [];
        return this.Make();
    }

    /// <summary>Makes the ring anew from other seeds, so that nothing in it was seen before.</summary>
    /// <returns>As <see cref="Prepare"/>.</returns>
    public Response Refresh(Request request)
    {
        this.prepared = this.prepared! with { Seed = request.Seed, OtherSeed = request.OtherSeed };
        return this.Make();
    }

    private Response Make()
    {
        this.Enter();
        this.setupSeconds = 0;
        var request = this.prepared!;
        var made = new (object?, object?[])[request.Count];
        for (var i = 0; i < made.Length; i++)
        {
            this.Target(out var target, out var arguments, i == 0 ? request : request with { Seed = request.OtherSeed + (ulong)i }, this.services);
            made[i] = (target, arguments);
        }

        this.ring = made;
        return new() { Seconds = this.setupSeconds / Math.Max(1, made.Length) };
    }

    /// <summary>Puts other contents into the objects of the first inputs of the ring: who remembers a result by where its inputs lie must not get away with it.</summary>
    public void Overwrite(Request request)
    {
        this.Enter();
        this.Target(out var target, out var fresh, request, this.services);
        var kept = this.ring[0].Arguments;
        for (var i = 0; i < fresh.Length; i++)
        {
            if (kept[i] is Array old && fresh[i] is Array contents && old.GetType() == contents.GetType() && old.Length == contents.Length)
            {
                Array.Copy(contents, old, old.Length);
            }
            else if (kept[i] is IList { IsFixedSize: false, IsReadOnly: false } list && fresh[i] is IList items && list.GetType() == items.GetType())
            {
                list.Clear();
                foreach (var item in items)
                {
                    list.Add(item);
                }
            }
            else
            {
                kept[i] = fresh[i];
            }
        }

        this.ring[0] = (target, kept);
    }

    /// <summary>Calls a number of times, round the ring; the time of the calls alone, in seconds.</summary>
    public (Response Response, byte[] Body) Run(Request request)
    {
        this.Enter();
        var (at, count, keeps, next) = (request.Start, request.Count, request.Keeps ?? [], 0);
        this.kept = new (int, object?)[keeps.Count];
        var nextKept = keeps.Count > 0 ? keeps[0] : -1;
        object? result = null;
        var (calls, lookedAt) = (0, request.Observes ? count - 1 : -1);
        // The console is the same whether anybody listens or not.
        var console = this.Listen();
        if (request.Observes)
        {
            this.entry?.Listen();
        }

        var allocated = GC.GetTotalAllocatedBytes(precise: false);
        var started = Stopwatch.GetTimestamp();
        for (; calls < count; calls++)
        {
            var (target, arguments) = this.ring[at];
            if (calls == lookedAt)
            {
                this.printed.GetStringBuilder().Clear();
                this.entry?.Forget();
            }

            result = this.completion.Wait(this.call(target, arguments));
            if (calls == nextKept)
            {
                this.kept[next++] = (at, result);
                nextKept = next < keeps.Count ? keeps[next] : -1;
            }

            at = at + 1 == this.ring.Length ? 0 : at + 1;
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: false) - allocated;
        var said = request.Observes ? this.printed.ToString() : "";
        var seen = request.Observes ? this.entry?.Seen() : null;
        if (request.Holds && this.ring.Length > 1)
        {
            this.completion.Wait(this.call(this.ring[at].Target, this.ring[at].Arguments));
        }

        Console.SetOut(console);
        return (new Response { Seconds = seconds, AllocatedBytes = allocated, Calls = calls }, request.Observes ? this.Last(at, result, said, seen) : []);
    }

    /// <summary>
    /// What the calls of the last batch produced whose results were kept, asked for only now: no code can tell them from the
    /// others. Results that share objects are marked as truncated, since a later call may have written into them.
    /// </summary>
    /// <returns>And how long it took to read a result, which is work of the call where it was left for the reader.</returns>
    public (Response Response, byte[] Body) Reveal()
    {
        var started = Stopwatch.GetTimestamp();
        var seen = Array.ConvertAll(this.kept, item => new Observer().Add(Observation.Returned, item.Result));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds / Math.Max(1, seen.Length);
        var isInert = Array.TrueForAll(this.kept, item => Inert.Is(item.Result?.GetType()));
        var body = Observation.SerializeAll([.. this.kept.Select((item, i) =>
        {
            var shares = seen.Where((_, other) => other != i).Any(seen[i].Shares);
            // Objects that all calls share have a history, and how many calls there were differs from process to process.
            AddGiven(seen[i], null, Array.ConvertAll(this.ring[item.At].Arguments, argument => this.services.Values.Any(service => ReferenceEquals(service, argument)) ? null : argument));
            return seen[i].ToObservation() is var all && shares ? all with { IsTruncated = true } : all;
        })]);
        return (new Response { Seconds = seconds, IsInert = isInert }, body);
    }

    private byte[] Last(int next, object? result, string said, Action<Observer>? seen)
    {
        var (target, arguments) = this.ring[(next + this.ring.Length - 1) % this.ring.Length];
        var observer = new Observer().Add(Observation.Returned, result).Add(Observation.Printed, said);
        seen?.Invoke(observer);
        AddGiven(observer, target, arguments);
        return observer.AddProcess(this.process).ToObservation().Serialize();
    }

    /// <summary>Keeps what is printed from here on.</summary>
    /// <returns>The console as it was.</returns>
    private TextWriter Listen()
    {
        var console = Console.Out;
        this.printed.GetStringBuilder().Clear();
        Console.SetOut(this.printed);
        return console;
    }

    private bool Target(out object? target, out object?[] arguments, Request request, Dictionary<Type, object> services)
    {
        var made = new Inputs(this.code, request.Seed, request.Size, request.Lane, this.hints, Inputs.HasCollection(this.method), services) { Movement = new(request.Moves, request.MoveSeed) };
        try
        {
            target = this.method.IsStatic ? null : made.Target(this.method.DeclaringType!);
            arguments = [.. this.method.GetParameters().Select(parameter => this.entry is not null && parameter.ParameterType == typeof(string[]) ? Array.Empty<string>() : made.Create(parameter))];
            this.entry?.SetUp(target, request.Size);
            this.setupSeconds += made.IsRandom ? made.ConstructorSeconds : 0;
            return made.IsRandom;
        }
        catch (TargetInvocationException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }

    // On Linux what the runtime calls the peak is that of the process's resident set since it began.
    private static long PeakBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static Observer Look(object? target, object?[] arguments)
    {
        var observer = new Observer();
        AddGiven(observer, target, arguments);
        return observer;
    }

    private static void AddGiven(Observer observer, object? target, object?[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            observer.Add($"argument {i + 1}", arguments[i]);
        }

        if (target is not null)
        {
            observer.Add(Observer.State, target);
        }
    }

    private static MethodInfo Find(Type type, VariantSpec spec)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var candidates = type.GetMethods(All).Where(method => method.Name == spec.Method).ToList();
        if (candidates.Count > 1 && spec.Parameters is { } parameters)
        {
            candidates = [.. candidates.Where(method => method.GetParameters().Select(parameter => parameter.ParameterType.Name).SequenceEqual(parameters))];
        }

        return candidates switch
        {
            [{ ContainsGenericParameters: true }] => throw new NotSupportedException($"{spec.Type}.{spec.Method} is generic"),
            [var only] => only,
            [] => throw new NotSupportedException($"{spec.Type} has no method {spec.Method}"),
            _ => throw new NotSupportedException($"{spec.Type} has several methods {spec.Method}"),
        };
    }

    /// <summary>Loads one side's assemblies apart from the other's, whose names are the same.</summary>
    private sealed class Loader(VariantSpec spec) : AssemblyLoadContext(name: null, isCollectible: false)
    {
        private readonly Dictionary<string, string> byName = spec.Probing
            .GroupBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);

        protected override Assembly? Load(AssemblyName name) =>
            name.Name is { } simple && this.byName.TryGetValue(simple, out var path) && File.Exists(path)
                ? this.LoadFromAssemblyPath(path)
                : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName)
        {
            foreach (var folder in this.byName.Values.Select(Path.GetDirectoryName).Distinct())
            {
                foreach (var name in new[] { unmanagedDllName, "lib" + unmanagedDllName + ".so", unmanagedDllName + ".dll" })
                {
                    if (Path.Combine(folder!, name) is var path && File.Exists(path))
                    {
                        return this.LoadUnmanagedDllFromPath(path);
                    }
                }
            }

            return 0;
        }
    }
}
