using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>What synchronises, copies and launches wait for, within one method, and whether one of them makes another one superfluous.</summary>
internal sealed class DeviceWaits
{
    private const string DefaultStream = "";
    private const string WholeDevice = "*";

    private readonly CompilationModel model;
    private readonly IOperation root;
    private readonly bool hasOneStream;

    /// <summary>Looks at the method around an operation.</summary>
    public DeviceWaits(CompilationModel model, IOperation root)
    {
        this.model = model;
        this.root = root;
        this.hasOneStream = HasOneStream(model);
    }

    /// <summary>Whether the method deals with one device, as far as is written in it.</summary>
    public bool HasOneDevice => this.root.Descendants()
        .Where(operation => operation.Type is { } type && this.Synchronises(type, "device") && !IsAlias(operation))
        .Select(MemberBehind).Where(symbol => symbol is not null).Distinct(SymbolEqualityComparer.Default).Skip(1).FirstOrDefault() is null;

    /// <summary>Whether what the one waits for includes what the other would wait for.</summary>
    public bool Covers(IOperation wait, IOperation other)
    {
        var (done, wanted) = (this.TargetOf(wait), this.TargetOf(other));
        return done is not null && wanted is not null
            && (done == wanted || done == WholeDevice || (wanted == WholeDevice && done == DefaultStream && this.hasOneStream));
    }

    /// <summary>The stream that the operation waits for, as it is written; null when that is not sure.</summary>
    private string? TargetOf(IOperation wait)
    {
        if (this.model.Match(wait, Roles.Synchronize) is { } match)
        {
            if ((match.Line[Keys.Scope] ?? "device") == "device")
            {
                return WholeDevice;
            }

            return wait is IInvocationOperation { Instance: { } stream } ? this.NameOf(stream) : null;
        }

        var named = wait is IInvocationOperation call
            ? call.Arguments.Select(argument => Operations.Unwrap(argument.Value)).FirstOrDefault(value => value.Type is { } type && this.Synchronises(type, "stream"))
            : null;
        return named is null ? DefaultStream : this.NameOf(named);
    }

    private string? NameOf(IOperation stream)
    {
        stream = Operations.Unwrap(stream);
        if (stream is IPropertyReferenceOperation { Property.Name: "DefaultStream" })
        {
            return DefaultStream;
        }

        // A variable that is given another stream on the way names two of them.
        return Operations.VariableOf(stream) is { } variable
            && !this.root.Descendants().Any(operation => operation is IAssignmentOperation assignment && Operations.Same(Operations.VariableOf(assignment.Target), variable))
                ? variable.Name
                : null;
    }

    // var accelerator = this.accelerator; is the same one.
    private static bool IsAlias(IOperation operation) =>
        operation is ILocalReferenceOperation { Local: var local }
        && MemberIndex.Of(operation).OnlyValueOf(local) is ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation;

    private static ISymbol? MemberBehind(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IMemberReferenceOperation member => member.Member,
        _ => null,
    };

    private static bool HasOneStream(CompilationModel model)
    {
        var signs = model.Catalog.LinesOfRole(Roles.Synchronize).Select(line => line[Keys.Signs]).OfType<string>()
            .SelectMany(words => words.Split(',')).Distinct();
        return !signs.Any(model.Words.HasPart);
    }

    /// <summary>Whether the type declares a catalogued synchronise of this scope.</summary>
    private bool Synchronises(ITypeSymbol type, string scope)
    {
        for (ITypeSymbol? declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            if (declaring.GetMembers().Any(member => member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
                && this.model.Catalog.LineOf(method, Roles.Synchronize) is { } line
                && (line[Keys.Scope] ?? "device") == scope))
            {
                return true;
            }
        }

        return false;
    }
}
