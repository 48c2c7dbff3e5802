using System.Security.Cryptography;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Build.Mutants;

/// <summary>A rewrite as changed by a mutation.</summary>
/// <param name="Code">Hash of what the compiler makes of it: equal for mutants that are the same program.</param>
/// <param name="PlanAsync">Makes the experiment of the code as it is against the mutant.</param>
internal sealed record Mutant(string Code, Func<CancellationToken, Task<Planned>> PlanAsync);

/// <summary>A rewrite that can be mutated and put through the gate, each mutant against the same unchanged code as it is.</summary>
/// <param name="name">How reports call it.</param>
/// <param name="source">The text that is mutated.</param>
/// <param name="mutations">Every mutation of it, in the order of the text.</param>
internal abstract class MutableRewrite(string name, SourceText source, IReadOnlyList<Mutation> mutations) : IDisposable
{
    /// <summary>How reports call it.</summary>
    public string Name { get; } = name;

    /// <summary>The text that is mutated.</summary>
    public SourceText Source { get; } = source;

    /// <summary>Every mutation of it, in the order of the text.</summary>
    public IReadOnlyList<Mutation> Mutations { get; } = mutations;

    /// <summary>Where assemblies go and processes run.</summary>
    public ScratchFolder Scratch { get; } = new();

    /// <summary>The rewrite with another text; null and the compiler's first complaint where that does not compile.</summary>
    public abstract Task<(Mutant? Mutant, string? Problem)> CompileAsync(string text, CancellationToken cancellation);

    /// <inheritdoc/>
    public void Dispose() => this.Scratch.Dispose();

    /// <summary>Compiles, the same sources always to the same bytes: without line numbers, and with a module version made of the content.</summary>
    protected static (string? Code, string? Problem) Emit(Compilation compilation, CancellationToken cancellation)
    {
        using var stream = new MemoryStream();
        var result = compilation
            .WithOptions(compilation.Options.WithDeterministic(true).WithOptimizationLevel(OptimizationLevel.Release))
            .Emit(stream, cancellationToken: cancellation);
        return result.Success
            ? (Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()))[..16], null)
            : (null, result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }
}
