using Microsoft.CodeAnalysis.CSharp;

namespace PerfProof.Verifier.Tests.Instrumentation;

/// <summary>The shapes in which calls stand: each rewritten program compiles, returns what it returned, and counts exactly.</summary>
public sealed class CallShapeTests
{
    private const string Library = """
        using System; using System.Collections.Generic; using System.Linq; using System.Linq.Expressions; using System.Text; using System.Threading; using System.Threading.Tasks;
        public static class Ext { public static int Twice(this string text) => text.Length * 2; public static int Plus(this ref Point p, int x) { p.X += x; return p.X; } }
        public struct Point { public int X; public int Move(int by) { X += by; return X; } public int this[int i] => X + i; }
        public class Box : IDisposable
        {
            public static int Disposed;
            public int[] Data = { 1, 2, 3 };
            public Point P;
            public Box Self => this;
            public int this[int i] { get => Data[i]; set => Data[i] = value; }
            public ref int At(int i) => ref Data[i];
            public int Get(int x) => x + 1;
            public int Get(long x) => -1;
            public int Get(string x) => x.Length;
            public void Do() { P.X++; }
            public void Do(string text) { P.X += text.Length; }
            public bool Try(int x, out int y) { y = x * 2; return x > 0; }
            public void Change(ref int x) => x++;
            public Box Next() => new Box();
            public Box None() => null;
            public Span<int> Span() => Data;
            public int Sum(ReadOnlySpan<int> values) { var s = 0; foreach (var v in values) s += v; return s; }
            public int Apply(Func<int, int> f) => f(3);
            public void Each(Action<int> f) { f(1); f(2); }
            public dynamic Any() => "text";
            public T Id<T>(T x) => x;
            public unsafe int* Pin(int* p) => p;
            public int Many(params string[] all) => all.Length;
            public (int A, string B) Pair() => (1, "b");
            public int Throw(int x) => x > 1 ? throw new InvalidOperationException() : x;
            public int Fac(int n) => n < 2 ? 1 : n * Fac(n - 1);
            public void Dispose() { Disposed++; }
        }

        """;

