using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>Tells values that lie on the host although their type can lie on a device too.</summary>
internal static class HostValue
{
    /// <summary>
    /// Whether the operation stands where the code has just asked, and its data is not on a device: <c>if (!tensor.is_cuda)</c>.
    /// </summary>
    public static bool IsAskedToBe(CompilationModel model, IOperation operation)
    {
        for (var child = operation; child.Parent is { } parent; child = parent)
        {
            if (parent is IConditionalOperation conditional
                && child != conditional.Condition
                && SaysHost(model, conditional.Condition, holds: child == conditional.WhenTrue))
            {
                return true;
            }
        }

        return false;
    }

    private static bool SaysHost(CompilationModel model, IOperation condition, bool holds) => Operations.Unwrap(condition) switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => SaysHost(model, not.Operand, !holds),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when holds => SaysHost(model, both.LeftOperand, true) || SaysHost(model, both.RightOperand, true),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when !holds => SaysHost(model, either.LeftOperand, false) || SaysHost(model, either.RightOperand, false),
        IPropertyReferenceOperation property => !holds && model.Catalog.LineOf(property.Property, Roles.IsOnDevice) is not null,
        _ => false,
    };

    // torch.linspace(0, 1, 10): a factory that is given neither another value of the kind nor a place makes it on the host, unless the
    // program moves the place where things are made.
    private static bool IsMadeOnHost(CompilationModel model, IInvocationOperation call) =>
        call.TargetMethod.IsStatic
        && Readback.AnyDeviceLine(model, call.Type) is { } line
        && line[Keys.Place] is { } place
        && call.TargetMethod.ContainingAssembly?.Name == line.Library
        && call.Arguments.Any(argument => argument.Parameter?.Name == place && argument.ArgumentKind == ArgumentKind.DefaultValue)
        && !call.Arguments.Any(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && MayHoldOne(model, argument.Value))
        && !(line[Keys.Ambient] is { } ambient && model.Words.Has(ambient));

    private static bool MayHoldOne(CompilationModel model, IOperation value) =>
        value.DescendantsAndSelf().Any(part => Readback.AnyDeviceLine(model, part.Type) is not null);

    public static bool IsOnHost(CompilationModel model, IOperation? value, int depth, bool trustsFactories = true)
    {
        value = Readback.Unwrap(value);
        if (depth > 16)
        {
            return false;
        }

        switch (value)
        {
            case IInvocationOperation call when call.Arguments.Any(argument => LineCondition.IsHost(argument.Value, model.Catalog)):
                return true;
            case IInvocationOperation call:
                if (trustsFactories && IsMadeOnHost(model, call))
                {
                    return true;
                }

                var source = Readback.SourceOf(call);
                var isSame = source?.Type is not null && SymbolEqualityComparer.Default.Equals(source.Type, call.Type);
                return isSame
                    && model.Match(call, Roles.HostToDevice) is null
                    && (model.Match(call, Roles.DeviceToHost) is not null || IsOnHost(model, source, depth + 1, trustsFactories));
            case IPropertyReferenceOperation { Property.IsIndexer: true } indexer:
                return IsOnHost(model, indexer.Instance, depth + 1, trustsFactories);
            case ILocalReferenceOperation local:
                return LastValue(local) is { } last && IsOnHost(model, last, depth + 1, trustsFactories);
            default:
                return false;
        }
    }

    /// <summary>The value that a local was given last before it is used; null where a later assignment can come first.</summary>
    private static IOperation? LastValue(ILocalReferenceOperation use)
    {
        var root = (IOperation)use;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        IOperation? last = null;
        foreach (var operation in root.Descendants())
        {
            var value = operation switch
            {
                IVariableDeclaratorOperation declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, use.Local) =>
                    declarator.GetVariableInitializer()?.Value,
                IAssignmentOperation { Target: ILocalReferenceOperation target } assignment when SymbolEqualityComparer.Default.Equals(target.Local, use.Local) =>
                    assignment.Value,
                _ => null,
            };
            if (value is null || value.Syntax.Span.Contains(use.Syntax.Span))
            {
                continue;
            }

            if (value.Syntax.SpanStart > use.Syntax.SpanStart)
            {
                return null;
            }

            last = value;
        }

        return last;
    }
}
