using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>
/// Where a value that a turn of a region computes goes to, on that turn and on later ones: into variables, containers and
/// buffers, through calls, and by deciding which branch runs. The order of statements is not looked at, since a variable
/// that outlives the turn carries the value backwards too; so the answer errs on the side of "it reaches".
/// </summary>
public sealed class TurnFlow
{
    // Each round follows the value one assignment further; code that needs more of them is taken as "reaches everything".
    private const int MaxRounds = 12;

    private readonly HotRegion region;
    private readonly IOperation source;
    private readonly ImmutableArray<IOperation> all;
    private readonly HashSet<IOperation> carriers = new();
    private readonly HashSet<IOperation> controlled = new();
    private readonly HashSet<ISymbol> variables = new(SymbolEqualityComparer.Default);
    private bool carriesThis;

    private TurnFlow(HotRegion region, IOperation source, IEnumerable<IOperation> outputs)
    {
        this.region = region;
        this.source = source;
        var scope = region.Owner is ILoopOperation ? region.Owner : region.Body;
        this.all = scope.DescendantsAndSelf().ToImmutableArray();
        this.carriers.Add(source);
        foreach (var output in outputs)
        {
            this.Store(output);
        }

        this.Settle();
    }

    /// <summary>Whether the number of turns depends on the value: the loop's condition, or a jump out of the loop.</summary>
    public bool ControlsLoop { get; private set; }

    /// <summary>Variables, fields and properties that may hold the value, or something computed from it.</summary>
    public IReadOnlyCollection<ISymbol> Variables => this.variables;

    /// <summary>Follows the result of an operation in a region.</summary>
    /// <param name="region">The region.</param>
    /// <param name="source">The operation whose result is followed.</param>
    /// <param name="outputs">Arguments or receivers that it writes the value to, where it does not return it.</param>
    public static TurnFlow Of(HotRegion region, IOperation source, IEnumerable<IOperation> outputs) => new(region, source, outputs);

    /// <summary>Whether this expression may be computed from the value.</summary>
    public bool Carries(IOperation operation) => this.carriers.Contains(operation);

    /// <summary>Whether the operation runs or not depending on the value.</summary>
    public bool Controls(IOperation operation)
    {
        for (var parent = operation; parent is not null && parent != this.region.Owner; parent = parent.Parent)
        {
            if (this.controlled.Contains(parent))
            {
                return true;
            }
        }

        return false;
    }

    private void Settle()
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var before = (this.carriers.Count, this.controlled.Count, this.variables.Count, this.carriesThis, this.ControlsLoop);
            // Backwards, so that operands come before what uses them.
            for (var i = this.all.Length - 1; i >= 0; i--)
            {
                this.Visit(this.all[i]);
            }

