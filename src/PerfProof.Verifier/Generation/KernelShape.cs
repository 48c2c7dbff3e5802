using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Planning;

namespace PerfProof.Generation;

/// <summary>What a kernel's text says about it.</summary>
/// <param name="Name">Name of its method.</param>
/// <param name="Index">Type of the index that it takes; null for a kernel that is launched by groups.</param>
/// <param name="Parameters">Types of its parameters after the index, as written.</param>
/// <param name="IsSmall">Whether it neither loops nor is long, so that copies of it cost nothing.</param>
/// <param name="IsOrdered">Whether the order in which threads run may show in its outputs rightly: atomic additions round, and return what they find.</param>
/// <param name="Source">Its text.</param>
internal sealed record KernelShape(string Name, string? Index, ImmutableArray<string> Parameters, bool IsSmall, bool IsOrdered, string Source)
{
    /// <summary>Whether it, or what it calls, may use memory of a single thread.</summary>
    public bool MayUseLocalMemory { get; init; }

    private const int SmallKernel = 400;

    /// <summary>Reads a kernel; the problem says what is wrong with it otherwise.</summary>
    public static (KernelShape? Shape, string? Problem) Read(KernelSource kernel, CSharpParseOptions options)
    {
        var tree = CSharpSyntaxTree.ParseText($"class C {{\n#line 1\n{kernel.Source}\n}}", options);
        if (tree.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
        {
            return (null, Problem(kernel.Name, error.Location.GetMappedLineSpan().StartLinePosition.Line + 1, error.GetMessage(null)));
        }

        var method = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().FirstOrDefault(method => method.Identifier.ValueText == kernel.Name);
        if (method is null)
        {
            return (null, $"kernel {kernel.Name}: its source has no method of that name");
        }

        var parameters = method.ParameterList.Parameters;
        if (parameters.Count == 0 || !method.Modifiers.Any(SyntaxKind.StaticKeyword) || method.ReturnType.ToString() != "void" || method.TypeParameterList is not null)
        {
            return (null, $"kernel {kernel.Name}: it must be a static method without a result whose first parameter is Index1D or Index2D, or a view where it is launched by groups");
        }

        var first = parameters[0].Type!.ToString();
        var index = first.Split('.')[^1] is "Index1D" or "Index2D" ? first : null;
        var loops = method.DescendantNodes().Any(node => node is ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ForEachStatementSyntax or GotoStatementSyntax);
        return (new(kernel.Name, index, [.. parameters.Skip(index is null ? 0 : 1).Select(parameter => parameter.Type!.ToString())], !loops && kernel.Source.Length < SmallKernel, kernel.Source.Contains("Atomic", StringComparison.Ordinal), kernel.Source), null);
    }

    /// <summary>Whether its index has two dimensions.</summary>
    public bool IsFlat => this.Index?.EndsWith("Index2D", StringComparison.Ordinal) == true;

    /// <summary>How a compiler error in a kernel is told.</summary>
    public static string Problem(string kernel, int line, string message) => $"kernel {kernel}, line {line}: {message}";
}