    // The body of a method, the name that is counted in it, how often it is called.
    private static readonly (string Body, string Name, int Calls)[] shapes =
    [
        ("var b = new Box(); return b.Get(1).ToString();", "Get", 1),
        ("var b = new Box(); int n = 0; for (var i = 0; i < 5; i++) n += b.Get(i); return n.ToString();", "Get", 5),
        ("var b = new Box(); byte x = 4; return b.Get(x).ToString() + b.Get(4L) + b.Get(\"abc\");", "Get", 3),
        ("var b = new Box(); long n = b.Get(1); double d = b.Get(2); return (n + d).ToString();", "Get", 2),
        ("var b = new Box(); b.Do(); b.Do(\"x\"); if (b.P.X > 0) b.Do(); else b.Do(\"never\"); return b.P.X.ToString();", "Do", 3),
        ("var b = new Box(); for (var i = 0; i < 3; i++) b.Do(); foreach (var i in b.Data) b.Do(i.ToString()); return b.P.X.ToString();", "Do", 6),
        ("var b = new Box(); switch (b.P.X) { case 0: b.Do(); var k = 1; b.Do(k.ToString()); break; default: b.Do(); break; } return b.P.X.ToString();", "Do", 2),
        ("var b = new Box(); Action a = () => b.Do(); a(); a(); b.Each(x => b.Do(x.ToString())); return b.P.X.ToString();", "Do", 4),
        ("var b = new Box(); void L() => b.Do(); L(); L(); return b.P.X.ToString();", "Do", 2),
        ("var b = new Box(); return (b.Try(1, out var y) && b.Try(y, out var z) ? y + z : 0).ToString();", "Try", 2),
        ("var b = new Box(); if (!b.Try(3, out int y)) return \"\"; return y.ToString();", "Try", 1),
        ("var b = new Box(); var x = 1; b.Change(ref x); b.Change(ref x); return x.ToString();", "Change", 2),
        ("using var b = new Box(); using (var c = new Box()) { } using (new Box()) { } return Box.Disposed.ToString();", "Box", 3),
        ("Box b = new(); return b.Get(2).ToString();", "new", 1),
                ("var b = new Box { Data = new[] { 7 } }; return b.Data[0].ToString();", "Box", 1),
        ("Box b = null; b?.Do(); b?.Get(1); b = new Box(); b?.Do(); var n = b?.Get(1); return $\"{n} {b.P.X}\";", "Get", 1),
        ("Box b = null; b?.Do(); b = new Box(); b?.Do(); b?.Do(\"abc\"); return b.P.X.ToString();", "Do", 2),
        ("var b = new Box(); var n = b.None()?.Get(1) ?? b.Next()?.Get(2); return n.ToString();", "Get", 1),
        ("Point? p = new Point { X = 2 }; var q = p?.Move(1); return $\"{q} {p.Value.X}\";", "Move", 1),
        ("var p = new Point(); p.Move(2); p.Move(3); return p.X.ToString();", "Move", 2),
        ("var a = new Point[2]; a[1].Move(4); a[1].Move(5); return a[1].X.ToString();", "Move", 2),
        ("var b = new Box(); b.P.Move(2); b.Self.P.Move(3); return b.P.X.ToString();", "Move", 2),
        ("var p = new Point(); p.Plus(2); var n = p.Plus(3); return p.X + \" \" + n;", "Plus", 2),
        ("return \"abc\".Twice() + \" \" + string.Concat(\"a\", \"b\").Twice();", "Twice", 2),
        ("var b = new Box(); b.At(1) = 9; ref var r = ref b.At(2); r = 8; return b.At(0) + \" \" + b.Data[1] + b.Data[2];", "At", 2),
        ("var b = new Box(); b[1] = 5; var n = b[1] + b[2]; b[0]++; return n + \" \" + b[0];", "b[]", 4),
        ("var b = new Box(); Span<int> s = b.Span(); s[0] = 4; var t = b.Sum(b.Span()); return t.ToString();", "Span", 1),
        ("var b = new Box(); return (b.Sum(b.Span()) + b.Sum(b.Span().Slice(1)) + b.Sum(stackalloc int[2]) + b.Sum(new int[] { 1 })).ToString();", "Sum", 4),
        ("var b = new Box(); return b.Apply(x => b.Apply(y => x + y)).ToString();", "Apply", 2),
        ("var b = new Box(); return string.Join(\",\", from x in b.Data where b.Get(x) > 2 select b.Get(x));", "Get", 5),
        ("var b = new Box(); return string.Join(\",\", b.Data.Select(x => b.Get(x)));", "Get", 3),
        ("var b = new Box(); return b.Id(b.Id(\"x\")) + b.Id(1) + b.Id<string>(null) + b.Id((1, 2));", "Id", 5),
        ("var b = new Box(); return b.Id(new { X = 1 }).ToString();", "Id", 1),
        ("var b = new Box(); return (b.Many() + b.Many(\"a\", string.Concat(\"b\", \"c\")) + b.Many(new string[4])).ToString();", "Many", 3),
        ("var (a, c) = new Box().Pair(); return a + c;", "Pair", 1),
        ("var b = new Box(); return $\"{b.Get(1):D3} {(b.Get(2) > 1 ? \"y\" : \"n\")} {b.Get(string.Concat(\"a\", \"b\")),5}\";", "Get", 3),
        ("var b = new Box(); return b.Get(2) switch { 3 when b.Get(0) == 1 => b.Get(5).ToString(), _ => \"\" };", "Get", 3),
        ("var b = new Box(); var n = 0; while (b.Get(n) < 4) n++; do n++; while (b.Get(n) < 7); return n.ToString();", "Get", 7),
        ("var b = new Box(); try { b.Throw(2); } catch (InvalidOperationException) when (b.Get(1) == 2) { } b.Throw(1); return \"\";", "Throw", 2),
        ("return new Box().Fac(5).ToString();", "Fac", 1),
        ("var b = new Box(); lock (b.Next()) { } foreach (var x in b.Next().Data) { } return b.Next().Next().Get(1).ToString();", "Next", 4),
        ("var s = new StringBuilder(); s.Append(1).Append(\"b\").Append('c'); return s.ToString();", "Append", 3),
        ("var d = new Dictionary<string, int> { [\"a\"] = 1 }; return d.TryGetValue(\"a\", out var v) ? v.ToString() : \"\";", "TryGetValue", 1),
        ("var l = new List<int>(); l.Add(1); l.Add(2); l.AddRange(new[] { 3 }); return l.Count.ToString();", "Add", 2),
        ("var b = new Box(); return b.Get(x: b.Get(1)).ToString() + b.Self.Get(1);", "Get", 3),
        ("goto end; end: return new Box().Get(1).ToString();", "Get", 1),
        ("var b = new Box(); // first\n b.Do( // second\n \"x\" /* third */ ); // fourth\n return b.P.X.ToString();", "Do", 1),
        ("var b = new Box();\n#if NOTHING\n b.Get(1);\n#else\n b.Do();\n#endif\n return b.P.X.ToString();", "Do", 1),
        ("return (new Late().Value + new Late(2).Value).ToString(); } class Late : Base { public int Value = Early(new Box().Get(3)); public Late() : this(Early(new Box().Get(1))) { } public Late(int x) : base(Early(x)) { } static int Early(int x) => x * 2; } class Base { public Base(int x) { } } static string X() { return \"\";", "Early", 5),
        ("return new Props { Name = \"n\" }.Name; } class Props { string name; Box b = new(); public string Name { get => b.Id(name); set => b.Do(name = value); } ~Props() => b.Dispose(); } static string Y() { return \"\";", "Id", 1),
        ("static IEnumerable<int> Items(Box b) { yield return b.Get(1); b.Do(); yield return b.Get(2); } return string.Join(\",\", Items(new Box()));", "Get", 2),
    ];

