using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Verdicts;

namespace PerfProof.Tests.Verdicts;

/// <summary>What stays the same about a finding, and what changes, when the code around it does.</summary>
public sealed class FlaggedCodeTests
{
    private const string Source = """
        namespace App;
        class Packer
        {
            int Fit(Counter counter, string text)
            {
                var first = counter.Count(text);
                return first + [|counter.Count(text)|];
            }
            int Other() => 1;
        }
        class Counter { public int Count(string text) => text.Length; }
        """;

    [Fact]
    public void At_NamesMemberTokensAndOccurrence()
    {
        var code = At(Source);

        Assert.Equal("App.Packer.Fit(App.Counter, string)", code.Symbol);
        Assert.Equal("counter . Count ( text )", code.Text);
        Assert.Equal(1, code.Occurrence);
        Assert.Matches("^[0-9a-f]{12}$", code.Digest);
    }

    [Theory]
    [InlineData("namespace App;", "namespace App;\n\n// moved\n\nclass Before { int Count(Counter counter, string text) => counter.Count(text); }\n")]
    [InlineData("var first", "// why\n        var   first")]
    [InlineData("[|counter.Count(text)|]", "[|counter\n            .Count( /* all */ text)|]")]
    [InlineData("=> 1;", "=> 2;")]
    public void MovedOrLaidOutOtherwise_IsTheSame(string old, string @new) => Assert.Equal(At(Source), At(Source.Replace(old, @new, StringComparison.Ordinal)));

    [Theory]
    [InlineData("first + ", "first - ")]
    [InlineData("var first", "int first")]
    [InlineData("Fit(Counter counter, string text)", "[System.Obsolete] Fit(Counter counter, string text)")]
    public void MemberChanged_KeepsItsIdAndHasAnotherDigest(string old, string @new)
    {
        // The attribute goes before the type.
        var changed = At(Source.Replace(old, @new, StringComparison.Ordinal).Replace("int [System.Obsolete]", "[System.Obsolete] int", StringComparison.Ordinal));

        Assert.Equal(At(Source).IdOf("PP2001", "a.cs"), changed.IdOf("PP2001", "a.cs"));
        Assert.NotEqual(At(Source).Digest, changed.Digest);
    }

    [Theory]
    [InlineData("[|counter.Count(text)|]", "[|counter.Count(text + 1)|]")]
    [InlineData("int Fit", "int Fill")]
    [InlineData("class Packer", "class Wrapper")]
    [InlineData("var first = counter.Count(text);", "var first = 0;")]
    public void FlaggedOtherwise_HasAnotherId(string old, string @new) =>
        Assert.NotEqual(At(Source).IdOf("PP2001", "a.cs"), At(Source.Replace(old, @new, StringComparison.Ordinal)).IdOf("PP2001", "a.cs"));

    /// <summary>Each target framework leaves out another part; the file, and what was measured, are the same.</summary>
    [Fact]
    public void PartsLeftOut_HaveTheSameDigest()
    {
        var source = Source.Replace("var first = counter.Count(text);", "\n#if NET8\nvar first = 1;\n#else\nvar first = 2;\n#endif\n", StringComparison.Ordinal);

        Assert.Equal(At(source).Digest, At(source, "NET8").Digest);
        Assert.NotEqual(At(source).Digest, At(source.Replace("= 1", "= 3", StringComparison.Ordinal)).Digest);
    }

    [Fact]
    public void TopLevelStatements_AreOneMember()
    {
        const string Program = "var a = int.Parse(\"1\");\nvar b = [|int.Parse(\"1\")|];\nSystem.Console.WriteLine(a + b);";

        Assert.Equal(1, At(Program).Occurrence);
        Assert.NotEqual(At(Program).Digest, At(Program.Replace("a + b", "a - b", StringComparison.Ordinal)).Digest);
    }

    [Theory]
    [InlineData("class C { int f = [|int.Parse(\"1\")|]; }", "C.f")]
    [InlineData("class C { int P => [|int.Parse(\"1\")|]; }", "C.P")]
    [InlineData("class C { System.Func<int> M() => () => [|int.Parse(\"1\")|]; }", "C.M()")]
    [InlineData("class C { int M() { return L(); int L() => [|int.Parse(\"1\")|]; } }", "C.M()")]
    [InlineData("class [|C|] { }", "<global namespace>")]
    public void Symbol_IsTheMember(string source, string symbol) => Assert.Equal(symbol, At(source).Symbol);

    [Theory]
    [InlineData("src/App/Packer.cs", "/home/me/repo/src/App/Packer.cs")]
    [InlineData("Packer.cs", "C:\\repo\\src\\App\\Packer.cs")]
    [InlineData("../Shared/Packer.cs", "/ci/build/Shared/Packer.cs")]
    [InlineData("/elsewhere/Packer.cs", "/elsewhere/Packer.cs")]
    [InlineData("D:/other/Packer.cs", "D:\\other\\Packer.cs")]
    public void Name_IsFoundFromTheWholePath(string relative, string path) =>
        Assert.Contains(At(Source).IdOf("PP2001", relative), FindingId.NamesOf(path).Select(name => At(Source).IdOf("PP2001", name)));

    [Fact]
    public void Repeat_HasAnotherId() =>
        Assert.Equal(3, new[] { At(Source).IdOf("PP2001", "a.cs"), At(Source).IdOf("PP2001", "a.cs", 1), At(Source).IdOf("PP2002", "a.cs") }.Distinct().Count());

    private static FlaggedCode At(string marked, params string[] symbols)
    {
        var markup = Markup.Parse(marked);
        var tree = CSharpSyntaxTree.ParseText(markup.Code, new CSharpParseOptions(preprocessorSymbols: symbols));
        var model = CSharpCompilation.Create("Test", [tree], Libraries.Framework).GetSemanticModel(tree);
        return FlaggedCode.At(model, Assert.Single(markup.Spans).Span, CancellationToken.None);
    }
}
