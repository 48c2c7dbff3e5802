using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.Wrappers;

namespace PerfProof.HotPath;

/// <summary>
/// Where an object goes that a function creates: whether it is gone when the function ends, and what is called on it, or on what is made
/// around it. Unknown is answered as if it were kept.
/// </summary>
internal sealed class CreatedObject
{
    private const int MaxDepth = 16;

    private const int MaxHelpers = 2;

    private readonly CompilationModel model;
    private readonly IOperation scope;
    private readonly ITypeSymbol? type;
    private readonly CallData? data;
    private readonly int helpers;
    private readonly HashSet<ISymbol> holders = new(SymbolEqualityComparer.Default);
    private readonly List<IOperation> uses = [];
    private bool isDisposed;

    private CreatedObject(CompilationModel model, IOperation scope, ITypeSymbol? type, CallData? data, int helpers)
    {
        this.model = model;
        this.scope = scope;
        this.type = type;
        this.data = data;
        this.helpers = helpers;
    }

    /// <summary>Whether nothing outlives the function that holds the object.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Calls and constructions that take the object, or something made around it, as receiver or argument.</summary>
    public IReadOnlyList<IOperation> Uses => this.uses;

    /// <summary>The variables that hold it, or what is made around it.</summary>
    public IReadOnlyCollection<ISymbol> Holders => this.holders;

    /// <summary>Whether the function disposes it.</summary>
    public bool IsDisposed => this.isDisposed;

