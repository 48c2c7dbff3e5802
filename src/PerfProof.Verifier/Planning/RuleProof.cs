using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PerfProof.Planning;

/// <summary>A finding as a proof sees it.</summary>
/// <param name="Diagnostic">What the rule reported, with its <see cref="Facts"/>.</param>
/// <param name="Document">The file it stands in.</param>
/// <param name="Model">The semantic model of the file.</param>
/// <param name="Node">The innermost node at its location.</param>
public sealed record ProofContext(Diagnostic Diagnostic, Document Document, SemanticModel Model, SyntaxNode Node)
{
    /// <summary>A fact the rule found out; null when it did not.</summary>
    public string? Fact(string key) => this.Diagnostic.Properties.GetValueOrDefault(key);
}

/// <summary>
/// The recipe by which the findings of a rule are proved: at which sizes its fixes are tried, what they declare to
/// change, and the kernel experiment that stands for the pattern where the user's own code cannot be run.
/// </summary>
public abstract class RuleProof
{
    /// <summary>The rule.</summary>
    public abstract DiagnosticDescriptor Rule { get; }

    /// <summary>The change of precision that the fix declares; null when it declares none.</summary>
    public virtual string? DeclaredChange(ProofContext context) => null;

    /// <summary>Sizes to sweep when the user's method is run on inputs made up for it.</summary>
    public virtual SizePlan Sizes(ProofContext context) => SizePlan.Sweep(16, 1 << 18);

    /// <summary>Sizes of batches to advise on, where the remedy hands over all n items at once; none for other rules.</summary>
    public virtual ImmutableArray<int> Batches(ProofContext context) => [];

    /// <summary>Kernels and launch plans that model the pattern, with what the flagged code fixes taken from it; null where there is no model.</summary>
    public virtual KernelPattern? Pattern(ProofContext context) => null;
}
