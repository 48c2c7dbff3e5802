using PerfProof.Judgement;
using PerfProof.Planning;
using PerfProof.Verifier.Tests.Generation;

namespace PerfProof.Verifier.Tests.Cheats;

/// <summary>Rewrites that are fast because they are wrong: found out by what they produce, before anything is timed.</summary>
internal static class OutputCheats
{
    private const string Array = "public static float[] M(float[] a) { var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = ";
    private const string Double = Array + "a[i] * 2; return r; }";
    private const string Sum = "public static float M(float[] a) { float s = 0; foreach (var x in a) s += x; return s; }";
    private const string Most = "public static float M(float[] a) { float m = a[0]; foreach (var x in a) m = System.Math.Max(m, x); return m; }";
    private const string Mean = "public static double M(double[] a) { double s = 0; foreach (var x in a) s += x; return s / a.Length; }";
    private const string SumBody = "float s = 0; foreach (var x in a) s += x; return s;";
    private const string DoubleBody = "var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = a[i] * 2; return r;";
    private const string SharedStart = "static void Sum(ArrayView<float> x, ArrayView<float> y) { var shared = SharedMemory.Allocate<float>(64); int i = Grid.GlobalIndex.X; ";
    private const string Tree = "for (int half = 32; half > 0; half /= 2) { if (Group.IdxX < half) { shared[Group.IdxX] += shared[Group.IdxX + half]; } Group.Barrier(); } if (Group.IdxX == 0) { y[Grid.IdxX] = shared[0]; } }";

