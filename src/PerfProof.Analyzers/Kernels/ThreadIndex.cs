using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Kernels;

/// <summary>How a number changes from one thread of a kernel to its neighbour.</summary>
internal enum Step
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By one: it is the thread's index, or that and something which all threads share.</summary>
    One,

    /// <summary>By more, the same from each thread to the next: the index times something.</summary>
    Many,

    /// <summary>Nobody can tell.</summary>
    Unknown,
}

/// <summary>
/// Reads index expressions of a kernel: how they depend on the index of the thread, along the dimension in which neighbouring threads
/// run together.
/// </summary>
internal sealed class ThreadIndex
{
    private const int MaxDepth = 8;

    private readonly RoleCatalog catalog;
    private readonly IParameterSymbol? parameter;
    private readonly ILookup<ISymbol, IOperation> writes;

    private ThreadIndex(RoleCatalog catalog, IParameterSymbol? parameter, IOperation body)
    {
        this.catalog = catalog;
        this.parameter = parameter;
        this.writes = body.Descendants()
            .Select(static operation => (Variable: WrittenBy(operation), operation))
            .Where(static pair => pair.Variable is not null)
            .ToLookup(static pair => pair.Variable!, static pair => pair.operation, SymbolEqualityComparer.Default);
    }

    /// <summary>The index of a kernel's threads.</summary>
    public static ThreadIndex Of(DeviceMethod kernel, IOperation body, RoleCatalog catalog) =>
        new(catalog, kernel.Symbol.Parameters.FirstOrDefault() is { } first && catalog.LineOf(first.Type.OriginalDefinition, Roles.KernelIndex) is not null ? first : null, body);

    /// <summary>Whether the expression is the index of the thread in all its dimensions.</summary>
    public bool IsWhole(IOperation expression) => Bare(expression) switch
    {
        IParameterReferenceOperation reference => this.IsIndex(reference),
        ILocalReferenceOperation { Local: var local } when this.writes[local].Count() == 1 && this.writes[local].First() is IVariableDeclaratorOperation declarator =>
            declarator.GetVariableInitializer()?.Value is { } initial && this.IsWhole(initial),
        _ => false,
    };

    /// <summary>How the value of an expression changes from a thread to its neighbour.</summary>
    public Step StepOf(IOperation expression) => this.StepOf(expression, 0);

    /// <summary>The distance from a thread to its neighbour, where it is a constant.</summary>
    public long? ConstantStride(IOperation expression) => this.ConstantStride(expression, 0);

