using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>
/// Fix of PP5003: allocates a buffer of a size that does not change before the loop. Buffers that are allocated with data or cleared are left to
/// people: whether a turn changes what it was given is not seen from here.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeviceBufferPerTurnFix))]
public sealed class DeviceBufferPerTurnFix : RuleFix
{
    /// <summary>Title of the fix.</summary>
    public const string Title = "Allocate it once before the loop (what a turn leaves in it is there on the next)";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => DeviceBufferPerTurn.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await CreationSite.FindAsync(document, diagnostic, Roles.AllocateDevice, cancellation).ConfigureAwait(false) is not { } site
            || site.Match.Line[Keys.Makes] is not null
            || CompilationModel.Get(site.Model.Compilation, document.Project.AnalyzerOptions, cancellation).Match(site.Match.Operation, Roles.HostToDevice) is not null
            || site.Match.Operation.ChildOperations.SelectMany(child => child.DescendantsAndSelf()).Any(part => part.Type is { TypeKind: TypeKind.Enum } && part.Parent is not null && !part.IsImplicit))
        {
            return null;
        }

        return CreationHoist.Of(site) is { } hoist ? hoist with { Title = Title } : null;
    }
}
