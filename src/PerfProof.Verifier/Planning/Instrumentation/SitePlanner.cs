using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Kernels;

namespace PerfProof.Planning.Instrumentation;

/// <summary>Decides how the calls of one document are rewritten, or why one is not.</summary>
internal sealed class SitePlanner
{
    private readonly SemanticModel model;
    private readonly RecorderFeatures features;
    private readonly ImmutableArray<SyntaxNode> device;
    private readonly OperandPlanner operands;
    private readonly CancellationToken cancellation;

    /// <summary>For a document.</summary>
    /// <param name="model">What it means.</param>
    /// <param name="features">What the recorder can do in its project.</param>
    /// <param name="device">What of it runs on a device.</param>
    /// <param name="cancellation">Cancels.</param>
    public SitePlanner(SemanticModel model, RecorderFeatures features, IEnumerable<DeviceMethod> device, CancellationToken cancellation)
    {
        this.model = model;
        this.features = features;
        this.device = [.. device.Select(method => method.Declaration)];
        this.operands = new(model, features, cancellation);
        this.cancellation = cancellation;
    }

    /// <summary>How a call is rewritten, or the reason why it is left as it is.</summary>
    public (SitePlan? Plan, string? Reason) Plan(ExpressionSyntax call, int index)
    {
        if (SiteUse.Forbidden(call, this.model, this.cancellation) is { } forbidden)
        {
            return (null, forbidden);
        }

        if (this.device.Any(method => method.Span.Contains(call.Span)))
        {
            return (null, "runs on a device, where nothing can be recorded");
        }

        var operation = this.model.GetOperation(call, this.cancellation);
        var (symbol, arguments, isVariable) = operation switch
        {
            IInvocationOperation invocation => (invocation.TargetMethod, invocation.Arguments, invocation.TargetMethod.RefKind != RefKind.None),
            IObjectCreationOperation creation => (creation.Constructor, creation.Arguments, false),
            IPropertyReferenceOperation property => (property.Property, property.Arguments, property.Property.RefKind != RefKind.None),
            IArrayElementReferenceOperation => (null, [], true),
            _ => ((ISymbol?)null, default(ImmutableArray<IArgumentOperation>), false),
        };
        if (arguments.IsDefault)
        {
            return (null, operation is IDynamicInvocationOperation or IDynamicIndexerAccessOperation or IDynamicObjectCreationOperation
                ? "is bound when it runs"
                : "is neither a call nor a creation");
        }

        if (symbol is IMethodSymbol method && (method.IsPartialDefinition || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ConditionalAttribute")))
        {
            return (null, "may be left out by the compiler");
        }

        // An element that is written: the statement is the call of the setter.
        if (call is ElementAccessExpressionSyntax && call.Parent is AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax } assignment && assignment.Left == call)
        {
            return SiteUse.HasRoom(assignment)
                ? (new(assignment, call, index, SiteTime.Call, null) { IncludesOperands = this.operands.Costs(assignment.Right), Meaning = Meaning(this.model, call, this.cancellation) }, null)
                : (null, "has no place for a statement beside it");
        }

        var node = call;
        if (BehindQuestionMark(call) is { } conditional)
        {
            if (conditional.WhenNotNull != call || IsBehindAnother(conditional) || !this.features.HasOutVariables
                || this.model.GetTypeInfo(conditional.Expression, this.cancellation).Type is not { } receiver || !(receiver.IsReferenceType || IsNullable(receiver)))
            {
                return (null, "is called behind '?.' within a longer chain");
            }

            node = conditional;
        }

        var plan = this.Shape(call, node, index, isVariable);
        if (plan.Plan is not { } shape)
        {
            return plan;
        }

        var sized = this.operands.Sizes(call, symbol, arguments);
        shape = shape with { Sizes = sized, Meaning = Meaning(this.model, call, this.cancellation) };
        if (node is ConditionalAccessExpressionSyntax access)
        {
            return (shape with { Late = access.Expression, Begin = "BeginUnlessNull", IncludesOperands = this.operands.LastCostly(call, symbol, arguments).Operand is not null }, null);
        }

        var (late, canPass, isSpan) = this.operands.LastCostly(call, symbol, arguments);
        return (late is null ? shape
            : canPass ? shape with { Late = late, Begin = isSpan ? "BeginSpan" : "Begin" }
            : shape with { IncludesOperands = true }, null);
    }

    /// <summary>What a call means, as text: it must be the same when it is rewritten.</summary>
    public static string Meaning(SemanticModel model, ExpressionSyntax call, CancellationToken cancellation) =>
        model.GetSymbolInfo(call, cancellation).Symbol?.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat) ?? "";