    private long? ConstantStride(IOperation expression, int depth)
    {
        expression = Bare(expression);
        if (this.StepOf(expression, depth) == Step.One)
        {
            return 1;
        }

        switch (expression)
        {
            case ILocalReferenceOperation local when depth < MaxDepth:
                var initial = this.writes[local.Local].OfType<IVariableDeclaratorOperation>().FirstOrDefault()?.GetVariableInitializer()?.Value;
                return initial is null ? null : this.ConstantStride(initial, depth + 1);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } product:
                return Constant(product.RightOperand) * this.ConstantStride(product.LeftOperand, depth + 1)
                    ?? Constant(product.LeftOperand) * this.ConstantStride(product.RightOperand, depth + 1);
            case IBinaryOperation sum when depth < MaxDepth:
                return this.ConstantStride(this.StepOf(sum.LeftOperand, depth + 1) == Step.None ? sum.RightOperand : sum.LeftOperand, depth + 1);
            default:
                return null;
        }
    }

    private static long? Constant(IOperation operand) => operand.ConstantValue is { HasValue: true, Value: int value } ? value : null;

    private Step StepOf(IOperation expression, int depth)
    {
        expression = Bare(expression);
        if (depth > MaxDepth)
        {
            return Step.Unknown;
        }

        if (expression.ConstantValue.HasValue)
        {
            return Step.None;
        }

        switch (expression)
        {
            case IParameterReferenceOperation reference:
                return this.IsIndex(reference) ? Step.One : this.writes.Contains(reference.Parameter) ? Step.Unknown : Step.None;
            case IPropertyReferenceOperation { Instance: IParameterReferenceOperation reference } property when this.IsIndex(reference):
                return property.Property.Name == "X" ? Step.One : property.Property.Name is "Y" or "Z" ? Step.None : Step.Unknown;
            case IPropertyReferenceOperation { Property: var property } when this.catalog.LineOf(property, Roles.ThreadIndex) is not null:
                return Step.One;
            case IPropertyReferenceOperation { Instance: null, Property: { Name: "Y" or "Z", ContainingType: { } type } }
                when this.catalog.LinesOfRole(Roles.ThreadIndex).Any(line => line.Parts.TypeName == type.ToDisplayString()):
                return Step.None;
            case ILocalReferenceOperation local:
                return this.OfLocal(local.Local, depth + 1);
            case IBinaryOperation { OperatorMethod: null } binary:
                return Combine(binary.OperatorKind, this.StepOf(binary.LeftOperand, depth + 1), this.StepOf(binary.RightOperand, depth + 1));
            case IFieldReferenceOperation { Instance: IInstanceReferenceOperation or null } field:
                return this.writes.Contains(field.Field) ? Step.Unknown : Step.None;
            // The length of a view, and what is the same for all threads: an element of one is not.
            case IPropertyReferenceOperation { Arguments.IsEmpty: true, Instance: { } instance }:
                return Operations.VariableOf(instance) is { } variable && !this.writes.Contains(variable) ? Step.None : Step.Unknown;
            default:
                return Step.Unknown;
        }
    }

    private bool IsIndex(IParameterReferenceOperation reference) =>
        Operations.Same(reference.Parameter, this.parameter) && !this.writes.Contains(reference.Parameter);

    // A loop that counts on by what all threads share keeps the distance between them.
    private Step OfLocal(ILocalSymbol local, int depth)
    {
        var step = (Step?)null;
        foreach (var write in this.writes[local])
        {
            switch (write)
            {
                case IVariableDeclaratorOperation declarator:
                    if (declarator.GetVariableInitializer()?.Value is { } initial)
                    {
                        step = step is null ? this.StepOf(initial, depth) : Step.Unknown;
                    }

                    break;
                case IIncrementOrDecrementOperation:
                    break;
                case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, OperatorMethod: null } addition
                    when this.StepOf(addition.Value, depth) == Step.None:
                    break;
                default:
                    return Step.Unknown;
            }
        }

        return step ?? Step.Unknown;
    }

    private static Step Combine(BinaryOperatorKind kind, Step left, Step right) => (kind, left, right) switch
    {
        (_, Step.None, Step.None) => Step.None,
        (BinaryOperatorKind.Add, Step.None, _) => right,
        (BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, _, Step.None) => left,
        (BinaryOperatorKind.Multiply, Step.One or Step.Many, Step.None) or (BinaryOperatorKind.Multiply, Step.None, Step.One or Step.Many) => Step.Many,
        _ => Step.Unknown,
    };

    private static ISymbol? WrittenBy(IOperation operation) => operation switch
    {
        IVariableDeclaratorOperation declarator => declarator.Symbol,
        IAssignmentOperation assignment => Operations.VariableOf(assignment.Target),
        IIncrementOrDecrementOperation increment => Operations.VariableOf(increment.Target),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => Operations.VariableOf(argument.Value),
        IAddressOfOperation address => Operations.VariableOf(address.Reference),
        _ => null,
    };

    // Kernel indices convert to and from numbers by operators of their own.
    private static IOperation Bare(IOperation operation)
    {
        operation = Operations.Unwrap(operation);
        while (operation is IConversionOperation conversion)
        {
            operation = Operations.Unwrap(conversion.Operand);
        }

        return operation;
    }
}
