using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.HotPath;

namespace PerfProof.Tests.HotPath;

/// <summary>A piece of code with one marked expression, and what the model must say about it. What is null is not asked.</summary>
public sealed record HotPathCase(string Name, string Code)
{
    /// <summary>Kind of the region; <c>none</c> for no region.</summary>
    public string? Region { get; init; }

    /// <summary>Answer of <see cref="HotRegion.FeedsLaterTurn"/>.</summary>
    public bool? Feeds { get; init; }

    /// <summary>Answer of <see cref="HotRegion.ReadsEarlierTurn"/>.</summary>
    public bool? Reads { get; init; }

    /// <summary>Answer of <see cref="HotRegion.IsInvariant"/>.</summary>
    public bool? Invariant { get; init; }

    /// <summary>Whether <see cref="HotRegion.GuardOf"/> names a guard.</summary>
    public bool? Guarded { get; init; }

    /// <summary>Whether names in the code carry meaning, so that renaming changes the answer by design.</summary>
    public bool NamesMatter { get; init; }

    /// <summary>Checks every answer on the code as written.</summary>
    public void Check() => this.Check(HotPathSource.Parse(this.Code), this.Name);

    /// <summary>Checks every answer on a rewritten form of the code.</summary>
    public void Check(SyntaxNode root, string what)
    {
        var operation = HotPathSource.Marked(root);
        var region = HotRegion.Enclosing(operation);
        if (this.Region is { } kind)
        {
            Assert.True(kind == (region?.Kind.ToString() ?? "none"), $"{what}: region is {region?.Kind.ToString() ?? "none"}, not {kind}\n{root}");
        }

        Answer("FeedsLaterTurn", this.Feeds, region => region.FeedsLaterTurn(operation));
        Answer("ReadsEarlierTurn", this.Reads, region => region.ReadsEarlierTurn(operation));
        Answer("IsInvariant", this.Invariant, region => region.IsInvariant(operation));
        Answer("GuardOf", this.Guarded, region => region.GuardOf(operation) is not null);

        void Answer(string question, bool? expected, Func<HotRegion, bool> ask)
        {
            if (expected is { } answer)
            {
                Assert.True(region is not null, $"{what}: no region\n{root}");
                Assert.True(ask(region) == answer, $"{what}: {question} is {!answer}, not {answer}\n{root}");
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => this.Name;
}

/// <summary>Compiles the snippets of hot-path tests.</summary>
public static class HotPathSource
{
    private const string MarkKind = "marked";

    private const string Usings = """
        using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Text; using System.Diagnostics;
        using System.Threading; using System.Threading.Tasks; using System.Threading.Channels; using System.Collections.Concurrent;

        """;

    // Stand-ins for libraries: what matters is that there is no source of them to look into.
    private static readonly MetadataReference fakes = Library(Usings + """
        public class Embedder
        {
            public float[] Embed(string text) => throw null!;
            public float[][] EmbedAll(IEnumerable<string> texts) => throw null!;
            public Task<float[]> EmbedAsync(string text, CancellationToken cancellation = default) => throw null!;
        }
        public class Counter { public int Count(string text) => throw null!; public int CountSpan(ReadOnlySpan<char> text) => throw null!; public int[] Encode(string text) => throw null!; }
        public class Tensor
        {
            public float Item() => throw null!;
            public Tensor Add(Tensor other) => throw null!;
            public Tensor ArgMax() => throw null!;
            public long[] Shape { get; } = null!;
            public static Tensor operator -(Tensor left, Tensor right) => throw null!;
            public static Tensor operator *(Tensor left, float right) => throw null!;
        }
        public class Layer { public Tensor Forward(Tensor input) => throw null!; }
        public class Scheduler { public Tensor Step(Tensor noise, int step, Tensor latents) => throw null!; public int[] Steps { get; } = null!; }
        public class Optimizer { public float Rate { get; set; } public void Step() => throw null!; public void ZeroGrad() => throw null!; }
        public class Buffer { public Buffer View => this; public void CopyToCPU(float[] target) => throw null!; public float[] GetAsArray1D() => throw null!; public void CopyFromCPU(float[] source) => throw null!; public long Length => 0; }
        public class Accelerator { public void Synchronize() => throw null!; }
        public class Message { public string Role = ""; public string Text { get; set; } = ""; }
        public class Chat { public Task<string> SendAsync(List<Message> history) => throw null!; public Task<string> AskAsync(string prompt) => throw null!; }
        public class Chunk { public string Text { get; set; } = ""; public float[]? Vector { get; set; } public string Id = ""; public List<Chunk> Children { get; } = new(); public void SetVector(float[] vector) => throw null!; }
        public class Store { public Task UpsertAsync(Chunk chunk) => throw null!; public void Put(string id, float[] vector) => throw null!; public IEnumerable<Chunk> All() => throw null!; public bool Has(string id) => throw null!; }
        public class Log { public void Info(string text) => throw null!; public bool IsEnabled(int level) => throw null!; }
        """);

    private static readonly CSharpCompilation empty = CSharpCompilation.Create(
        "HotPath",
        [],
        [.. Libraries.Framework, fakes],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Annotations));

    private static MetadataReference Library(string source)
    {
        var compilation = CSharpCompilation.Create(
            "Fakes",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview))],
            Libraries.Framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Annotations));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        return result.Success
            ? MetadataReference.CreateFromImage(stream.ToArray())
            : throw new InvalidOperationException(string.Join("\n", result.Diagnostics));
    }

    /// <summary>Members of a class, as a syntax tree in which the marked expression carries an annotation.</summary>
    public static SyntaxNode Parse(string members)
    {
        var markup = Markup.Parse($"{Usings}class Snippet\n{{\n{members}\n}}\n");
        var root = CSharpSyntaxTree.ParseText(markup.Code, new CSharpParseOptions(LanguageVersion.Preview), "Snippet.cs").GetRoot();
        var span = Assert.Single(markup.Spans).Span;
        var node = root.FindNode(span, getInnermostNodeForTie: true);
        Assert.Equal(span, node.Span);
        return root.ReplaceNode(node, node.WithAdditionalAnnotations(new SyntaxAnnotation(MarkKind)));
    }

    /// <summary>The compilation of a snippet, errors and all.</summary>
    public static (CSharpCompilation Compilation, SyntaxTree Tree) Compile(SyntaxNode root)
    {
        var tree = CSharpSyntaxTree.Create((CSharpSyntaxNode)root, new CSharpParseOptions(LanguageVersion.Preview), "Snippet.cs");
        return (empty.AddSyntaxTrees(tree), tree);
    }

    /// <summary>The operation of the marked expression; the code must compile.</summary>
    public static IOperation Marked(SyntaxNode root)
    {
        var (compilation, tree) = Compile(root);
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, $"{string.Join("\n", errors)}\n{root}");
        var node = MarkedNode(tree.GetRoot());
        while (node is ParenthesizedExpressionSyntax parenthesized)
        {
            node = parenthesized.Expression;
        }

        var operation = compilation.GetSemanticModel(tree).GetOperation(node);
        Assert.True(operation is not null, $"no operation for {node}");
        return operation;
    }

    /// <summary>The marked expression.</summary>
    public static SyntaxNode MarkedNode(SyntaxNode root) => root.GetAnnotatedNodes(MarkKind).Single();
}
