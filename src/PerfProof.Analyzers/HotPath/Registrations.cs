using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Wrappers;

namespace PerfProof.HotPath;

/// <summary>
/// What a container makes anew each time that it is asked: by a lambda, <c>services.AddScoped(_ => new Model(path))</c>, or of a type,
/// <c>services.AddTransient&lt;IDetector, Detector&gt;()</c>.
/// </summary>
internal sealed class Registrations
{
    private static readonly ImmutableArray<string> names = ImmutableArray.Create("AddScoped", "AddTransient", "AddKeyedScoped", "AddKeyedTransient");

    private readonly Lazy<Dictionary<ISymbol, string>> types;

    /// <summary>The registrations of a compilation, found when first asked for.</summary>
    public Registrations(SourceWords words, BoundBodies bodies) => this.types = new(() => Find(words, bodies));

    /// <summary>How the type is registered, where it is so and not as a singleton besides; null otherwise.</summary>
    public string? LifetimeOf(INamedTypeSymbol type) => this.types.Value.TryGetValue(type.OriginalDefinition, out var lifetime) && lifetime.Length > 0 ? lifetime : null;

    /// <summary>
    /// The type whose object holds what is created: in a field initialiser, or assigned to a field or property of the object by its constructor
    /// whatever happens. Null for anything else.
    /// </summary>
    public static INamedTypeSymbol? OwnerOf(IOperation creation)
    {
        for (IOperation child = creation; child.Parent is { } parent; child = parent)
        {
            switch (parent)
            {
                case IFieldInitializerOperation { InitializedFields: { Length: 1 } fields }:
                    return fields[0].IsStatic ? null : fields[0].ContainingType;
                case IPropertyInitializerOperation { InitializedProperties: { Length: 1 } properties }:
                    return properties[0].IsStatic ? null : properties[0].ContainingType;
                case ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member: var member } } assignment when assignment.Value == child:
                    return FunctionOf.Around(assignment) is { Symbol.MethodKind: MethodKind.Constructor, IsLambda: false } && IsAlwaysRun(assignment) ? member.ContainingType : null;
                case IConversionOperation or IParenthesizedOperation:
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool IsAlwaysRun(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is IConditionalOperation or ISwitchOperation or ICatchClauseOperation or ILoopOperation)
            {
                return false;
            }
        }

        return true;
    }

    private static Dictionary<ISymbol, string> Find(SourceWords words, BoundBodies bodies)
    {
        var found = new Dictionary<ISymbol, string>(SymbolEqualityComparer.Default);
        foreach (var tree in words.FilesWithPart(names))
        {
            foreach (var call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                if (call.Expression is MemberAccessExpressionSyntax { Name: GenericNameSyntax { Identifier.ValueText: var name } }
                    && name.StartsWith("Add", StringComparison.Ordinal)
                    && call.ArgumentList.Arguments.All(argument => argument.Expression is not AnonymousFunctionExpressionSyntax)
                    && bodies.OperationOf(call) is IInvocationOperation { TargetMethod: { TypeArguments: { Length: > 0 } arguments } method }
                    && IsOfContainer(method)
                    && arguments[arguments.Length - 1] is INamedTypeSymbol { TypeKind: TypeKind.Class } type)
                {
                    // Registered in several ways: nothing is said about it.
                    var lifetime = LifetimeOf(method.Name) ?? "";
                    found[type.OriginalDefinition] = found.TryGetValue(type.OriginalDefinition, out var other) && other != lifetime ? "" : lifetime;
                }
            }
        }

        return found;
    }

    private static bool IsOfContainer(IMethodSymbol method) =>
        method.ContainingType?.ContainingNamespace.ToDisplayString().StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal) == true;

    private static string? LifetimeOf(string method) => method switch
    {
        "AddScoped" or "TryAddScoped" or "AddKeyedScoped" or "TryAddKeyedScoped" => "scoped",
        "AddTransient" or "TryAddTransient" or "AddKeyedTransient" or "TryAddKeyedTransient" => "transient",
        _ => null,
    };

    /// <summary><c>scoped</c> or <c>transient</c> for a lambda that is registered so; null for anything else.</summary>
    public static string? LifetimeOf(FunctionOf function)
    {
        if (!function.IsLambda)
        {
            return null;
        }

        var outer = function.Body.Parent?.Parent;
        while (outer is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            outer = outer.Parent;
        }

        return outer is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } } && IsOfContainer(method) ? LifetimeOf(method.Name) : null;
    }

    /// <summary>Whether the lambda gives what is created, or something that is made around it, to the container.</summary>
    public static bool IsMadeForTheContainer(FunctionOf function, IOperation creation)
    {
        for (var current = creation.Parent; current is not null && current != function.Body.Parent; current = current.Parent)
        {
            switch (current)
            {
                case IReturnOperation:
                    return true;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                    return function.Body.DescendantsAndSelf().OfType<IReturnOperation>().Any(result =>
                        result.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation reference && Operations.Same(reference.Local, local)));
            }
        }

        return false;
    }

    /// <summary>Whether a parameter is the container that calls.</summary>
    public static bool IsContainer(ITypeSymbol type) => type.Name is "IServiceProvider";
}
