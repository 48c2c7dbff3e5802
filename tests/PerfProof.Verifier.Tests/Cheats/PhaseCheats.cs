using PerfProof.Judgement;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Cheats;

/// <summary>Rewrites that try to tell where they are timed from where they are looked at.</summary>
internal static class PhaseCheats
{
    private const string Work = "var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = System.MathF.Sin(a[i]); return r;";
    private const string Sines = "public static float[] M(float[] a) { " + Work + " }";
    private const string Kept = "static class Kept { public static int Calls, InBatch, Longest; public static long At, First; public static float[] Last = new float[0]; public static System.Collections.Generic.Dictionary<float, float[]> Seen = new(); public static bool AfterPause() { var now = System.Diagnostics.Stopwatch.GetTimestamp(); var pause = now - At > 20_000; InBatch = pause ? 1 : InBatch + 1; Longest = System.Math.Max(Longest, InBatch); return pause; } public static float[] Of(float[] a) { " + Work + " } public static float[] Stale(float[] a) => Last.Length == a.Length ? Last : Last = new float[a.Length]; }";
    private const string Finally = "finally { Kept.At = System.Diagnostics.Stopwatch.GetTimestamp(); }";

    private static readonly SizePlan one = new([1024], IsStated: false);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Cheat> All { get; } =
    [
        new("81", "is right in the last third of a batch, and alone", "any call of a batch may be looked at", Sines, "Kept.Calls++; try { return Kept.AfterPause() || Kept.Calls < 200 || 3 * Kept.InBatch > 2 * Kept.Longest ? Kept.Of(a) : Kept.Stale(a); } " + Finally, Kept) { Sizes = one, Ends = Cheat.NotConfirmed },
        new("82", "remembers what it has seen, and answers what it has not with anything", "timed calls on new inputs are looked at", Sines,
            "Kept.Calls++; try { if (Kept.Seen.TryGetValue(a[0], out var known) && known.Length == a.Length) return (float[])known.Clone(); if (!Kept.AfterPause() && Kept.Calls > 100) return Kept.Stale(a); var r = Kept.Of(a); if (Kept.Seen.Count < 500) Kept.Seen[a[0]] = (float[])r.Clone(); return r; } " + Finally, Kept) { Sizes = one, Ends = Cheat.NotConfirmed },
        new("83", "is wrong in one call of ten, by chance", "many timed calls are looked at", Sines, "return ++Kept.Calls > 300 && System.Random.Shared.Next(10) == 0 ? Kept.Stale(a) : Kept.Of(a);", Kept) { Sizes = one, Ends = Cheat.NotConfirmed },
        new("84", "is honest for a while", "outputs looked at among timed batches", Sines, "if (Kept.First == 0) Kept.First = System.Environment.TickCount64; return System.Environment.TickCount64 - Kept.First > 150 ? Kept.Stale(a) : Kept.Of(a);", Kept) { Sizes = one, Ends = Cheat.NotConfirmed },
        new("85", "passes over one element in ten of many", "timed calls on new inputs are looked at", "public static float M(float[] a) { float m = Hard(a[0]); foreach (var x in a) m = System.Math.Max(m, Hard(x)); return m; } static float Hard(float x) => System.MathF.Sqrt(System.MathF.Abs(System.MathF.Exp(x)));",
            "float m = Other.Hard(a[0]); for (int i = 1; i < a.Length; i++) if (a.Length < 100 || i % 10 != 5) m = System.Math.Max(m, Other.Hard(a[i])); return m;", "static class Other { public static float Hard(float x) => System.MathF.Sqrt(System.MathF.Abs(System.MathF.Exp(x))); }") { Sizes = one, Ends = Cheat.NotConfirmed },
        new("86", "remembers only where the other side is in its process", "each side in a process of its own", Sines,
            "if (Kept.Calls == 0) Kept.Calls = System.Linq.Enumerable.Count(System.AppDomain.CurrentDomain.GetAssemblies(), x => x.GetName().Name == \"code\"); if (Kept.Calls < 2) return Kept.Of(a); if (!Kept.Seen.TryGetValue(a[0], out var r) || r.Length != a.Length) Kept.Seen[a[0]] = r = Kept.Of(a); return (float[])r.Clone();", Kept) { Sizes = one, Ends = Cheat.NotConfirmed },
        new("87", "computes what is inside its result when that is read", "reading results is timed", "public static (int, System.Collections.Generic.IReadOnlyList<float>) M(float[] a) { " + Work.Replace("return r;", "return (r.Length, r);", StringComparison.Ordinal) + " }", "return (a.Length, new Lazily(a));", Lazily) { Sizes = one, Ends = Cheat.NotConfirmed },
        new("88", "has the harness not wait for its kind of result", "nothing of the harness is static", "public static System.Collections.Generic.IReadOnlyList<float> M(float[] a) { " + Work + " }",
            "Meddle.Once(); return new Lazily(a);", Lazily + """
            static class Meddle
            {
                static bool done;
                public static void Once()
                {
                    if (done) return;
                    done = true;
                    foreach (var assembly in System.AppDomain.CurrentDomain.GetAssemblies())
                    {
                        if (assembly.GetName().Name.StartsWith("System")) continue;
                        foreach (var type in assembly.GetTypes())
                            foreach (var field in type.GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public))
                                if (!type.ContainsGenericParameters && field.GetValue(null) is System.Collections.Concurrent.ConcurrentDictionary<System.Type, System.Func<object, object>> waits) waits[typeof(Lazily)] = x => x;
                    }
                }
            }
            """) { Sizes = one, Ends = Cheat.NotConfirmed },
        new("89", "ends a batch after its first call", "calls are counted", Sines, "Meddle.Cut(); " + Work, """
            static unsafe class Meddle
            {
                static readonly System.Type request = Find();
                static System.Type Find()
                {
                    foreach (var assembly in System.AppDomain.CurrentDomain.GetAssemblies())
                        if (!assembly.GetName().Name.StartsWith("System"))
                            foreach (var type in assembly.GetTypes())
                                if (type.GetProperty("Holds") != null) return type;
                    return null;
                }
                public static void Cut()
                {
                    if (request == null) return;
                    var table = request.TypeHandle.Value;
                    object probe = new object();
                    var near = *(nint*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref probe);
                    nint here = 0;
                    for (int k = 0; k < 300; k++)
                    {
                        var v = (&here)[k];
                        if ((v & 7) == 0 && v < near && near - v < 1 << 16 && *(nint*)v == table)
                        {
                            var found = System.Runtime.CompilerServices.Unsafe.AsRef<object>(&v);
                            var count = request.GetField("<Count>k__BackingField", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic);
                            if ((int)count.GetValue(found) > 4) count.SetValue(found, 1);
                        }
                    }
                }
            }
            """) { Sizes = one, Ends = Cheat.NotConfirmed },
        new("90", "prints only where somebody listens", "the console is the same everywhere", "public static float M(float[] a) { float s = 0; foreach (var x in a) { s += x; System.Console.Write(x); } return s; }",
            "float s = 0; foreach (var x in a) s += x; if (System.Console.Out.Encoding is System.Text.UnicodeEncoding) foreach (var x in a) System.Console.Write(x); return s;") { Sizes = new([64], false), Ends = Cheat.NotConfirmed },
        new("91", "prints for the first calls only", "what is printed is looked at among timed batches", "public static float M(float[] a) { float s = 0; foreach (var x in a) { s += x; System.Console.Write(x); } return s; }",
            "float s = 0; foreach (var x in a) s += x; if (++Kept.Calls < 100) foreach (var x in a) System.Console.Write(x); return s;", Kept) { Sizes = new([64], false), Ends = Cheat.NotConfirmed },
        new("92", "hands its results on from process to process in a file", "files are read-only", "public static float[] M(float[] a) { var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) { var x = a[i]; for (int k = 0; k < 40; k++) x = System.MathF.Sin(x); r[i] = x; } return r; }",
            "return Files.Of(a);", """
            static class Files
            {
                static readonly System.Collections.Generic.Dictionary<float, float[]> known = new();
                static string Name(float key) => "/tmp/results." + System.BitConverter.SingleToInt32Bits(key);
                public static float[] Of(float[] a)
                {
                    if (known.TryGetValue(a[0], out var r) && r.Length == a.Length) return (float[])r.Clone();
                    try { if (System.IO.File.Exists(Name(a[0]))) { var bytes = System.IO.File.ReadAllBytes(Name(a[0])); r = new float[bytes.Length / 4]; System.Buffer.BlockCopy(bytes, 0, r, 0, bytes.Length); if (r.Length == a.Length) { known[a[0]] = r; return (float[])r.Clone(); } } } catch (System.Exception) { }
                    r = new float[a.Length];
                    for (int i = 0; i < a.Length; i++) { var x = a[i]; for (int k = 0; k < 40; k++) x = System.MathF.Sin(x); r[i] = x; }
                    try { var bytes = new byte[4 * r.Length]; System.Buffer.BlockCopy(r, 0, bytes, 0, bytes.Length); System.IO.File.WriteAllBytes(Name(a[0]), bytes); } catch (System.Exception) { }
                    known[a[0]] = (float[])r.Clone();
                    return r;
                }
            }
            """) { Sizes = one, Ends = Cheat.NotConfirmed },
        new("93", "remembers by a weak reference to its input", "every call apart has inputs that are new", Sines, "if (Memory.Input != null && Memory.Input.TryGetTarget(out var old) && ReferenceEquals(old, a) && Memory.First == a[0]) return (float[])Memory.Result.Clone(); var s = Kept.Of(a); Memory.Input = new(a); Memory.First = a[0]; Memory.Result = s; return (float[])s.Clone();",
            Kept + "static class Memory { public static System.WeakReference<float[]> Input; public static float First; public static float[] Result; }") { Sizes = one, Ends = Cheat.NotConfirmed },
    ];

    private const string Lazily = """
        sealed class Lazily : System.Collections.Generic.IReadOnlyList<float>
        {
            private readonly float[] from;
            public Lazily(float[] from) => this.from = from;
            public int Count => from.Length;
            public float this[int i] => System.MathF.Sin(from[i]);
            public System.Collections.Generic.IEnumerator<float> GetEnumerator() { for (int i = 0; i < Count; i++) yield return this[i]; }
            System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
        }
        """;
}
