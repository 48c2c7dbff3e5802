using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Loading;
using PerfProof.Planning.Instrumentation;

namespace PerfProof.Profiling;

/// <summary>How a finding looks on a stack.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Type">The type that contains it, as metadata names it.</param>
/// <param name="Member">The method that contains it, as metadata names it; lambdas and local functions belong to theirs.</param>
/// <param name="Callee">The member that the flagged call calls; null where no call is flagged.</param>
/// <param name="IsAwaited">Whether it returns before its work is done.</param>
internal sealed record FindingTarget(Finding Finding, string Type, string Member, string? Callee, bool IsAwaited)
{
    // Between the caller and what it calls: stubs of interfaces and delegates, and the start of state machines.
    private const int MaxBetween = 4;

    /// <summary>The target of a finding; null for one outside of code.</summary>
    public static async Task<FindingTarget?> OfAsync(Finding finding, CancellationToken cancellation)
    {
        if (finding.Document is not { } document || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
        {
            return null;
        }

        var span = finding.Diagnostic.Location.SourceSpan;
        var symbol = model.GetEnclosingSymbol(span.Start, cancellation);
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            symbol = symbol.ContainingSymbol;
        }

        if (symbol?.ContainingType is not { } type)
        {
            return null;
        }

        var member = symbol is IMethodSymbol method ? method.MetadataName : symbol.IsStatic ? WellKnownMemberNames.StaticConstructorName : WellKnownMemberNames.InstanceConstructorName;
        var call = CallSites.CallAt(await model.SyntaxTree.GetRootAsync(cancellation).ConfigureAwait(false), span);
        var callee = call is null ? null : model.GetSymbolInfo(call, cancellation).Symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.DelegateInvoke } => null,
            IMethodSymbol called => called.MetadataName,
            IPropertySymbol { GetMethod: { } getter } => getter.MetadataName,
            _ => null,
        };
        var isAwaited = call is not null && (call.Parent is AwaitExpressionSyntax || IsTask(model.GetTypeInfo(call, cancellation).Type));
        return new(finding, MetadataName(type), member, callee, isAwaited);
    }

    /// <summary>Whether the stack shows the member, and whether it shows the call in it.</summary>
    public (bool Member, bool Call) On(SampledStack stack)
    {
        var member = false;
        for (var i = 0; i < stack.Frames.Length; i++)
        {
            if (!this.IsMember(stack.Frames[i]))
            {
                continue;
            }

            member = true;
            for (var j = i + 1; this.Callee is not null && j < stack.Frames.Length && j <= i + MaxBetween; j++)
            {
                if (this.IsCallee(stack.Frames[j]))
                {
                    return (true, true);
                }
            }
        }

        return (member, false);
    }

    /// <summary>
    /// Methods into whose code the member, or the call in it, was compiled: where a stack shows one of them and not the call, the call may
    /// be what runs.
    /// </summary>
    public IReadOnlySet<string> HiddenIn(IReadOnlyDictionary<string, IReadOnlySet<string>> inlined) => inlined
        .Where(method => method.Value.Any(this.IsMember) || (this.Callee is not null && this.IsMember(method.Key) && method.Value.Any(this.IsCallee)))
        .Select(method => method.Key)
        .ToHashSet(StringComparer.Ordinal);

    // Namespace.Type.Method; Namespace.Type+<Method>d__1.MoveNext; Namespace.Type+<>c.<Method>b__0.
    private bool IsMember(string frame)
    {
        if (!frame.StartsWith(this.Type, StringComparison.Ordinal) || frame.Length <= this.Type.Length)
        {
            return false;
        }

        var rest = frame[this.Type.Length..];
        return rest[0] == '.' ? rest[1..] == this.Member || rest.EndsWith("." + this.Member, StringComparison.Ordinal) || rest.Contains($"<{this.Member}>", StringComparison.Ordinal)
            : rest[0] == '+' && rest.StartsWith("+<", StringComparison.Ordinal) && rest.Contains($"<{this.Member}>", StringComparison.Ordinal);
    }

    private bool IsCallee(string frame) => frame.EndsWith("." + this.Callee, StringComparison.Ordinal) || frame.Contains($"<{this.Callee}>", StringComparison.Ordinal);

    private static bool IsTask(ITypeSymbol? type) => type is { Name: "Task" or "ValueTask" or "IAsyncEnumerable" };

    private static string MetadataName(INamedTypeSymbol type) => type.ContainingType is { } outer ? $"{MetadataName(outer)}+{type.MetadataName}"
        : type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"{space.ToDisplayString()}.{type.MetadataName}"
        : type.MetadataName;
}
