using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Build.Rules;

/// <summary>A rule as its three assemblies have it.</summary>
/// <param name="Analyzer">The class that finds.</param>
/// <param name="Descriptor">What it reports.</param>
/// <param name="Fixes">Its fixes; the safe one first.</param>
/// <param name="Proof">Its proof; null when it has none.</param>
public sealed record RuleEntry(Type Analyzer, DiagnosticDescriptor Descriptor, ImmutableArray<RuleFix> Fixes, RuleProof? Proof)
{
    /// <summary>The id.</summary>
    public string Id => this.Descriptor.Id;

    /// <summary>The title, as its page's heading has it.</summary>
    public string Title => this.Descriptor.Title.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Severity as an <c>.editorconfig</c> writes it.</summary>
    public string Severity => !this.Descriptor.IsEnabledByDefault ? "none" : this.Descriptor.DefaultSeverity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        DiagnosticSeverity.Info => "suggestion",
        _ => "silent",
    };

    /// <summary>What can be done about a finding with one click.</summary>
    public string FixClass => string.Join(", ", this.Fixes.Select(fix => fix.Safety).Distinct().Select(safety => safety == FixSafety.Safe ? "safe" : "offered")) is { Length: > 0 } classes
        ? classes
        : "by hand";

    /// <summary>Whether Fix All applies a fix, or why it does not.</summary>
    public string FixAll => this.Fixes.IsEmpty ? "no fix"
        : this.Fixes.Any(fix => fix.Safety == FixSafety.Safe) ? "yes"
        : "no: " + this.Fixes[0].WhyNoFixAll;

    /// <summary>What a proof of a finding runs.</summary>
    public string ProofClass
    {
        get
        {
            if (this.Proof is not { } proof)
            {
                return "none";
            }

            var isModelled = proof.GetType().GetMethod(nameof(RuleProof.Pattern))!.DeclaringType != typeof(RuleProof);
            return this.Fixes.IsEmpty ? (isModelled ? "modelled kernels" : "none")
                : isModelled ? "your code, modelled kernels"
                : "your code";
        }
    }
}