    private (SitePlan? Plan, string? Reason) Shape(ExpressionSyntax call, ExpressionSyntax node, int index, bool isVariable)
    {
        var type = this.model.GetTypeInfo(node, this.cancellation).Type;
        var isStatement = SiteUse.StatementOf(node) is ExpressionStatementSyntax && call is not (InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax);
        if (type is null || isStatement)
        {
            return (null, "is not used for its value");
        }

        var canBeHandedOn = !type.IsRefLikeType && type is not (IPointerTypeSymbol or IFunctionPointerTypeSymbol or IDynamicTypeSymbol or ITypeParameterSymbol { AllowsRefLikeType: true });
        if (type.SpecialType == SpecialType.System_Void || !canBeHandedOn || !SiteUse.IsValue(node, type, isVariable))
        {
            // Without a value to hand on, the clock is read before and after the statement.
            return SiteUse.HasRoom(node) && (type.SpecialType == SpecialType.System_Void || SiteUse.StatementOf(node) is not null)
                ? (new(node, call, index, SiteTime.Call, null), null)
                : (null, type.SpecialType == SpecialType.System_Void ? "has no place for a statement beside it" : "gives a reference or a value that cannot be handed on");
        }

        return this.Awaited(type) is { } awaited
            ? (new(node, call, index, awaited.Time, awaited.End), null)
            : (new(node, call, index, SiteTime.Call, "End") { TypeArgument = call is ImplicitObjectCreationExpressionSyntax ? $"<{type.ToMinimalDisplayString(this.model, call.SpanStart)}>" : "" }, null);
    }

    private (SiteTime Time, string End)? Awaited(ITypeSymbol type)
    {
        var definition = type.OriginalDefinition.ToDisplayString();
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.ToDisplayString() == "System.Threading.Tasks.Task")
            {
                return (SiteTime.Awaited, "EndTask");
            }
        }

        return definition switch
        {
            "System.Threading.Tasks.ValueTask" or "System.Threading.Tasks.ValueTask<TResult>" when this.features.HasValueTasks => (SiteTime.Awaited, "EndValueTask"),
            "System.Collections.Generic.IAsyncEnumerable<T>" when this.features.HasStreams => (SiteTime.Stream, "EndStream"),
            _ => null,
        };
    }

    // The a?.b that a call belongs to the right side of.
    private static ConditionalAccessExpressionSyntax? BehindQuestionMark(ExpressionSyntax call)
    {
        ExpressionSyntax? current = call;
        while (current is not null)
        {
            switch (current)
            {
                case MemberBindingExpressionSyntax or ElementBindingExpressionSyntax:
                    return current.Ancestors().OfType<ConditionalAccessExpressionSyntax>().First(access => access.WhenNotNull.Span.Contains(call.Span));
                case InvocationExpressionSyntax invocation:
                    current = invocation.Expression;
                    break;
                case MemberAccessExpressionSyntax access:
                    current = access.Expression;
                    break;
                case ElementAccessExpressionSyntax element:
                    current = element.Expression;
                    break;
                case PostfixUnaryExpressionSyntax suppressed:
                    current = suppressed.Operand;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool IsBehindAnother(ConditionalAccessExpressionSyntax access) => access.Parent is ConditionalAccessExpressionSyntax || access.Expression is MemberBindingExpressionSyntax or ElementBindingExpressionSyntax;

    private static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
}
