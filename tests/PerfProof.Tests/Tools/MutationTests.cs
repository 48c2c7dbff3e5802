using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Build.Mutants;
using PerfProof.Rules;

namespace PerfProof.Tests.Tools;

/// <summary><c>mutants</c>: which mistakes are made, and where.</summary>
public sealed class MutationTests
{
    [Theory]
    [InlineData("arithmetic", "return a + b;", "return a - b;")]
    [InlineData("arithmetic", "return x * y;", "return x / y;")]
    [InlineData("arithmetic", "return a % b;", "return a / b;")]
    [InlineData("arithmetic", "return -x;", "return (x);")]
    [InlineData("arithmetic", "x += y; return x;", "x -= y; return x;~x = y; return x;")]
    [InlineData("arithmetic", "a++; return a;", "a--; return a;")]
    [InlineData("arithmetic", "return a << 1;", "return a >> 1;")]
    [InlineData("arithmetic", "return x;", "")]
    [InlineData("order", "return x - y;", "return ((y) - (x));")]
    [InlineData("order", "return x / y;", "return ((y) / (x));")]
    [InlineData("order", "return x * y;", "")]
    [InlineData("relational", "return x < y ? 1 : 2;", "return x <= y ? 1 : 2;~return x >= y ? 1 : 2;")]
    [InlineData("relational", "return a == b ? 1 : 2;", "return a != b ? 1 : 2;")]
    [InlineData("relational", "return a + b;", "")]
    [InlineData("bound", "for (; a < b; a++) { } return a;", "for (; a < (b + 1); a++) { } return a;~for (; a < (b - 1); a++) { } return a;")]
    [InlineData("bound", "return x < y ? 1 : 2;", "")]
    [InlineData("bound", "return new float[a].Length;", "return new float[(a + 1)].Length;~return new float[(a - 1)].Length;")]
    [InlineData("bound", "for (var i = a; ;) { return i; }", "for (var i = (a + 1); ;) { return i; }~for (var i = (a - 1); ;) { return i; }")]
    [InlineData("logical", "return a > 0 && b > 0 ? 1 : 2;", "return a > 0 || b > 0 ? 1 : 2;~return (a > 0 && b > 0 ? 2 : 1);")]
    [InlineData("logical", "if (a > b) { return 1; } return 2;", "if (!(a > b)) { return 1; } return 2;")]
    [InlineData("logical", "return a ^ b;", "return a | b;~return a & b;")]
    [InlineData("constant", "return a + 4;", "return a + (4 + 1);~return a + (4 - 1);~return a + (4 * 2);~return a + (4 * 0);")]
    [InlineData("constant", "return a + 1;", "return a + (1 + 1);~return a + (1 - 1);")]
    [InlineData("constant", "return x * 0.5f;", "return x * (0.5f + 1);~return x * (0.5f - 1);~return x * (0.5f * 2);~return x * (0.5f * 0);")]
    [InlineData("constant", "return float.NegativeInfinity;", "return float.MinValue;~return float.PositiveInfinity;~return float.Epsilon;")]
    [InlineData("constant", "return \"text\".Length;", "")]
    [InlineData("index", "return v[a];", "return v[(a + 1)];~return v[(a - 1)];")]
    [InlineData("index", "return v[0];", "")]
    [InlineData("call", "return MathF.Max(x, y);", "return (x);~return (y);~return MathF.Min(x, y);")]
    [InlineData("call", "return MathF.Sqrt(x);", "return (x);")]
    [InlineData("call", "return v.AsSpan(a).Length;", "")]
    [InlineData("argument", "return MathF.Pow(x, y);", "return MathF.Pow(y, x);")]
    [InlineData("argument", "return v.AsSpan(a).Length;", "return v.AsSpan((a + 1)).Length;~return v.AsSpan((a - 1)).Length;")]
    [InlineData("argument", "return nameof(a).Length;", "")]
    [InlineData("precision", "double d = x; return (float)d;", "float d = x; return (float)d;~double d = x; return (d);")]
    [InlineData("precision", "return (float)Math.Exp(x);", "return (Math.Exp(x));~return (float)MathF.Exp(x);")]
    [InlineData("statement", "a = b; return a;", "; return a;")]
    [InlineData("statement", "while (true) { break; } return 1;", "while (true) { ; } return 1;")]
    [InlineData("statement", "var c = a; return c;", "")]
    public void Operator_MakesTheseMistakes(string name, string body, string expected)
    {
        var (model, source) = Model($"static class C {{ static object M(int a, int b, float x, float y, float[] v)\n{{\n{body}\n}} }}");
        var method = model.SyntaxTree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Single();

        var made = MutationOperators.Of(model, [method.Body!]).Where(mutation => mutation.Operator == name).Select(mutation => mutation.Describe(source)).ToList();

        Assert.Equal(expected.Split('~', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), made.Select(mutation => mutation.To).Order(StringComparer.Ordinal));
        Assert.All(made, mutation => Assert.Equal((3, body), (mutation.Line, mutation.From)));
    }

    [Fact]
    public void Mutation_ChangesNothingElse()
    {
        const string Text = "static class C\n{\n    static int M(int a) =>\n        a + 1;\n}\n";
        var (model, source) = Model(Text);
        var plus = MutationOperators.Of(model, [model.SyntaxTree.GetRoot()]).Single(mutation => mutation.Operator == "arithmetic");
        Assert.Equal("using System;" + Text.Replace('+', '-'), plus.In(source.ToString()));
        Assert.Equal((4, "a + 1;", "a - 1;"), plus.Describe(source));
    }

    [Fact]
    public void Scope_IsWhatTheRewriteUses_AndNothingElse()
    {
        var (model, _) = Model("""
            static class C
            {
                private const int Width = 10 + 1;
                private const int Height = 20 + 2;
                private static int Used(int a) => Later(a) + 30;
                private static int Later(int a) { return a + 40; }
                private static int Unused(int a) => a + 50;
                private sealed class Engine { private readonly int state; public Engine() { this.state = 60; } public int Run => this.state + Width; }
                public static int Before(int a) => Unused(a) + Height;
                public static int After(int a) => Used(a) + new Engine().Run;
            }
            """);
        var after = model.SyntaxTree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Single(method => method.Identifier.Text == "After");

        var scope = RewriteScope.Of(model, [model.GetDeclaredSymbol(after)!]);

        Assert.Equal(
            ["10 + 1", "Later(a) + 30", "{ return a + 40; }", "{ this.state = 60; }", "this.state + Width", "Used(a) + new Engine().Run"],
            scope.Select(node => node.ToString()));
    }

    [Fact]
    public void PatternsOfRules_HaveKernelsThatCanBeMutated()
    {
        var patterns = RuleModels.All;
        Assert.NotEmpty(patterns);
        Assert.Equal(patterns.Length, patterns.Select(pattern => pattern.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(patterns, pattern =>
        {
            using var rewrite = PatternRewrite.Of(pattern.Name, pattern.Pattern);
            Assert.NotEmpty(rewrite.Mutations);
        });
    }

    private static (SemanticModel Model, Microsoft.CodeAnalysis.Text.SourceText Source) Model(string text)
    {
        var tree = CSharpSyntaxTree.ParseText("using System;" + text);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal));
        var compilation = CSharpCompilation.Create("c", [tree], references.Select(path => MetadataReference.CreateFromFile(path)), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return (compilation.GetSemanticModel(tree), tree.GetText());
    }
}