    /// <summary>Follows what an operation creates through the function: what it returns, or what it gives by the parameter of the key <c>out</c>.</summary>
    public static CreatedObject Of(CompilationModel model, FunctionOf function, RoleMatch match)
    {
        var creation = match.Operation;
        var data = CallData.Of(function, [], withElements: true);
        if (match.Line[Keys.Out] is not { } name || match.IsWrapped)
        {
            var created = new CreatedObject(model, function.Body, creation.Type, data, 0);
            created.IsGone = created.Follow(creation, 0) || created.isDisposed;
            return created;
        }

        var given = (creation as IInvocationOperation)?.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == name)?.Value;
        var made = new CreatedObject(model, function.Body, given?.Type, data, 0);
        var holder = given is IDeclarationExpressionOperation declaration ? declaration.Expression : given;
        made.IsGone = (holder is ILocalReferenceOperation local && made.FollowVariable(local.Local, 0)) || made.isDisposed;
        return made;
    }

    // Where the value of an expression goes: true when nothing keeps it.
    private bool Follow(IOperation value, int depth)
    {
        if (depth > MaxDepth)
        {
            return false;
        }

        switch (value.Parent)
        {
            case IParenthesizedOperation or IConversionOperation { OperatorMethod: null } or IConditionalOperation or ICoalesceOperation or IObjectOrCollectionInitializerOperation
                or IAwaitOperation or ISwitchExpressionArmOperation or ISwitchExpressionOperation:
                return value.Parent is IConditionalOperation { IsRef: false, Type: null } || this.Follow(value.Parent!, depth + 1);
            case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured:
                return this.Follow(configured, depth + 1);
            case IConditionalAccessOperation access when access.Operation == value:
                // x?.Run(...): the call stands below the access, and its result is the access.
                return access.WhenNotNull is IInvocationOperation { Instance: IConditionalAccessInstanceOperation } called
                    ? this.FollowCall(called, depth)
                    : IsData(access.WhenNotNull.Type) || this.Follow(access, depth + 1);
            case IConditionalAccessOperation access when access.WhenNotNull == value:
                return this.Follow(access, depth + 1);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                this.isDisposed |= IsUsing(declarator);
                return this.FollowVariable(declarator.Symbol, depth) || IsUsing(declarator);
            case ISimpleAssignmentOperation assignment when assignment.Value == value:
                return this.FollowAssignment(assignment, depth);
            case IUsingOperation resources when resources.Resources == value:
                this.isDisposed = true;
                return true;
            case IInvocationOperation call when call.Instance == value:
                return this.FollowCall(call, depth);
            case IMemberReferenceOperation member when member.Instance == value:
                return IsData(member.Type) || this.Follow(member, depth + 1);
            case IArgumentOperation { Parent: IInvocationOperation call } argument:
                return IsReceiver(call, argument) ? this.FollowCall(call, depth) : this.FollowArgument(call, argument);
            case IArgumentOperation { Parent: IObjectCreationOperation creation }:
                this.uses.Add(creation);
                return this.Follow(creation, depth + 1);
            case IBinaryOperation { OperatorMethod: { } } or IUnaryOperation { OperatorMethod: { } } or IExpressionStatementOperation or IIsPatternOperation or IForEachLoopOperation or IIsTypeOperation or IInterpolationOperation:
            case IBinaryOperation { Type.SpecialType: SpecialType.System_Boolean }:
                return true;
            default:
                return false;
        }
    }

    private bool FollowAssignment(ISimpleAssignmentOperation assignment, int depth)
    {
        if (assignment.Target is IDiscardOperation)
        {
            return true;
        }

        if (assignment.Parent is IUsingOperation { Resources: var resources } && resources == assignment)
        {
            // using (field = ...): whoever looks at the field later finds it disposed.
            this.isDisposed = true;
            return Operations.VariableOf(assignment.Target) is { } field && this.FollowVariable(field, depth);
        }

        if (assignment.Target is IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } kept && this.IsReplacedByNextCall(assignment, kept.Field))
        {
            return this.FollowVariable(kept.Field, depth);
        }

        return assignment.Target is ILocalReferenceOperation local
            && this.FollowVariable(local.Local, depth)
            && (assignment.Parent is IExpressionStatementOperation || this.Follow(assignment, depth + 1));
    }

    // A private field that is always assigned before it is read, and that no other method reads, is a local in disguise.
    private bool IsReplacedByNextCall(ISimpleAssignmentOperation assignment, IFieldSymbol field)
    {
        if (field.DeclaredAccessibility != Accessibility.Private || field.ContainingType.DeclaringSyntaxReferences.Length != 1
            || assignment.Parent is not IExpressionStatementOperation || !this.IsAlwaysRun(assignment) || this.IsCaptured(assignment))
        {
            return false;
        }

        var method = assignment.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        return method is not null
            && field.ContainingType.DeclaringSyntaxReferences[0].GetSyntax().DescendantNodes().OfType<IdentifierNameSyntax>()
                .Where(name => name.Identifier.ValueText == field.Name)
                .All(name => (method.Span.Contains(name.Span) && name.SpanStart >= assignment.Syntax.SpanStart) || IsDisposal(name));
    }

    // field?.Dispose(), before the next is made or when the owner is disposed.
    private static bool IsDisposal(IdentifierNameSyntax name) =>
        name.Parent is ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Dispose" } } }
        || name.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose" }
        || (name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Parent: ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Dispose" } } } });

    private bool FollowCall(IInvocationOperation call, int depth)
    {
        this.uses.Add(call);
        if (call.TargetMethod.Name.EndsWith("_", StringComparison.Ordinal))
        {
            // tensor.add_(x): changed in place.
            return false;
        }

        this.isDisposed |= call.TargetMethod.Name is "Dispose" or "DisposeAsync" && this.IsAlwaysRun(call);
        // What is computed from data is an output; what is made without any is a part or a wrapper of the object.
        if (call.Type is { SpecialType: not SpecialType.System_Void } && this.data?.Reaches([call]) == true)
        {
            return true;
        }

        return call.Type is null || call.Type.SpecialType == SpecialType.System_Void || IsData(call.Type)
            || call.Parent is IAwaitOperation || (call.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured && configured.Parent is IAwaitOperation)
            || this.Follow(call, depth + 1);
    }

    // A launch only works on it, and so does a member of the library that computes a new one from it. A helper of one's own may use the
    // object; whether it keeps it is not known unless it is disposed here.
    private bool FollowArgument(IInvocationOperation call, IArgumentOperation argument)
    {
        this.uses.Add(call);
        return this.model.Match(call, Roles.Launch) is not null
            || (argument.Parameter is { } parameter && (OwnMethods.LeavesParameter(call.TargetMethod, parameter) || this.IsOnlyUsedBy(call.TargetMethod, parameter)))
            || (Operations.Same(call.Type, this.type) && Operations.Same(call.TargetMethod.ContainingAssembly, this.type?.ContainingAssembly)
                && !call.TargetMethod.Name.EndsWith("_", StringComparison.Ordinal));
    }

    private bool IsOnlyUsedBy(IMethodSymbol helper, IParameterSymbol parameter)
    {
        helper = helper.ReducedFrom ?? helper;
        if (this.helpers >= MaxHelpers || helper.IsAbstract || helper.IsVirtual || helper.IsOverride || helper.DeclaringSyntaxReferences.Length != 1
            || parameter.Ordinal >= helper.OriginalDefinition.Parameters.Length
            || this.model.Wrappers.Bodies.OperationOf(helper.DeclaringSyntaxReferences[0].GetSyntax()) is not { } body)
        {
            return false;
        }

        var function = new FunctionOf(helper.OriginalDefinition, body);
        var inner = new CreatedObject(this.model, body, this.type, CallData.Of(function, [], withElements: true), this.helpers + 1);
        return inner.FollowVariable(helper.OriginalDefinition.Parameters[parameter.Ordinal], 0) && !inner.isDisposed;
    }

    private bool FollowVariable(ISymbol variable, int depth)
    {
        if (!this.holders.Add(variable))
        {
            return true;
        }

        var isGone = true;
        foreach (var part in this.scope.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation
                && Operations.Same(Operations.VariableOf(part), variable)
                && !(part.Parent is IAssignmentOperation assignment && assignment.Target == part))
            {
                isGone &= this.Follow(part, depth + 1) && !IsCaptured(part);
            }
        }

        return isGone;
    }

    // A lambda that is kept keeps what it mentions.
    private bool IsCaptured(IOperation reference)
    {
        for (var current = reference.Parent; current is not null && current != this.scope; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation && RegionFinder.UseOf(current, out _, out _) == DelegateUse.Unknown)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsReceiver(IInvocationOperation call, IArgumentOperation argument) =>
        call.TargetMethod.IsExtensionMethod && argument.Parameter?.Ordinal == 0;

    private static bool IsUsing(IVariableDeclaratorOperation declarator)
    {
        IOperation? group = declarator.Parent?.Parent;
        return group?.Parent is IUsingDeclarationOperation || (group?.Parent is IUsingOperation { Resources: var resources } && resources == group);
    }

    // Not only where something failed, as in the factory that cleans up before it throws.
    private bool IsAlwaysRun(IOperation call)
    {
        for (var current = call.Parent; current is not null && current != this.scope; current = current.Parent)
        {
            if (current is ICatchClauseOperation or IConditionalOperation or ISwitchCaseOperation or ILockOperation)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a value of this type cannot hold on to what it was computed with: numbers, texts, arrays and lists of them.</summary>
    private static bool IsData(ITypeSymbol? type) => type switch
    {
        null => true,
        IArrayTypeSymbol array => IsData(array.ElementType),
        { SpecialType: >= SpecialType.System_Enum and <= SpecialType.System_UIntPtr and not SpecialType.System_Delegate and not SpecialType.System_MulticastDelegate } => true,
        { TypeKind: TypeKind.Enum } => true,
        INamedTypeSymbol { TypeArguments: { Length: > 0 } arguments } generic when Effects.IsFramework(generic) && generic.TypeKind != TypeKind.Delegate && generic.Name != "Lazy" => arguments.All(IsData),
        { IsTupleType: true } => ((INamedTypeSymbol)type).TupleElements.All(element => IsData(element.Type)),
        _ => type.SpecialType is SpecialType.System_DateTime,
    };
}
