using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>
/// What becomes of the options of a generation: which calls generate with them, and whether anything limits those. What leaves the sight of the
/// method or, in a private field, of the type, may be limited elsewhere.
/// </summary>
internal sealed class GenerationOptions
{
    private readonly CompilationModel model;
    private readonly CatalogLine line;
    private readonly List<IOperation> generations = [];

    private GenerationOptions(CompilationModel model, CatalogLine line)
    {
        this.model = model;
        this.line = line;
    }

    /// <summary>The calls that generate with these options, none of which is limited; empty where one is, or may be.</summary>
    internal static ImmutableArray<IOperation> Unlimited(CompilationModel model, CatalogLine line, IObjectCreationOperation creation)
    {
        var options = new GenerationOptions(model, line);
        return (creation.Initializer is null || !options.Limits(creation.Initializer)) && options.Follow(creation)
            && options.generations.All(generation => !Consumption.IsLimited(generation))
            ? options.generations.ToImmutableArray()
            : ImmutableArray<IOperation>.Empty;
    }

    /// <summary>Whether all uses of the value are known and none of them limits the generation.</summary>
    private bool Follow(IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        switch (value.Parent)
        {
            case IArgumentOperation { Parent: { } call }:
                return this.IsGeneration(call);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                return this.FollowVariable(declarator.Symbol, Operations.RootOf(value).Descendants());
            case IFieldInitializerOperation { InitializedFields: { Length: 1 } fields }:
                return this.FollowField(fields[0], value);
            case ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } assignment when assignment.Value == value:
                return Operations.VariableOf(assignment.Target) switch
                {
                    ILocalSymbol local => this.FollowVariable(local, Operations.RootOf(value).Descendants()),
                    IFieldSymbol field => this.FollowField(field, value),
                    _ => false,
                };
            default:
                return false;
        }
    }

    private bool FollowField(IFieldSymbol field, IOperation value)
    {
        if (field.DeclaredAccessibility != Accessibility.Private
            || value.SemanticModel is not { } semantics
            || field.ContainingType.DeclaringSyntaxReferences is not { Length: 1 } declarations
            || declarations[0].SyntaxTree != semantics.SyntaxTree)
        {
            return false;
        }

        var uses = declarations[0].GetSyntax().DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == field.Name)
            .Select(name => semantics.GetOperation(name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name))
            .OfType<IOperation>();
        return this.FollowVariable(field, uses);
    }

    private bool FollowVariable(ISymbol variable, IEnumerable<IOperation> operations)
    {
        foreach (var use in operations.Where(use => Operations.Same(Operations.VariableOf(use), variable) && use is not IConversionOperation))
        {
            if (!this.Allows(use))
            {
                return false;
            }
        }

        return this.generations.Count > 0;
    }

    /// <summary>Whether a use of the options neither limits nor hides them.</summary>
    private bool Allows(IOperation use)
    {
        var parent = use.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation)
        {
            (use, parent) = (parent, parent.Parent);
        }

        return parent switch
        {
            ISimpleAssignmentOperation assignment when assignment.Target == use => true,
            IVariableInitializerOperation => false,
            IMemberReferenceOperation member => !this.IsLimit(member) || member.Parent is not IAssignmentOperation,
            IInvocationOperation call when call.Instance == use => !this.SetsLimit(call),
            IArgumentOperation { Parent: { } call } => this.IsGeneration(call),
            IUsingOperation or IVariableDeclaratorOperation or IExpressionStatementOperation => true,
            _ => false,
        };
    }

    private bool Limits(IObjectOrCollectionInitializerOperation initializer) => initializer.Initializers.Any(part =>
        part is ISimpleAssignmentOperation { Target: IMemberReferenceOperation member } assignment && this.IsLimit(member) && !IsNothing(assignment.Value));

    /// <summary>The property that limits, or the one with the texts on which a generation stops.</summary>
    private bool IsLimit(IMemberReferenceOperation member) => member.Member.Name == NameOf(this.line[Keys.Limit]) || member.Member.Name == NameOf(this.line[Keys.Stops]);

    private bool SetsLimit(IInvocationOperation call) =>
        call.TargetMethod.Name == NameOf(this.line[Keys.Limit])
        && (this.line[Keys.OptionName] is not { } option
            || call.Arguments.FirstOrDefault()?.Value.ConstantValue is not { HasValue: true, Value: string name }
            || name == option
            || name.StartsWith("max", StringComparison.OrdinalIgnoreCase));

    private static bool IsNothing(IOperation value) => value.ConstantValue is { HasValue: true, Value: null or int and < 0 };

    private static string? NameOf(string? member) => member?.Substring(member.LastIndexOfAny(['.', ':']) + 1);

    private bool IsGeneration(IOperation call)
    {
        if (call is not (IInvocationOperation or IObjectCreationOperation) || this.model.Match(call, Roles.GenerateText) is not { IsWrapped: false })
        {
            return false;
        }

        this.generations.Add(call);
        return true;
    }
}