    private static readonly SizePlan large = SizePlan.Sweep(64, 100_000, factor: 40);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Cheat> All { get; } =
    [
        new("01", "skips the tail", "odd sizes", Double, "var r = new float[a.Length]; for (int i = 0; i + 4 <= a.Length; i += 4) for (int j = i; j < i + 4; j++) r[j] = a[j] * 2; return r;"),
        new("01", "skips the tail of long inputs", "secret sizes", Double, "var r = new float[a.Length]; int n = a.Length > 40 ? a.Length & ~3 : a.Length; for (int i = 0; i < n; i++) r[i] = a[i] * 2; return r;"),
        new("02", "does nothing, in memory that was not cleared", "order and processes", Double, "return System.GC.AllocateUninitializedArray<float>(a.Length);"),
        new("03", "zeros where results are tiny", "relative tolerance", Array + "a[i] * 1e-20f; return r; }", "return new float[a.Length];"),
        new("04", "copies its input", "outputs", Double, "return (float[])a.Clone();"),
        new("05", "gives its input back", "sharing is compared", Array + "a[i]; return r; }", "return a;"),
        new("06", "zeroes its input so that both agree", "arguments are compared", Double, "System.Array.Clear(a); return new float[a.Length];"),
        new("07", "knows the outputs of one seed", "seeds are drawn after compilation", Sum, "return a.Length == 0 ? 0 : a.Length == 64 ? 3.1415927f : -0.5f * a.Length;"),
        new("08", "powers of two only", "odd and secret sizes", Sum, $"if ((a.Length & (a.Length - 1)) != 0) return 0; {SumBody}"),
        new("08", "squares and the usual sizes only", "secret sizes", Sum, $"var root = (int)System.Math.Sqrt(a.Length); if (root * root != a.Length && a.Length != 1024 && a.Length > 33) return 0; {SumBody}"),
        new("09", "a fast path where it looks sorted", "distributions", Most, "for (int i = 1; i < a.Length; i++) if (a[i] < a[i - 1]) { float m = a[0]; foreach (var x in a) m = System.Math.Max(m, x); return m; } return a[0];"),
        new("09", "a fast path where it looks sparse", "distributions", Sum, $"int zeros = 0; foreach (var x in a) if (x == 0) zeros++; if (zeros * 2 > a.Length) return 0; {SumBody}"),
        new("10", "drops the rectifier", "signs", Array + "3 * System.Math.Max(0, a[i]); return r; }", "var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = 3 * a[i]; return r;"),
        new("10", "drops the rectifier of whole numbers", "whole numbers of both signs", "public static int[] M(int[] a) { var r = new int[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = System.Math.Max(0, a[i]); return r; }", "return (int[])a.Clone();"),
        new("11", "a half-precision accumulator", "tolerance of the type", Sum, "System.Half s = default; foreach (var x in a) s += (System.Half)x; return (float)s;"),
        new("12", "float for double, undeclared", "tolerance of the type", Mean, "float s = 0; foreach (var x in a) s += (float)x; return s / a.Length;"),
        new("12", "32 bits for 64", "whole numbers of every size", "public static long M(int[] a) { long s = 0; foreach (var x in a) s += x; return s; }", "int s = 0; foreach (var x in a) s += x; return s;"),
        new("13", "a crude exponential", "tolerance of the type", Array + "System.MathF.Exp(a[i] / 4); return r; }", "var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) { var y = 1 + a[i] / 4096; for (int k = 0; k < 10; k++) y *= y; r[i] = y; } return r;"),
        new("14", "swallows NaN", "special inputs", Most, "float m = a[0]; foreach (var x in a) if (x > m) m = x; return m;"),
        new("14", "knows no infinity", "special inputs", Most, "float m = a[0]; foreach (var x in a) m = System.Math.Max(m, System.Math.Clamp(x, float.MinValue, float.MaxValue)); return m;"),
        new("15", "makes NaN, which no comparison calls too large", "NaN must stand at the same places", Array + "System.MathF.Sqrt(System.Math.Abs(a[i])); return r; }", "var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = System.MathF.Sqrt(a[i]); return r;"),
        new("16", "flushes denormals", "denormal inputs", Double, "var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = System.Math.Abs(a[i]) < 1e-37f ? 0 : a[i] * 2; return r;"),
        new("18", "a barrier is missing", "threads run in varied orders", "", "") { Kernel = GroupPatterns.Sums(SharedStart + "shared[Group.IdxX] = i < x.Length ? x[i] : 0; Group.Barrier(); " + Tree.Replace("Group.Barrier(); }", "}", StringComparison.Ordinal)) },
        new("19", "shared memory that nothing was written to", "it is poisoned anew for each group", "", "") { Kernel = GroupPatterns.Sums(SharedStart + "if (i < x.Length && x[i] != 0) { shared[Group.IdxX] = x[i]; } Group.Barrier(); " + Tree) },
        new("20", "writes beyond its output", "every index of a kernel is checked", "", "") { Kernel = GroupPatterns.Sums(SharedStart + "shared[Group.IdxX] = i < x.Length ? x[i] : 0; Group.Barrier(); " + Tree.Replace("y[Grid.IdxX] = shared[0];", "y[Grid.IdxX] = shared[0]; y[Grid.IdxX + 1] = 0;", StringComparison.Ordinal)), Says = "IndexOutOfRange" },
        new("21", "adds up without clearing", "several calls a process", Sum, "foreach (var x in a) Kept.Value += x; return Kept.Value;", "static class Kept { public static float Value; }"),
        new("24", "an asynchronous device that nobody waits for", "outputs are looked at immediately", Double, "var r = new float[a.Length]; Device.Launch(() => { System.Threading.Thread.Sleep(2); for (int i = 0; i < a.Length; i++) r[i] = a[i] * 2; }); return r;",
            "static class Device { static readonly System.Collections.Concurrent.BlockingCollection<System.Action> stream = new(); static Device() => new System.Threading.Thread(() => { foreach (var work in stream.GetConsumingEnumerable()) work(); }) { IsBackground = true }.Start(); public static void Launch(System.Action work) => stream.Add(work); }"),
        new("25", "works on after it returned", "outputs are looked at immediately", Double, "var r = new float[a.Length]; System.Threading.Tasks.Task.Run(async () => { await System.Threading.Tasks.Task.Delay(1); for (int i = 0; i < a.Length; i++) r[i] = a[i] * 2; }); return r;"),
        new("34", "exits as if all were well", "a process of its own", Sum, $"if (a.Length > 50) System.Environment.Exit(0); {SumBody}") { Says = "it ended the process" },
        new("36", "an index of 16 bits", "sizes up to the largest", Sum, "float s = 0; ushort i = 0; for (int n = 0; n < a.Length; n++) s += a[i++]; return s;") { Sizes = large },
        new("36", "an index that is squared in 32 bits", "sizes up to the largest", "public static float M(float[] a) { float s = 0; for (long i = 0; i < a.Length; i++) s += a[i * i % a.Length]; return s; }", "float s = 0; for (int i = 0; i < a.Length; i++) s += a[System.Math.Abs(i * i % a.Length)]; return s;") { Sizes = large },

        new("37", "sets the garbage collector to low latency", "settings of the process are outputs", Double, "System.Runtime.GCSettings.LatencyMode = System.Runtime.GCLatencyMode.LowLatency; " + DoubleBody) { Says = "garbage collection" },
        new("38", "forbids garbage collection", "settings of the process are outputs", Double, "if (System.Runtime.GCSettings.LatencyMode != System.Runtime.GCLatencyMode.NoGCRegion) System.GC.TryStartNoGCRegion(1 << 24); " + DoubleBody) { Says = "garbage collection" },
        new("39", "raises its thread's priority", "settings of the process are outputs", Double, "System.Threading.Thread.CurrentThread.Priority = System.Threading.ThreadPriority.Highest; " + DoubleBody) { Says = "priority" },
        new("40", "sizes the thread pool for itself", "settings of the process are outputs", Double, "System.Threading.ThreadPool.SetMinThreads(64, 64); " + DoubleBody) { Says = "thread pool" },
        new("41", "sets an environment variable for the other side", "settings of the process are outputs", Double, "System.Environment.SetEnvironmentVariable(\"SLOW\", \"1\"); " + DoubleBody) { Says = "environment" },
        new("42", "patches the culture", "settings of the process are outputs", Double, "var c = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone(); c.NumberFormat.NumberDecimalSeparator = \"·\"; System.Globalization.CultureInfo.CurrentCulture = c; " + DoubleBody) { Says = "culture" },
        new("43", "writes fewer elements where there are many", "the sizes that are timed are compared", Double, "var r = new float[a.Length]; for (int i = 0; i < System.Math.Min(a.Length, 900); i++) r[i] = a[i] * 2; return r;") { Sizes = new([4096], IsStated: false) },
        new("44", "returns tasks that were never run", "tasks inside results are awaited", "public static System.Threading.Tasks.Task<float>[] M(float[] a) { var r = new System.Threading.Tasks.Task<float>[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = System.Threading.Tasks.Task.FromResult(a[i] * 2); return r; }",
            "var r = new System.Threading.Tasks.Task<float>[a.Length]; System.Array.Fill(r, System.Threading.Tasks.Task.FromResult(0f)); return r;"),
        new("45", "returns a function that would do the work", "what cannot be compared is not applicable", "public static (int, System.Func<float>) M(float[] a) { float s = 0; foreach (var x in a) s += x; return (a.Length, () => s); }",
            "return (a.Length, () => 0);") { Ends = [VerdictKind.NotApplicable], Says = "a delegate" },
        new("46", "returns Lazy values that are not made yet", "fields are compared", "public static System.Lazy<float>[] M(float[] a) { var r = new System.Lazy<float>[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = new System.Lazy<float>(a[i] * 2); return r; }",
            "var r = new System.Lazy<float>[a.Length]; for (int i = 0; i < a.Length; i++) { var x = a[i]; r[i] = new System.Lazy<float>(() => x * 2); } return r;") { Ends = [VerdictKind.Incorrect, VerdictKind.NotApplicable] },
        new("47", "answers from the call before", "every output is compared", Sum, "var now = Kept.Value; Kept.Value = a[0]; return now;", "static class Kept { public static float Value; }"),
        new("48", "throws where the work would be hard, and catches nothing", "failures are outcomes", Sum, $"if (a.Length > 20) throw new System.NotSupportedException(); {SumBody}") { Says = "NotSupportedException" },
        new("49", "takes the first and the last for all", "distributions", "public static bool M(float[] a) { for (int i = 1; i < a.Length; i++) if (a[i] < a[i - 1]) return false; return true; }", "return a.Length < 2 || a[0] <= a[^1];"),
        new("50", "samples one element in eight", "outputs", Mean, "double s = 0; int n = 0; for (int i = 0; i < a.Length; i += a.Length > 40 ? 8 : 1) { s += a[i]; n++; } return s / n;"),
        new("51", "kills the process group and its parent", "a session and a namespace of its own", Sum, $"Native.kill(0, 9); Native.kill(Native.getppid(), 9); System.Threading.Thread.Sleep(50); return 0;",
            "static class Native { [System.Runtime.InteropServices.DllImport(\"libc\")] public static extern int kill(int pid, int signal); [System.Runtime.InteropServices.DllImport(\"libc\")] public static extern int getppid(); }"),
    ];
}
