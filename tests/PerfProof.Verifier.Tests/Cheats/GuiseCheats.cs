using PerfProof.Judgement;

namespace PerfProof.Verifier.Tests.Cheats;

/// <summary>Rewrites that are right for what is usually tried, or whose results look like the right ones: found out before anything is timed.</summary>
internal static class GuiseCheats
{
    private const string Double = "public static float[] M(float[] a) { " + DoubleBody + " }";
    private const string DoubleBody = "var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = a[i] * 2; return r;";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Cheat> All { get; } =
    [
        new("64", "forgets the last two of 4k + 2 elements", "a secret size that is even", Double, "var r = new float[a.Length]; int n = (a.Length & 3) == 2 && a.Length > 2 ? a.Length - 2 : a.Length; for (int i = 0; i < n; i++) r[i] = a[i] * 2; return r;"),
        new("65", "takes whole numbers for indices, and counts instead of sorting", "whole numbers of all distributions", "public static int[] M(int[] a) { var r = (int[])a.Clone(); System.Array.Sort(r); return r; }",
            "var count = new int[a.Length]; foreach (var x in a) count[x]++; var r = new int[a.Length]; for (int i = 0, n = 0; i < count.Length; i++) for (int k = 0; k < count[i]; k++) r[n++] = i; return r;"),
        new("67", "returns a table with rows and columns exchanged", "shapes are compared", "public static float[,] M(float[] a) { var r = new float[2, a.Length]; for (int i = 0; i < a.Length; i++) { r[0, i] = a[i]; r[1, i] = 2 * a[i]; } return r; }",
            "var r = new float[a.Length, 2]; for (int k = 0; k < 2 * a.Length; k++) r[k / 2, k % 2] = k < a.Length ? a[k] : 2 * a[k - a.Length]; return r;"),
        new("68", "has results in a namespace that sounds like the runtime's", "only the framework's types are plumbing", "public static System.Threading.Own.Box M(float[] a) { " + DoubleBody.Replace("return r;", "return new() { Values = r };", StringComparison.Ordinal) + " }",
            "return new() { Values = new float[a.Length] };", "namespace System.Threading.Own { public class Box { public float[] Values; } }"),
        new("69", "has results behind a weak reference of its own kind", "what cannot be compared is not applicable", "public static (int, Weak) M(float[] a) { " + DoubleBody.Replace("return r;", "return (r.Length, new Weak { Values = r });", StringComparison.Ordinal) + " }",
            "return (a.Length, new Weak());", "public class Weak : System.WeakReference { public float[] Values; public Weak() : base(null) { } }") { Ends = [VerdictKind.NotApplicable] },
        new("70", "has results that call themselves equal", "fields are compared", "public static Same[] M(float[] a) { var r = new Same[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = new Same(a[i] * 2); return r; }", "return new Same[a.Length];",
            "public readonly struct Same : System.IEquatable<Same>, System.IComparable<Same> { readonly float x; public Same(float x) => this.x = x; public bool Equals(Same other) => true; public override bool Equals(object o) => true; public override int GetHashCode() => 0; public int CompareTo(Same other) => 0; public override string ToString() => \"same\"; public static bool operator ==(Same a, Same b) => true; public static bool operator !=(Same a, Same b) => false; }"),
        new("71", "has keys that call themselves by one name", "keys are compared too", "public static System.Collections.Generic.Dictionary<Key, int> M(float[] a) { var r = new System.Collections.Generic.Dictionary<Key, int>(); for (int i = 0; i < a.Length; i++) r[new Key(i, a[i])] = i; return r; }",
            "var r = new System.Collections.Generic.Dictionary<Key, int>(); for (int i = 0; i < a.Length; i++) r[new Key(i, 0)] = i; return r;",
            "public sealed class Key { readonly int number; readonly float value; public Key(int number, float value) { this.number = number; this.value = value; } public override string ToString() => number.ToString(\"D9\"); }"),
        new("72", "returns one array for two", "sharing is compared", "public static (float[], float[]) M(float[] a) { return ((float[])a.Clone(), (float[])a.Clone()); }", "var r = (float[])a.Clone(); return (r, r);"),
        new("73", "has a timer fill in the result", "outputs are looked at immediately", Double, "var r = new float[a.Length]; Later.Timers.Add(new System.Threading.Timer(_ => { for (int i = 0; i < a.Length; i++) r[i] = a[i] * 2; }, null, 1, -1)); return r;",
            "static class Later { public static readonly System.Collections.Concurrent.ConcurrentBag<System.Threading.Timer> Timers = new(); }"),
        new("74", "has a finalizer fill in the result", "outputs are looked at immediately", Double, "var r = new float[a.Length]; new Last { From = a, To = r }.ToString(); return r;",
            "sealed class Last { public float[] From, To; ~Last() { for (int i = 0; i < From.Length; i++) To[i] = From[i] * 2; } }"),
        new("76", "replaces the other side's assembly by its own", "files are read-only", Double,
            "try { var own = typeof(C).Assembly.Location; foreach (var other in System.IO.Directory.GetFiles(System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(own)), \"code.dll\", System.IO.SearchOption.AllDirectories)) if (other != own) { var copy = other + \"x\"; System.IO.File.Copy(own, copy, true); System.IO.File.Move(copy, other, true); } } catch (System.Exception) { } var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = a[i] + 1; return r;"),
        new("77", "keeps to its settings only what the others see", "settings of the process are outputs", Double, "System.Globalization.CultureInfo.CurrentUICulture = new Own(); " + DoubleBody,
            "sealed class Own : System.Globalization.CultureInfo { public Own() : base(\"\") { } public override string Name => \"own\"; }") { Says = "culture" },
        new("78", "counts the largest only where it looks for it", "outputs", "public static float M(float[] a) { float m = a[0]; foreach (var x in a) m = System.Math.Max(m, x); return m; }", "float m = a[0]; for (int i = 1; i < a.Length; i += a.Length > 40 ? 2 : 1) m = System.Math.Max(m, a[i]); return m;"),
        new("79", "returns a list that only says that it is as long", "items are compared", "public static System.Collections.Generic.IReadOnlyList<float> M(float[] a) { return System.Array.ConvertAll(a, x => x * 2); }", "return new Long(a.Length);",
            "sealed class Long : System.Collections.Generic.IReadOnlyList<float> { public Long(int count) => Count = count; public int Count { get; } public float this[int i] => 0; public System.Collections.Generic.IEnumerator<float> GetEnumerator() { yield break; } System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }"),
    ];
}
