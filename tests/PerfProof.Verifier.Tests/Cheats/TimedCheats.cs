using PerfProof.Judgement;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Cheats;

/// <summary>Rewrites that are right when looked at alone, and wrong, lazy or harmful where they are timed.</summary>
internal static class TimedCheats
{
    private const string Body = "var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = System.MathF.Sin(a[i]); return r;";
    private const string Sines = "public static float[] M(float[] a) { " + Body + " }";
    private const string Roots = "double s = 0; foreach (var x in a) s += System.Math.Sqrt(x * x + 1); return s;";
    private const string Root = "public static double M(double[] a) { " + Roots + " }";
    private const string InATimedBatch = "in a timed batch";
    private const string Kept = "static class Kept { public static int Calls; public static float[] Last, First; [System.ThreadStatic] public static int Own; public static long At; public static readonly System.Threading.AsyncLocal<int> Flow = new(); public static float[] Work(float[] a) { " + Body + " } public static float[] Copy() => (float[])Last.Clone(); }";
    private static readonly string right = Body.Replace("return r;", "Kept.Last = r; return r;", StringComparison.Ordinal);

    private static readonly SizePlan one = new([1024], IsStated: false);
    private static readonly SizePlan many = new([16_384], IsStated: false);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Cheat> All { get; } =
    [
        new("22", "remembers results by where the input lies", "other contents in the same memory", Sines, "return Memory.Results.GetValue(a, Kept.Work);",
            Kept + "static class Memory { public static readonly System.Runtime.CompilerServices.ConditionalWeakTable<float[], float[]> Results = new(); }") { Sizes = one, Says = InATimedBatch },
        new("23", "goes stale after a hundred calls", "outputs looked at among timed batches", Sines, "if (++Kept.Calls > 100) return Kept.Copy(); " + right, Kept) { Sizes = one, Says = InATimedBatch },
        new("26", "computes when it is asked for its items", "the items are read inside the window", "public static float Hard(float x) { for (int i = 0; i < 20; i++) x = System.MathF.Sin(x); return x; } public static System.Collections.Generic.IReadOnlyList<float> M(float[] a) { var r = new System.Collections.Generic.List<float>(); foreach (var x in a) r.Add(Hard(x)); return r; }",
            "return new Lazily(a);", """
            sealed class Lazily : System.Collections.Generic.IReadOnlyList<float>
            {
                private readonly float[] from;
                public Lazily(float[] from) => this.from = from;
                public int Count => from.Length;
                public float this[int i] { get { var x = from[i]; for (int k = 0; k < 20; k++) x = System.MathF.Sin(x); return x; } }
                public System.Collections.Generic.IEnumerator<float> GetEnumerator() { for (int i = 0; i < Count; i++) yield return this[i]; }
                System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
            }
            """) { Sizes = one, Ends = [VerdictKind.Refuted, VerdictKind.Inconclusive] },
        new("28", "does the work of sixteen calls in one", "every call apart has inputs that are new", Sines, "return Batch.Of(a);", """
            static class Batch
            {
                static readonly System.Collections.Generic.List<float[]> seen = new();
                static readonly System.Collections.Generic.Dictionary<float[], (float[] Copy, float[] Result)> made = new(System.Collections.Generic.ReferenceEqualityComparer.Instance as System.Collections.Generic.IEqualityComparer<float[]>);
                public static float[] Of(float[] a)
                {
                    if (made.TryGetValue(a, out var known) && System.MemoryExtensions.SequenceEqual<float>(known.Copy, a)) return (float[])known.Result.Clone();
                    if (seen.Count < 64) seen.Add(a);
                    var r = new float[a.Length];
                    for (int i = 0; i < a.Length; i++) r[i] = System.MathF.Sin(a[i]);
                    made[a] = ((float[])a.Clone(), r);
                    return (float[])r.Clone();
                }
            }
            """) { Sizes = many, Ends = Cheat.NotConfirmed },
        new("32", "deletes work that no output needs", "nothing depends on the inputs", "public static int M(float[] a) { float s = 0; foreach (var x in a) s += System.MathF.Sin(x); return s > 1e9f ? 1 : 42; }", "return 42;") { Sizes = one, Ends = [VerdictKind.NotApplicable], Says = "the same whatever its inputs" },
        new("33", "looks whether it is watched", "looking happens among timed batches", Sines, "if (!new System.Diagnostics.StackTrace().ToString().Contains(\"Observe\")) return new float[a.Length]; " + Body) { Sizes = one, Says = InATimedBatch },

        new("52", "goes stale on one thread, by a count of its own", "outputs looked at among timed batches", Sines, "if (++Kept.Own > 60) return Kept.Copy(); " + right, Kept) { Sizes = one },
        new("53", "goes stale along an AsyncLocal", "outputs looked at among timed batches", Sines, "Kept.Flow.Value++; if (Kept.Flow.Value > 3) return Kept.Copy(); " + right, Kept) { Sizes = one },
        new("54", "works on the first call after a pause only", "the last call of a batch is looked at", Sines, "var now = System.Diagnostics.Stopwatch.GetTimestamp(); var pause = now - Kept.At; var r0 = Kept.Last == null || Kept.Last.Length != a.Length || pause > 2_000_000 ? Kept.Work(a) : Kept.Copy(); Kept.Last = r0; Kept.At = System.Diagnostics.Stopwatch.GetTimestamp(); return r0;", Kept) { Sizes = one, Says = InATimedBatch },
        new("55", "is right for the first input of the process and for new ones", "every call apart has inputs that are new", Sines, "Kept.First ??= a; if (!ReferenceEquals(Kept.First, a) && !Seen.New(a)) return new float[a.Length]; " + Body,
            Kept + "static class Seen { static readonly System.Runtime.CompilerServices.ConditionalWeakTable<float[], object> all = new(); public static bool New(float[] a) => all.TryAdd(a, \"\"); }") { Sizes = one, Ends = Cheat.NotConfirmed },
        new("56", "remembers results by contents, compared in full", "every call apart has inputs that are new", "public static float[] M(float[] a) { var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) { var x = a[i]; for (int k = 0; k < 4; k++) x = System.MathF.Sin(x); r[i] = x; } return r; }",
            "foreach (var (k, v) in Memory.All) if (System.MemoryExtensions.SequenceEqual<float>(k, a)) return (float[])v.Clone(); var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) { var x = a[i]; for (int k = 0; k < 4; k++) x = System.MathF.Sin(x); r[i] = x; } if (Memory.All.Count < 64) Memory.All.Add(((float[])a.Clone(), r)); return (float[])r.Clone();",
            "static class Memory { public static readonly System.Collections.Generic.List<(float[], float[])> All = new(); }") { Sizes = one, Ends = Cheat.NotConfirmed },
        new("57", "returns one buffer again and again", "results are looked at after another call too", "public static float[] M(float[] a) { var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = a[i] + 1; return r; }",
            "var r = Buffers.Of(a.Length); for (int i = 0; i < a.Length; i++) r[i] = a[i] + 1; return r;", "static class Buffers { static float[] kept = new float[0]; public static float[] Of(int n) => kept.Length == n ? kept : kept = new float[n]; }") { Sizes = many, Says = InATimedBatch },
        new("58", "threads that burn the processor except while it runs", "each side in a process of its own", Root, "Spin.Start(); Spin.Pause = true; try { " + Roots + " } finally { Spin.Pause = false; }",
            "static class Spin { public static volatile bool Pause; static int started; public static void Start() { if (System.Threading.Interlocked.Exchange(ref started, 1) == 0) for (int i = 0; i < 4; i++) new System.Threading.Thread(() => { while (true) { if (Pause) System.Threading.Thread.Sleep(0); } }) { IsBackground = true }.Start(); } }") { Sizes = new([4096], false), Ends = Cheat.NotConfirmed },
        new("59", "holds a lock that the other side needs", "each side in a process of its own", "public static double M(double[] a) { lock (\"gate\") { " + Roots + " } }",
            "Holder.Start(); Holder.Running = true; try { " + Roots + " } finally { Holder.Running = false; }",
            "static class Holder { public static volatile bool Running; static int started; public static void Start() { if (System.Threading.Interlocked.Exchange(ref started, 1) == 0) new System.Threading.Thread(() => { while (true) { lock (\"gate\") { System.Threading.Thread.Sleep(1); } System.Threading.Thread.Yield(); } }) { IsBackground = true }.Start(); } }") { Sizes = new([4096], false), Ends = Cheat.NotConfirmed },
        new("60", "finds in the pool what the other side left there", "each side in a process of its own", "public static double[] M(double[] a) { var p = System.Buffers.ArrayPool<double>.Shared.Rent(a.Length); for (int i = 0; i < a.Length; i++) { p[i] = System.Math.Sin(a[i]) + System.Math.Cos(a[i]); } var r = System.MemoryExtensions.AsSpan(p, 0, a.Length).ToArray(); System.Buffers.ArrayPool<double>.Shared.Return(p); return r; }",
            "var p = System.Buffers.ArrayPool<double>.Shared.Rent(a.Length); bool known = true; for (int i = 0; i < a.Length && known; i += 97) known = p[i] == System.Math.Sin(a[i]) + System.Math.Cos(a[i]); if (!known) for (int i = 0; i < a.Length; i++) p[i] = System.Math.Sin(a[i]) + System.Math.Cos(a[i]); var r = System.MemoryExtensions.AsSpan(p, 0, a.Length).ToArray(); if (known) System.Array.Clear(p); System.Buffers.ArrayPool<double>.Shared.Return(p); return r;") { Sizes = many, Ends = Cheat.NotConfirmed },
        new("61", "leaves a large live heap for the other side to mark", "each side in a process of its own", "public static int M(int[] a) { var l = new System.Collections.Generic.List<object>(); foreach (var x in a) l.Add(new byte[200]); return l.Count + a[0]; }",
            "Heap.Fill(); var l = new System.Collections.Generic.List<object>(); foreach (var x in a) l.Add(new byte[200]); return l.Count + a[0];",
            "static class Heap { static object[] kept; public static void Fill() { if (kept != null) return; kept = new object[300_000]; for (int i = 0; i < kept.Length; i++) kept[i] = new object[] { i % 7 == 0 ? kept : null }; } }") { Sizes = new([512], false), Ends = Cheat.NotConfirmed },
        new("62", "is asked for its result by tasks that go on", "what goes on after the answer is charged", "public static System.Threading.Tasks.Task<double>[] M(double[] a) { return new[] { System.Threading.Tasks.Task.FromResult(Work(a)) }; } static double Work(double[] a) { " + Roots + " }",
            "return new[] { System.Threading.Tasks.Task.Run(() => Other.Work(a)) };", "static class Other { public static double Work(double[] a) { " + Roots + " } }") { Sizes = many, Ends = Cheat.NotConfirmed },
        new("63", "ends the process, and lets the other side be blamed", "each side in a process of its own", Root, "Bomb.Arm(); Bomb.At = System.Environment.TickCount64 + 30; try { " + Roots + " } finally { Bomb.At = System.Environment.TickCount64 + 1; }",
            "static class Bomb { public static long At = long.MaxValue; static int armed, calls; public static void Arm() { if (++calls == 200 && System.Threading.Interlocked.Exchange(ref armed, 1) == 0) new System.Threading.Thread(() => { while (System.Environment.TickCount64 < System.Threading.Volatile.Read(ref At)) System.Threading.Thread.Sleep(0); System.Environment.Exit(0); }) { IsBackground = true }.Start(); } }") { Sizes = new([4096], false), Ends = Cheat.NotConfirmed },
    ];
}
