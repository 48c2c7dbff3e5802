using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

public class UnresolvedApiTests
{
    private const string Source = "namespace App { public class Counter { public int Count(string text) => 0; public int Count(string text, int start) => 0; public class Inner<T> { public T this[int i] => default!; } } }";

    [Theory]
    [InlineData("count-tokens | App.Counter::Cuont", "type 'App.Counter' declares no member 'Cuont'; did you mean 'App.Counter::Count'?")]
    [InlineData("count-tokens | M:App.Counter.Count(System.Object)", "declares no member with the id 'M:App.Counter.Count(System.Object)'; did you mean 'M:App.Counter.Count(System.String)' or 'M:App.Counter.Count(System.String,System.Int32)'?")]
    [InlineData("count-token | App.Counter::Count", "this version knows no role 'count-token'; did you mean 'count-tokens'?")]
    [InlineData("count-tokens | App.Counter::Count | txt=text", "this version knows no key 'txt'; did you mean 'text'?")]
    [InlineData("embed-one | App.Counter::Count | batch=App.Counter::CountAll", "the key batch names 'App.Counter::CountAll', which does not exist")]
    [InlineData("count-tokens | App.Counter::Count | text=txt", "the key text names 'txt', which is no parameter of it; did you mean 'text' or 'start'?")]
    [InlineData("launch | App.Counter::Count | blocking=true", "the key 'blocking' has no value 'true'; did you mean 'yes'?")]
    [InlineData("half-fallback | App.Counter::Count | below=soon", "'soon' is no version")]
    [InlineData("count-tokens | App.Counter::Count | text=text text=text", "the key 'text' is there twice")]
    [InlineData("library Test\ndevice-to-host | App.Counter.Inner::Item", "has no type 'App.Counter.Inner'; did you mean 'App.Counter.Inner`1'?")]
    [InlineData("count-tokens | App.Counter.Count", "nor N.Type::Member; for every overload write App.Counter::Count")]
    [InlineData("count-tokens", "expected: role | documentation id or N.Type::Member | key=value")]
    [InlineData("library Test\ncount-tokens | App.Conter::Count", "library Test has no type 'App.Conter'; did you mean 'App.Counter'?")]
    [InlineData("library SharpToken\ncount-tokens | App.Counter::Count", "library SharpToken has no type 'App.Counter'; did you mean 'App.Counter in library Test'?")]
    [InlineData("library SharpToken\ncount-tokens | SharpToken.GptEncoding::Counts", "type 'SharpToken.GptEncoding' declares no member 'Counts'")]
    [InlineData("count-tokens | App.Counter::GetType", "declares no member 'GetType'; did you mean 'M:System.Object.GetType'?")]
    public async Task Line_ThatHasNoEffect_Reports(string catalog, string message)
    {
        var diagnostic = Assert.Single(await Rule(catalog).Diagnose(Source));

        Assert.Contains(message, diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.Equal("/test/PerfProof.Apis.txt", diagnostic.Location.GetLineSpan().Path);
        Assert.Equal(catalog.Count(letter => letter == '\n'), diagnostic.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Theory]
    [InlineData("count-tokens | App.Counter::Count")]
    [InlineData("count-tokens | M:App.Counter.Count(System.String) | text=text")]
    [InlineData("device-to-host | P:App.Counter.Inner`1.Item(System.Int32)")]
    [InlineData("half-type | T:App.Counter | layout=binary16")]
    [InlineData("library Test\ncount-tokens | App.Counter::Count")]
    [InlineData("library SharpToken\ncount-tokens | SharpToken.GptEncoding::CountTokens")]
    [InlineData("half-type | T:System.Half | layout=binary16")]
    [InlineData("library System.Runtime\nhalf-type | T:System.Half | layout=binary16")]
    [InlineData("# nothing but a comment\n\n")]
    [InlineData("count-tokens|App.Counter::Count|text=text")]
    [InlineData("count-tokens | App.Counter::Count | text=text # why it is here")]
    [InlineData("library Test\r\ncount-tokens | App.Counter::Count\r\n")]
    [InlineData("embed-one | App.Counter::Count | input=text batch=M:App.Counter.Count(System.String,System.Int32)")]
    public async Task Line_ThatResolves_IsSilent(string catalog) =>
        Assert.Empty(await Rule(catalog).Diagnose(Source));

    [Theory]
    [InlineData("library Absent\ncount-tokens | Absent.Counter::Count")]
    [InlineData("count-tokens | Elsewhere.Counter::Count")]
    [InlineData("library Absent\ncount-tokens | App.Counter::Nothing")]
    public async Task Line_ForAnotherProject_IsSilent(string catalog) =>
        Assert.Empty(await Rule(catalog).Diagnose(Source));

    [Fact]
    public async Task BuiltInLine_OfAnotherVersion_IsSilent()
    {
        // The built-in catalog names Tiktoken's Encoder where version 2 had it, which this library does not.
        var library = CSharpCompilation.Create("Tiktoken", [CSharpSyntaxTree.ParseText("public class Other { }")], Libraries.Framework, new(OutputKind.DynamicallyLinkedLibrary));

        Assert.Empty(await Diagnose([], [library.ToMetadataReference()]));
    }

    [Fact]
    public async Task EveryLineIsReportedAtItsPlace()
    {
        var diagnostics = await Rule("# head\r\ncount-token | App.Counter::Count\r\n\r\n  encode-tokens | App.Counter::Nothing # tail\r\n").Diagnose(Source);

        Assert.Equal([1, 3], diagnostics.Select(diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task File_ThatCannotBeRead_Reports(bool throws)
    {
        var diagnostic = Assert.Single(await Diagnose([new Unreadable(throws)]));

        Assert.Contains("cannot be read", diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.Equal("/app/PerfProof.Apis.txt", diagnostic.Location.GetLineSpan().Path);
    }

    [Fact]
    public async Task File_ThatIsNoCatalog_IsReportedOnceMoreThanTheLimit()
    {
        var diagnostics = await Rule(string.Join("\n", Enumerable.Range(0, 500).Select(i => $"line {i}"))).Diagnose(Source);

        Assert.Equal(21, diagnostics.Length);
        Assert.Contains(diagnostics, diagnostic => diagnostic.GetMessage().Contains("480 more lines", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OtherAdditionalFile_IsSilent() =>
        Assert.Empty(await Diagnose([new InMemory("/app/BannedSymbols.txt", "count-token | nothing"), new InMemory("/app/Apis.txt", "x")]));

    [Fact]
    public async Task FileNamedAfterALibrary_IsACatalog() =>
        Assert.Single(await Diagnose([new InMemory("/app/My.Library.perfproof.apis.TXT", "count-token | T:System.String")]));

    [Fact]
    public async Task Garbage_NeverThrows()
    {
        string[] targets = ["M:", "M:x", "T:`", "T:A`99999999999999999999", "M:A.B(", "M:A.B(System.String", "M:A.B{", "T:{}", "::", "A::", "::B", "A::B::C", "M:A.#ctor", "P:.", "M:..", "M:A.B``", "T:\u0000", "M:A.B(((((", "E:[", "M:System.String.", "T:System.Collections.Generic.List{System.Int32}"];
        const string letters = "MTP:.`(){}[]~#|= AaB,@0*\u2028\r";
        var random = new Random(7);
        var noise = Enumerable.Range(0, 300).Select(_ => new string([.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => letters[random.Next(letters.Length)])]));
        var catalog = string.Join("\n", targets.Select(target => "count-tokens | " + target).Concat(noise.Select(text => "count-tokens | M:" + text)));

        // The harness fails on an exception in an analyzer.
        Assert.NotEmpty(await Rule(catalog).Diagnose(Source));
    }

    [Fact]
    public async Task Samples_BadReportsEveryLine_GoodNone()
    {
        Assert.Equal([1, 2, 3, 4], (await Sample("Bad")).Select(diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line).Order());
        Assert.Empty(await Sample("Good"));
    }

    private static async Task<ImmutableArray<Diagnostic>> Sample(string name) =>
        await Rule(await File.ReadAllTextAsync(Repository.PathOf("samples", "rules", "PP0001", name + ".PerfProof.Apis.txt")))
            .Diagnose(await File.ReadAllTextAsync(Repository.PathOf("samples", "rules", "PP0001", name + ".cs")));

    private static RuleTest<UnresolvedApi> Rule(string catalog) => new() { Libraries = ["SharpToken"], Catalog = catalog, Usings = "" };

    private static async Task<ImmutableArray<Diagnostic>> Diagnose(ImmutableArray<AdditionalText> files, IEnumerable<MetadataReference>? more = null)
    {
        var compilation = CSharpCompilation.Create(
            "Test", [CSharpSyntaxTree.ParseText(Source)], [.. Libraries.Framework, .. more ?? []], new(OutputKind.DynamicallyLinkedLibrary));
        return await compilation.WithAnalyzers([new UnresolvedApi()], new AnalyzerOptions(files)).GetAnalyzerDiagnosticsAsync();
    }

    private sealed class InMemory(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Unreadable(bool throws) : AdditionalText
    {
        public override string Path => "/app/PerfProof.Apis.txt";

        public override SourceText? GetText(CancellationToken cancellationToken = default) =>
            throws ? throw new IOException("locked") : null;
    }
}