            if (before == (this.carriers.Count, this.controlled.Count, this.variables.Count, this.carriesThis, this.ControlsLoop))
            {
                return;
            }
        }

        this.ControlsLoop = true;
    }

    private void Visit(IOperation operation)
    {
        if (operation != this.source && this.IsCarried(operation))
        {
            this.carriers.Add(operation);
        }

        switch (operation)
        {
            case IAssignmentOperation assignment when this.Carries(assignment.Value) || this.Controls(assignment):
                this.Store(assignment.Target);
                break;
            case IIncrementOrDecrementOperation increment when this.Controls(increment):
                this.Store(increment.Target);
                break;
            case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer() is { } initializer && this.Carries(initializer.Value):
                this.variables.Add(declarator.Symbol);
                break;
            case IForEachLoopOperation inner when inner != this.region.Owner && this.Carries(inner.Collection):
                foreach (var local in inner.Locals)
                {
                    this.variables.Add(local);
                }

                break;
            case IInvocationOperation call when call != this.source && (this.carriers.Contains(call) || this.Controls(call)):
                this.PassTo(call.Instance, call.Arguments, call.TargetMethod);
                break;
            case IObjectCreationOperation creation when this.carriers.Contains(creation):
                this.PassTo(null, creation.Arguments, creation.Constructor);
                break;
            case IConditionalOperation branch when this.Carries(branch.Condition):
                this.Control(branch.WhenTrue);
                this.Control(branch.WhenFalse);
                break;
            case ISwitchOperation choice when this.Carries(choice.Value):
                foreach (var part in choice.Cases)
                {
                    this.Control(part);
                }

                break;
            case IWhileLoopOperation { Condition: { } condition } loop when this.Carries(condition):
                this.ControlLoop(loop);
                break;
            case IForLoopOperation { Condition: { } condition } loop when this.Carries(condition):
                this.ControlLoop(loop);
                break;
            case IBranchOperation or IReturnOperation or IThrowOperation when this.Controls(operation):
                this.Jump(operation);
                break;
        }
    }

    private bool IsCarried(IOperation operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation local:
                return this.variables.Contains(local.Local) && !this.IsBeforeTheSource(local);
            case IParameterReferenceOperation parameter:
                return this.variables.Contains(parameter.Parameter);
            case IFieldReferenceOperation field when this.variables.Contains(field.Field):
            case IPropertyReferenceOperation property when this.variables.Contains(property.Property):
                return true;
            case IPropertyReferenceOperation { Property.Name: "Length" or "LongLength" or "Rank" }:
                return false; // the size of what is read does not depend on what it holds
            case IInstanceReferenceOperation:
                return this.carriesThis;
            case IAnonymousFunctionOperation or ILocalFunctionOperation or INameOfOperation or ITypeOfOperation:
                return false;
            case IAssignmentOperation assignment:
                return this.Carries(assignment.Value);
            case IArgumentOperation argument:
                return this.Carries(argument.Value);
        }

        // Statements have no value; what flows out of them does so through variables.
        return (operation.Type is not null || operation is IInterpolatedStringContentOperation or IVariableInitializerOperation)
            && operation is not (ISwitchCaseOperation or ILoopOperation or IBlockOperation)
            && operation.ChildOperations.Any(this.Carries);
    }

    /// <summary>Whether a variable that each turn declares anew is used before the value exists, as in <c>x = Read(x)</c>.</summary>
    private bool IsBeforeTheSource(ILocalReferenceOperation use) =>
        use.Syntax.Span.End <= this.source.Syntax.Span.End
        && this.region.Body.Syntax.Span.Contains(use.Local.Locations[0].SourceSpan);

    /// <summary>A call that is given the value may keep it in its receiver, and write it to what it is handed to write to.</summary>
    private void PassTo(IOperation? instance, ImmutableArray<IArgumentOperation> arguments, IMethodSymbol? method)
    {
        var isGiven = arguments.Any(argument => this.Carries(argument.Value));
        if (isGiven && instance is IInstanceReferenceOperation)
        {
            this.carriesThis |= method is not null && AssignsState(method);
        }
        else if (isGiven && instance is not null)
        {
            this.Store(instance);
        }

        foreach (var argument in arguments)
        {
            if (argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out || IsBuffer(argument.Value))
            {
                this.Store(argument.Value);
            }
        }
    }

    private void Store(IOperation target)
    {
        for (var place = target; place is not null;)
        {
            switch (place)
            {
                case ILocalReferenceOperation local:
                    this.variables.Add(local.Local);
                    return;
                case IParameterReferenceOperation parameter:
                    this.variables.Add(parameter.Parameter);
                    return;
                case IDeclarationExpressionOperation declaration:
                    place = declaration.Expression;
                    continue;
                case ITupleOperation tuple:
                    foreach (var element in tuple.Elements)
                    {
                        this.Store(element);
                    }

                    return;
                case IArrayElementReferenceOperation element:
                    place = element.ArrayReference;
                    continue;
                case IPropertyReferenceOperation { Property.IsIndexer: true } indexer:
                    place = indexer.Instance;
                    continue;
                case IConversionOperation conversion:
                    place = conversion.Operand;
                    continue;
                case IInvocationOperation { Type.IsValueType: true } call when call != this.source:
                    // buffer.AsSpan(), view.SubView(...): what is written to is behind the receiver.
                    place = call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
                    continue;
                case IObjectCreationOperation { Arguments.Length: > 0 } wrapper when IsBuffer(wrapper):
                    place = wrapper.Arguments[0].Value;
                    continue;
                case IMemberReferenceOperation member:
                    this.variables.Add(member.Member);
                    if (member.Instance is ILocalReferenceOperation owner && this.region.Body.Syntax.Span.Contains(owner.Local.Locations[0].SourceSpan))
                    {
                        this.variables.Add(owner.Local);
                    }

                    return;
                default:
                    return;
            }
        }
    }

    private void Control(IOperation? branch)
    {
        if (branch is not null)
        {
            this.controlled.Add(branch);
        }
    }

    private void ControlLoop(ILoopOperation loop)
    {
        if (loop == this.region.Owner)
        {
            this.ControlsLoop = true;
        }
        else
        {
            this.Control(loop.Body);
        }
    }

    private void Jump(IOperation jump)
    {
        var function = FunctionOf(jump);
        if (function is not null && function.Syntax.Span != this.region.Body.Syntax.Span && this.region.Owner.Syntax.Span.Contains(function.Syntax.Span)
            && !function.Syntax.Span.Contains(this.region.Body.Syntax.Span))
        {
            return; // leaves a lambda inside the turn, not the turn
        }

        if (jump is IReturnOperation { Kind: OperationKind.YieldReturn })
        {
            return;
        }

        var isContinue = this.region.Owner is not ILoopOperation && jump is IReturnOperation;
        if (jump is IBranchOperation branch)
        {
            var target = jump.Syntax.Ancestors().FirstOrDefault(IsBreakable);
            if (branch.BranchKind == BranchKind.Break && target != this.region.Owner.Syntax)
            {
                return; // leaves an inner loop or a switch
            }

            isContinue = branch.BranchKind == BranchKind.Continue;
            if (isContinue && jump.Syntax.Ancestors().FirstOrDefault(IsLoop) != this.region.Owner.Syntax)
            {
                return;
            }
        }

        if (!isContinue)
        {
            this.ControlsLoop = true;
            return;
        }

        // What comes after a conditional "continue" runs only when it was not taken.
        if (this.region.Body is IBlockOperation block)
        {
            foreach (var statement in block.Operations.Where(statement => statement.Syntax.SpanStart > jump.Syntax.SpanStart))
            {
                this.Control(statement);
            }
        }
    }

    private static IOperation? FunctionOf(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return parent;
            }
        }

        return null;
    }

    private static bool IsLoop(SyntaxNode node) =>
        node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax;

    private static bool IsBreakable(SyntaxNode node) => IsLoop(node) || node is SwitchStatementSyntax;

    /// <summary>Whether a callee that is handed this can write into it.</summary>
    private static bool IsBuffer(IOperation value) =>
        value is IConversionOperation { IsImplicit: true, Operand: { } operand }
            ? IsBuffer(operand)
            : value.Type is IArrayTypeSymbol or IPointerTypeSymbol or INamedTypeSymbol { IsGenericType: true, Name: "Span" or "Memory" or "ArraySegment" or "List" or "IList" or "ICollection" or "Dictionary" or "IDictionary" };

    /// <summary>Whether a method written in this compilation assigns anything but its own variables; syntax is enough to know that it may.</summary>
    private static bool AssignsState(IMethodSymbol method) => method.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax() is var declaration && declaration.DescendantNodes().Any(node => node is AssignmentExpressionSyntax assignment
            && !(RootOf(assignment.Left) is IdentifierNameSyntax name && IsOwn(declaration, name.Identifier.ValueText))));

    private static ExpressionSyntax RootOf(ExpressionSyntax place) => place switch
    {
        MemberAccessExpressionSyntax access => RootOf(access.Expression),
        ElementAccessExpressionSyntax element => RootOf(element.Expression),
        _ => place,
    };

    private static bool IsOwn(SyntaxNode declaration, string name) => declaration.DescendantNodes().Any(node =>
        node is VariableDeclaratorSyntax variable && variable.Identifier.ValueText == name
        || node is ParameterSyntax parameter && parameter.Identifier.ValueText == name
        || node is SingleVariableDesignationSyntax designation && designation.Identifier.ValueText == name
        || node is ForEachStatementSyntax loop && loop.Identifier.ValueText == name);
}