    // A call, why it is left as it is.
    private static readonly (string Body, string Name, string Reason)[] forbidden =
    [
        ("Expression<Func<int>> e = () => new Box().Get(1); return e.Compile()().ToString();", "Get", "stands in an expression tree"),
        ("return string.Join(\",\", new[] { 1 }.AsQueryable().Select(x => new Box().Get(x)));", "Get", "stands in an expression tree"),
        ("return string.Join(\",\", from x in new[] { 1 }.AsQueryable() select new Box().Get(x));", "Get", "stands in a query that is translated"),
        ("return nameof(Box.Get);", "Get", "is only named"),
        ("dynamic d = new Box(); return d.Get(1).ToString();", "Get", "is bound when it runs"),
        ("return ((object)new Box().Any()).ToString();", "Any", "gives a reference or a value that cannot be handed on"),
        ("var b = new Box(); b.At(1) += 2; return b[1].ToString();", "At", "gives a reference or a value that cannot be handed on"),
        ("unsafe { int x = 3; return (*new Box().Pin(&x)).ToString(); }", "Pin", "gives a reference or a value that cannot be handed on"),
        ("Box b = new(); return b?.Next().Get(1).ToString();", "Next", "is called behind '?.' within a longer chain"),
        ("System.Diagnostics.Debug.WriteLine(\"x\"); return \"\";", "WriteLine", "may be left out by the compiler"),
    ];

    // One program of all of them: compiling is what costs.
    private static readonly Lazy<Task<Instrumented>> run = new(() => Instrumented.RunAsync(
        Library
        + "public static class C { "
        + string.Concat(All.Select((shape, i) => $"static string S{i}() {{ {shape.Body} }}\n"))
        + $"public static string Run() => string.Join(\"\\n\", new[] {{ {string.Join(", ", All.Select((_, i) => $"S{i}()"))} }}); }}",
        [.. All.Select((shape, i) => $"S{i}:{shape.Name}")]));

    private static IEnumerable<(string Body, string Name)> All => shapes.Select(shape => (shape.Body, shape.Name)).Concat(forbidden.Select(shape => (shape.Body, shape.Name)));

    public static TheoryData<int> Shapes => [.. Enumerable.Range(0, shapes.Length)];

    public static TheoryData<int> Forbidden => [.. Enumerable.Range(0, forbidden.Length)];

    [Fact]
    public async Task Program_ReturnsWhatItReturned()
    {
        var all = await run.Value;

        Assert.Equal(all.Before.Split('\n'), all.After.Split('\n'));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Call_IsCounted(int index)
    {
        var (body, name, calls) = shapes[index];
        var all = await run.Value;
        var sites = all.Program.Counted.Where(site => site.Sites.Any(one => one.Key == $"S{index}:{name}")).Select(site => site.Index).ToHashSet();

        Assert.True(calls == all.Record.Sites.Where(site => sites.Contains(site.Index)).Sum(site => site.Calls), body);
        Assert.DoesNotContain(all.Program.LeftOut, site => site.Site.Key == $"S{index}:{name}" && (site.Reason.Contains("compile", StringComparison.Ordinal) || site.Reason.Contains("else", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task CallThatCannotBeRewritten_IsSaid(int index)
    {
        var all = await run.Value;

        Assert.Equal(forbidden[index].Reason, all.LeftOut($"S{shapes.Length + index}:{forbidden[index].Name}"));
    }

    [Fact]
    public async Task OldLanguage_CountsWithoutOutVariables()
    {
        var run = await Instrumented.RunAsync(
            "using System; public static class C { static int Get(int x) { return x + 1; } public static string Run() { Action a = () => Get(1); a(); return Get(Get(2)).ToString(); } }",
            ["Get"],
            LanguageVersion.CSharp7);

        Assert.Equal(run.Before, run.After);
        Assert.Equal(3, run.Record.Sites.Sum(site => site.Calls));
        Assert.Contains(run.Program.Counted, site => site.IncludesOperands);
    }

    [Fact]
    public async Task Lines_StayWhereTheyAre()
    {
        const string Source = """
            using System;
            public static class C
            {
                static void Do(
                    string text) => Console.Out.Flush();
                static string Where([System.Runtime.CompilerServices.CallerLineNumber] int line = 0) => line.ToString();
                public static string Run()
                {
                    if (Where() != "")
                        Do(
                            "a"); // with a comment
                    Do("b");
                    return Where();
                }
            }
            """;
        var run = await Instrumented.RunAsync(Source, ["Do", "Flush", "Where"]);

        Assert.Equal("13", run.After);
        Assert.Equal(Source.Split('\n').Length, run.Text.Split('\n').Length);
    }
}
