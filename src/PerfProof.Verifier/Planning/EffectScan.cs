using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Planning;

/// <summary>
/// Whether running a method on inputs made up for it could touch anything but memory. A method that writes files,
/// talks to the network, starts processes or calls native code is never run on its own; <c>--entry</c> runs the
/// program as its author meant it.
/// </summary>
public sealed class EffectScan(Solution solution)
{
    private const int MaximumMethods = 600;

    private readonly Dictionary<ISymbol, string?> memo = new(SymbolEqualityComparer.Default);

    /// <summary>What the method, or something it calls, does outside memory; null when nothing was found.</summary>
    public async Task<string?> EffectOfAsync(IMethodSymbol method, CancellationToken cancellation)
    {
        if (this.memo.TryGetValue(method, out var known))
        {
            return known;
        }

        var effect = await this.SearchAsync(method, cancellation).ConfigureAwait(false);
        this.memo[method] = effect;
        return effect;
    }

    private async Task<string?> SearchAsync(IMethodSymbol start, CancellationToken cancellation)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { start };
        var queue = new Queue<ISymbol>([start]);
        Enqueue(start.ContainingType.Constructors);

        while (queue.TryDequeue(out var symbol))
        {
            if (seen.Count > MaximumMethods)
            {
                return "reaches more code than was checked for effects";
            }

            foreach (var reference in symbol.DeclaringSyntaxReferences)
            {
                if (solution.GetDocument(reference.SyntaxTree) is not { } document)
                {
                    continue;
                }

                var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
                var node = await reference.GetSyntaxAsync(cancellation).ConfigureAwait(false);
                foreach (var expression in node.DescendantNodes().OfType<ExpressionSyntax>())
                {
                    if (expression is not (InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax))
                    {
                        continue;
                    }

                    var used = model.GetSymbolInfo(expression, cancellation).Symbol;
                    if (used is not (IMethodSymbol or IPropertySymbol))
                    {
                        continue;
                    }

                    if (Effect(used) is { } effect)
                    {
                        return $"{effect} (in {symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)})";
                    }

                    Enqueue(await ImplementationsAsync(used, cancellation).ConfigureAwait(false));
                }
            }
        }

        return null;

        void Enqueue(IEnumerable<ISymbol> symbols)
        {
            foreach (var symbol in symbols)
            {
                var definition = symbol.OriginalDefinition;
                if (definition.DeclaringSyntaxReferences.Length == 0 || !seen.Add(definition))
                {
                    continue;
                }

                queue.Enqueue(definition);
                if (definition.ContainingType is { } type && seen.Add(type))
                {
                    // Whoever uses a member may first have to make the object, with its initialisers.
                    Enqueue(type.Constructors);
                    Enqueue(type.GetMembers().OfType<IFieldSymbol>());
                }
            }
        }
    }

    private async Task<IEnumerable<ISymbol>> ImplementationsAsync(ISymbol symbol, CancellationToken cancellation)
    {
        if (!symbol.IsAbstract && !symbol.IsVirtual)
        {
            return [symbol];
        }

        var implementations = symbol.ContainingType.TypeKind == TypeKind.Interface
            ? await Microsoft.CodeAnalysis.FindSymbols.SymbolFinder.FindImplementationsAsync(symbol, solution, cancellationToken: cancellation).ConfigureAwait(false)
            : await Microsoft.CodeAnalysis.FindSymbols.SymbolFinder.FindOverridesAsync(symbol, solution, cancellationToken: cancellation).ConfigureAwait(false);
        return [symbol, .. implementations];
    }

    private static string? Effect(ISymbol symbol)
    {
        if (symbol is IMethodSymbol { IsExtern: true } native && native.ContainingAssembly?.Name.StartsWith("System", StringComparison.Ordinal) == false)
        {
            return $"calls native code, {symbol.Name}";
        }

        var type = symbol.ContainingType;
        var space = type?.ContainingNamespace?.ToDisplayString() ?? "";
        if (type is null)
        {
            return null;
        }

        return (space, type.Name) switch
        {
            ("System.IO", "File" or "Directory" or "FileInfo" or "DirectoryInfo") when ReadsOnly(symbol.Name) => null,
            ("System.IO", "File" or "Directory" or "FileInfo" or "DirectoryInfo" or "FileStream" or "DriveInfo") => $"uses files, {type.Name}.{symbol.Name}",
            ("System.IO", "StreamWriter") when symbol is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters: [{ Type.SpecialType: SpecialType.System_String }, ..] } => "writes a file",
            ("System.Diagnostics", "Process") => "starts or controls processes",
            ("System", "Environment") when symbol.Name is "Exit" or "FailFast" or "SetEnvironmentVariable" => $"calls Environment.{symbol.Name}",
            ("System", "Console") when symbol.Name.StartsWith("Read", StringComparison.Ordinal) => "reads from the console",
            ("Microsoft.AspNetCore.Builder", "WebApplication") or ("Microsoft.Extensions.Hosting", "HostingAbstractionsHostExtensions") when symbol.Name.StartsWith("Run", StringComparison.Ordinal) => "serves until it is stopped",
            _ when space.StartsWith("System.Net", StringComparison.Ordinal) => $"uses the network, {type.Name}",
            _ when space.StartsWith("System.Data", StringComparison.Ordinal) || space.StartsWith("Microsoft.Data", StringComparison.Ordinal)
                || space.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) => $"uses a database, {type.Name}",
            _ when space.StartsWith("Microsoft.Win32", StringComparison.Ordinal) => "uses the registry",
            _ => null,
        };
    }

    private static bool ReadsOnly(string member) =>
        member.StartsWith("Read", StringComparison.Ordinal) || member.StartsWith("Exists", StringComparison.Ordinal)
        || member.StartsWith("Enumerate", StringComparison.Ordinal) || member.StartsWith("Get", StringComparison.Ordinal)
        || member is "OpenRead" or "OpenText" or ".ctor" or "Length" or "Name" or "FullName" or "Extension";
}
