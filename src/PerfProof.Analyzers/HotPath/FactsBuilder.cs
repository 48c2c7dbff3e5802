using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>
/// Walks a region once, in the order in which it runs, and notes what flows where. This part holds the walk over statements;
/// the others hold references and writes, and calls.
/// </summary>
internal sealed partial class FactsBuilder
{
    private const int None = -1;

    private readonly HotRegion region;
    private readonly MemberIndex index;
    private readonly PathResolver paths;
    private readonly RegionFacts facts = new();
    private readonly FlowGraph graph;
    private readonly List<SyntaxNode> functions = [];

    // Node of what decides whether the code being walked runs at all; None at the top.
    private int control = None;

    // The same, through variables that conditions ask directly: if (!found).
    private int flags = None;
    private int jumps;
    private int regionJumps;
    private int guardedTries;
    private int catches;
    private int functionDepth;

    private FactsBuilder(HotRegion region)
    {
        this.region = region;
        this.graph = this.facts.Graph;
        this.index = MemberIndex.Of(region.Owner);
        this.facts.Counters.UnionWith(Counters.Of(region));
        this.paths = new(region, this.index, this.facts.Counters.ToImmutableHashSet(SymbolEqualityComparer.Default)!);
    }

    /// <summary>Looks at a region.</summary>
    public static RegionFacts Build(HotRegion region)
    {
        var builder = new FactsBuilder(region);
        try
        {
            builder.Walk();
        }
        catch (InsufficientExecutionStackException)
        {
            // Code nested deeper than the stack is generated; nothing is claimed about it.
            builder.facts.IsUnknown = true;
        }

        return builder.facts;
    }

    private void Walk()
    {
        switch (this.region.Owner)
        {
            case IForLoopOperation loop:
                this.Visit(loop.Condition, this.facts.ConditionNode);
                this.Visit(loop.Body, None);

                // Reached by "continue" too.
                this.control = None;
                foreach (var bottom in loop.AtLoopBottom)
                {
                    this.Visit(bottom, None);
                }

                break;
            case IForEachLoopOperation loop:
                this.BindElement(this.region.Element, this.region.Source);
                this.Visit(loop.Body, None);
                break;
            case IWhileLoopOperation loop:
                if (loop.ConditionIsTop)
                {
                    this.Visit(loop.Condition, this.facts.ConditionNode);
                }

                this.Visit(loop.Body, None);
                if (!loop.ConditionIsTop)
                {
                    this.control = None;
                    this.Visit(loop.Condition, this.facts.ConditionNode);
                }

                break;
            default:
                this.BindElement(this.region.Element, this.region.Source);
                var result = this.graph.NewNode();
                this.returns.Push(result);
                this.Visit(this.region.Body, None);
                this.returns.Pop();
                this.UseResult(result);
                break;
        }

        this.Finish();
    }

    // What LINQ does with the lambda's result: an operator that stops early decides by it, Aggregate hands it to the next turn.
    private void UseResult(int result)
    {
        if (this.region.Owner is IInvocationOperation call && StopsEarly(call))
        {
            this.graph.Add(result, this.facts.ExitNode);
        }

        if (this.region.Accumulator is { } accumulator)
        {
            var root = this.RootOf(accumulator);
            root.Value.IsWritten = root.Value.IsComputed = true;
            this.graph.Add(result, root.Value.Written);
        }
    }

    private static bool StopsEarly(IInvocationOperation call)
    {
        for (IOperation? current = call; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case IInvocationOperation outer when Repeaters.StopsEarly(outer.TargetMethod):
                    return true;
                case IInvocationOperation outer when outer != call && !Repeaters.IsLinq(outer.TargetMethod.ContainingType):
                    return false;
                case IInvocationOperation or IArgumentOperation or IConversionOperation or IParenthesizedOperation or ITranslatedQueryOperation:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    private void Visit(IOperation? operation, int into)
    {
        if (operation is null)
        {
            return;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (operation)
        {
            case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation
                or IArrayElementReferenceOperation or IInstanceReferenceOperation or IConditionalAccessInstanceOperation or IEventReferenceOperation:
                this.VisitReference(operation, into);
                break;
            case ISimpleAssignmentOperation assignment:
                this.VisitAssignment(assignment, into);
                break;
            case ICompoundAssignmentOperation compound:
                this.VisitCompound(compound, into);
                break;
            case ICoalesceAssignmentOperation coalesce:
                this.VisitCoalesceAssignment(coalesce, into);
                break;
            case IIncrementOrDecrementOperation increment:
                this.VisitIncrement(increment, into);
                break;
            case IDeconstructionAssignmentOperation deconstruction:
                this.VisitDeconstruction(deconstruction, into);
                break;
            case IVariableDeclaratorOperation declarator:
                this.VisitDeclarator(declarator);
                break;
            case IInvocationOperation call:
                this.VisitCall(call, into);
                break;
            case IObjectCreationOperation or IAnonymousObjectCreationOperation or IWithOperation or ITypeParameterObjectCreationOperation:
                this.VisitCreation(operation, into);
                break;
            case IConversionOperation { OperatorMethod: not null } conversion:
                var converted = this.NodeFor(conversion, into);
                this.Visit(conversion.Operand, converted);
                break;
            case IAnonymousFunctionOperation lambda:
                this.VisitFunction(lambda, into);
                break;
            case IMethodReferenceOperation reference:
                this.Visit(reference.Instance, into);
                if (this.index.BodyOf(reference.Method.OriginalDefinition) is ILocalFunctionOperation named)
                {
                    this.graph.Add(this.ResultOf(named, None), into);
                }

                break;
            case ILocalFunctionOperation:
                // Walked where it is called.
                break;
            case IIsPatternOperation pattern:
                this.VisitPattern(pattern, into);
                break;
            default:
                this.VisitFlow(operation, into);
                break;
        }
    }

    private void VisitFlow(IOperation operation, int into)
    {
        switch (operation)
        {
            case IConditionalOperation conditional:
                this.VisitConditional(conditional, into);
                break;
            case IConditionalAccessOperation access:
                this.Visit(access.Operation, into);
                this.Under(None, () => this.Visit(access.WhenNotNull, into));
                break;
            case ICoalesceOperation coalesce:
                this.Visit(coalesce.Value, into);
                this.Under(None, () => this.Visit(coalesce.WhenNull, into));
                break;
            case IBinaryOperation binary:
                this.VisitBinary(binary, into);
                break;
            case ISwitchOperation @switch:
                this.VisitSwitch(@switch);
                break;
            case ISwitchExpressionOperation expression:
                this.VisitSwitchExpression(expression, into);
                break;
            case ILoopOperation loop:
                this.VisitInnerLoop(loop);
                break;
            case ITryOperation @try:
                this.VisitTry(@try);
                break;
            case IBranchOperation branch:
                this.VisitBranch(branch);
                break;
            case IReturnOperation @return:
                this.VisitReturn(@return);
                break;
            case IExpressionStatementOperation statement:
                this.Visit(statement.Operation, None);
                break;
            default:
                foreach (var child in operation.ChildOperations)
                {
                    this.Visit(child, into);
                }

                break;
        }
    }
}
