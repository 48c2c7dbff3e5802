using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Wrappers;

/// <summary>What runs when a delegate is called: the kernel, lambda or method that its variable was given.</summary>
internal sealed class DelegateTargets(WrapperModel owner, WrapperBodies bodies)
{
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<IOperation>> memo = new(SymbolEqualityComparer.Default);

    /// <summary>How the invocation of a delegate plays a role; null when its target is not known.</summary>
    public RoleMatch? Match(IInvocationOperation call, string role, int depth)
    {
        var holder = HolderOf(call.Instance);
        var values = this.ValuesOf(call.Instance, isKernel: role == Roles.Launch, depth);
        if (role == Roles.Launch && (this.LoaderOf(values) ?? this.KernelIndexOf(call.TargetMethod, values)) is { } loader)
        {
            return new RoleMatch(loader with { Role = Roles.Launch }, call, holder ?? call.TargetMethod, null, ImmutableArray<string>.Empty);
        }

        if (values.Length != 1 || this.RoleOf(values[0], role, depth) is not { } found)
        {
            return null;
        }

        var input = found.Input is { } ordinal && ordinal < call.TargetMethod.Parameters.Length ? call.TargetMethod.Parameters[ordinal] : null;
        return found.Input is not null && input is null
            ? null
            : new RoleMatch(found.Line, call, holder ?? call.TargetMethod, input, found.Through.Insert(0, WrapperModel.PathOf(holder ?? call.TargetMethod)));
    }

    /// <summary>What the delegate that is called was given; empty when that is not known.</summary>
    public ImmutableArray<IOperation> LoadsOf(IInvocationOperation launch) => this.ValuesOf(launch.Instance, isKernel: true, 0);

    private static ISymbol? HolderOf(IOperation? instance) => instance is null ? null : Operations.Unwrap(instance) switch
    {
        ILocalReferenceOperation local => local.Local,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation { Arguments.Length: 0 } property => property.Property,
        _ => null,
    };

    // A kernel that came as an argument is known by its signature, unless it is plainly a method.
    private CatalogLine? KernelIndexOf(IMethodSymbol invoke, ImmutableArray<IOperation> values)
    {
        if (values.Any(static value => Target(value) is IMethodReferenceOperation or IAnonymousFunctionOperation))
        {
            return null;
        }

        foreach (var parameter in invoke.Parameters.Take(2))
        {
            if (owner.LineOf(parameter.Type, Roles.KernelIndex) is { } line)
            {
                return line;
            }

            if (!parameter.Type.IsReferenceType)
            {
                return null;
            }
        }

        return null;
    }

    // Every value must come from a loader: a variable that holds two kernels in turn still launches.
    private CatalogLine? LoaderOf(ImmutableArray<IOperation> values)
    {
        CatalogLine? line = null;
        foreach (var value in values)
        {
            if (owner.Match(value, Roles.LoadKernel, 0) is not { } match)
            {
                return null;
            }

            line ??= match.Line;
        }

        return line;
    }

    private WrapperRole? RoleOf(IOperation value, string role, int depth)
    {
        if (depth >= WrapperModel.MaxDepth)
        {
            return null;
        }

        switch (Target(value))
        {
            case IAnonymousFunctionOperation lambda:
                return bodies.RoleOfBody(lambda.Syntax, lambda.Symbol, role, depth + 1);
            case IMethodReferenceOperation reference when owner.LineOf(reference.Method, reference, role) is { } line:
                return new(line, WrapperModel.InputOf(reference.Method, line)?.Ordinal, ImmutableArray<string>.Empty);
            case IMethodReferenceOperation reference when bodies.RoleOf(reference.Method, role, depth + 1) is { } found:
                return found with { Through = found.Through.Insert(0, WrapperModel.PathOf(reference.Method)) };
            default:
                return null;
        }
    }

    private static IOperation Target(IOperation value)
    {
        value = Operations.Unwrap(value);
        return value is IDelegateCreationOperation creation ? Operations.Unwrap(creation.Target) : value;
    }

    /// <summary>The values that a delegate-typed expression can have; empty when some are not known.</summary>
    private ImmutableArray<IOperation> ValuesOf(IOperation? expression, bool isKernel, int depth)
    {
        if (expression is null || depth > WrapperModel.MaxDepth)
        {
            return ImmutableArray<IOperation>.Empty;
        }

        expression = Operations.Unwrap(expression);
        switch (expression)
        {
            case ILocalReferenceOperation local:
                return this.Follow(MemberIndex.Of(expression).ValuesOf(local.Local), isKernel, depth);
            case IFieldReferenceOperation field when isKernel || IsClosed(field.Field, field.Field.IsReadOnly):
                return this.Follow(this.memo.GetOrAdd(field.Field.OriginalDefinition, this.AssignedTo), isKernel, depth);
            case IPropertyReferenceOperation { Arguments.Length: 0 } property
                when isKernel || IsClosed(property.Property, property.Property.SetMethod is null or { IsInitOnly: true } or { DeclaredAccessibility: Accessibility.Private }):
                return this.Follow(this.memo.GetOrAdd(property.Property.OriginalDefinition, this.AssignedTo), isKernel, depth);
            case IInvocationOperation or IDelegateCreationOperation or IAnonymousFunctionOperation:
                return ImmutableArray.Create(expression);
            default:
                return ImmutableArray<IOperation>.Empty;
        }
    }

    // A variable given another variable has what that one has.
    private ImmutableArray<IOperation> Follow(ImmutableArray<IOperation> values, bool isKernel, int depth)
    {
        values = values.RemoveAll(static value => value.ConstantValue is { HasValue: true, Value: null });
        if (values.Length == 1 && Operations.Unwrap(values[0]) is ILocalReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation)
        {
            return this.ValuesOf(values[0], isKernel, depth + 1);
        }

        return values;
    }

    // Only code of the type itself can assign it. A field that is given a kernel in its type is not asked for more: nobody puts
    // a plain method where a kernel belongs.
    private static bool IsClosed(ISymbol member, bool isReadOnly) =>
        !member.DeclaringSyntaxReferences.IsEmpty && (isReadOnly || member.DeclaredAccessibility is Accessibility.Private or Accessibility.NotApplicable);

    private ImmutableArray<IOperation> AssignedTo(ISymbol member)
    {
        var values = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var reference in member.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax().DescendantNodes())
            {
                var value = node switch
                {
                    VariableDeclaratorSyntax { Initializer.Value: { } initial } variable when variable.Identifier.ValueText == member.Name && variable.Parent?.Parent is FieldDeclarationSyntax => initial,
                    PropertyDeclarationSyntax property when property.Identifier.ValueText == member.Name => property.Initializer?.Value ?? property.ExpressionBody?.Expression,
                    AssignmentExpressionSyntax assignment when NameOf(assignment.Left) == member.Name => assignment.Right,
                    ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument when NameOf(argument.Expression) == member.Name => argument.Expression,
                    _ => null,
                };
                if (value is null || IsNull(value))
                {
                    continue;
                }

                if (bodies.Bodies.OperationOf(value) is not { } operation)
                {
                    return ImmutableArray<IOperation>.Empty;
                }

                values.Add(operation);
            }
        }

        return values.ToImmutable();
    }

    // Set to null when it is given back, or null! until it is loaded: never what is called.
    private static bool IsNull(ExpressionSyntax value) =>
        value is LiteralExpressionSyntax { Token.ValueText: "null" or "default" } or DefaultExpressionSyntax
        || (value is PostfixUnaryExpressionSyntax { Operand: { } operand } && IsNull(operand));

    private static string? NameOf(ExpressionSyntax place) => place switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };
}
