using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>A call that embeds one input, and the call of the list overload that takes its place.</summary>
internal sealed class BatchSite
{
    private BatchSite(SyntaxNode root, SemanticModel model, HotRegion region, InvocationExpressionSyntax call, ExpressionSyntax result, IOperation input)
    {
        this.Root = root;
        this.Model = model;
        this.Region = region;
        this.Call = call;
        this.Result = result;
        this.Input = input;
    }

    /// <summary>The file.</summary>
    public SyntaxNode Root { get; }

    /// <summary>What its names mean.</summary>
    public SemanticModel Model { get; }

    /// <summary>What runs once per element.</summary>
    public HotRegion Region { get; }

    /// <summary>The call that embeds one input.</summary>
    public InvocationExpressionSyntax Call { get; }

    /// <summary>The expression that holds what the call gives: <c>await</c>, <c>ConfigureAwait</c> and an unwrapping included.</summary>
    public ExpressionSyntax Result { get; }

    /// <summary>What it embeds.</summary>
    public IOperation Input { get; }

    /// <summary>The same as it is written, with the <c>!</c> of a text that may be null.</summary>
    public ExpressionSyntax InputSyntax
    {
        get
        {
            var expression = (ExpressionSyntax)this.Input.Syntax;
            while (expression.Parent is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } or ParenthesizedExpressionSyntax)
            {
                expression = (ExpressionSyntax)expression.Parent;
            }

            return expression;
        }
    }

    /// <summary>Most inputs in a call.</summary>
    public string MaxBatch { get; private set; } = "";

    /// <summary>Type of what the list overload gives for an input.</summary>
    public ITypeSymbol ElementType { get; private set; } = null!;

    /// <summary>How the loop gets its result from an element of the list: <c>.Vector</c>, or nothing.</summary>
    public string ElementMember { get; private set; } = "";

    private string callOfBatch = "";

    /// <summary>The <c>await</c> around the call, if there is one.</summary>
    public AwaitExpressionSyntax? Await { get; private set; }

    /// <summary>Whether the call gives a task that nothing waits for on the spot.</summary>
    public bool GivesTask { get; private set; }

    /// <summary>Checks what does not depend on the kind of loop; null when the list overload cannot take this call's place.</summary>
    public static async Task<BatchSite?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (diagnostic.Properties.ContainsKey(Facts.Through)
            || !diagnostic.Properties.TryGetValue(Facts.MaxBatch, out var cap) || cap is null
            || await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call
            || model.GetOperation(call, cancellation) is not IInvocationOperation operation
            || HotRegion.Enclosing(operation) is not { } region
            || !region.Owner.Syntax.Span.Contains(call.Span)
            || region.Owner.Syntax.ContainsDiagnostics)
        {
            return null;
        }

        var compilation = CompilationModel.Get(model.Compilation, document.Project.AnalyzerOptions, cancellation);
        var isSingleElement = diagnostic.Properties.TryGetValue(Facts.Shape, out var shape) && shape == "literal-list";
        if (compilation.Match(operation, isSingleElement ? Roles.EmbedBatch : Roles.EmbedOne) is not { IsWrapped: false } match
            || (isSingleElement ? LiteralList.Of(operation) is { Count: 1 } elements ? elements[0] : null : match.InputValue) is not { Type: { } inputType } input
            || (isSingleElement ? operation.TargetMethod : BatchMember.Of(match.Line, model.Compilation)) is not { } batch)
        {
            return null;
        }

        var result = Unwrapped(call, match.Line, isSingleElement, out var awaited, out var suffix);
        if (result is null || (result is { Parent: ConditionalAccessExpressionSyntax }) || call.DescendantTrivia().Any(trivia => trivia.IsDirective))
        {
            return null;
        }

        var site = new BatchSite(root, model, region, call, result, input) { MaxBatch = cap, Await = awaited };
        return site.BindBatch(match, access, operation, batch, inputType, suffix) ? site : null;
    }

    /// <summary>The statements that embed all inputs, with the name of the list of results.</summary>
    public IEnumerable<string> Statements(string inputs, string results, string batch, string indentation, string unit, bool braceOnSameLine)
    {
        var type = this.ElementType.ToMinimalDisplayString(this.Model, this.Call.SpanStart);
        yield return $"{indentation}var {results} = new {this.ListType()}<{type}>();\n";
        var brace = braceOnSameLine ? " {\n" : $"\n{indentation}{{\n";
        yield return $"{indentation}foreach (var {batch} in {inputs}.Chunk({this.MaxBatch})){brace}{indentation}{unit}{results}.AddRange({this.CallOn(batch)});\n{indentation}}}\n";
    }

    /// <summary>Whether <c>List</c>, <c>Select</c> and <c>Chunk</c> can be written here.</summary>
    public bool HasLinq() =>
        this.Model.LookupNamespacesAndTypes(this.Call.SpanStart, name: "Enumerable").OfType<INamedTypeSymbol>()
            .Any(type => type.ContainingNamespace.ToDisplayString() == "System.Linq" && type.GetMembers("Chunk").Length > 0);

    /// <summary>Whether receiver and other arguments are the same on every turn.</summary>
    private bool IsRestInvariant(IInvocationOperation operation)
    {
        foreach (var argument in operation.Arguments)
        {
            if (argument.ArgumentKind != ArgumentKind.DefaultValue
                && !argument.Syntax.Span.Contains(this.Input.Syntax.Span)
                && !this.Region.IsInvariant(argument.Value))
            {
                return false;
            }
        }

        return operation.Instance is not { } instance || this.Region.IsInvariant(instance);
    }

    private string ListType() =>
        this.Model.LookupNamespacesAndTypes(this.Call.SpanStart, name: "List").OfType<INamedTypeSymbol>().Any(type => type.Arity == 1 && type.ContainingNamespace.ToDisplayString() == "System.Collections.Generic")
            ? "List"
            : "System.Collections.Generic.List";

    private string CallOn(string batch) => this.callOfBatch.Replace("\0", batch);

    private bool BindBatch(RoleMatch match, MemberAccessExpressionSyntax access, IInvocationOperation operation, IMethodSymbol batch, ITypeSymbol inputType, string suffix)
    {
        if (!this.IsRestInvariant(operation))
        {
            return false;
        }

        // The arguments besides the input go by name, since the list overload may have them elsewhere.
        var arguments = new List<string> { "\0" };
        foreach (var argument in operation.Arguments)
        {
            if (argument.ArgumentKind != ArgumentKind.Explicit || argument.Syntax is not ArgumentSyntax syntax || syntax.Span.Contains(this.Input.Syntax.Span))
            {
                continue;
            }

            if (argument.Parameter is not { } parameter || batch.Parameters.All(other => other.Name != parameter.Name))
            {
                return false;
            }

            arguments.Add($"{parameter.Name}: {syntax.Expression}");
        }

        var call = $"{access.Expression.WithoutTrivia()}.{batch.Name}({string.Join(", ", arguments)})";
        var probe = SyntaxFactory.ParseExpression(call.Replace("\0", $"default({inputType.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}[])!"));
        if (this.Model.GetSpeculativeSymbolInfo(this.Call.SpanStart, probe, SpeculativeBindingOption.BindAsExpression).Symbol is not IMethodSymbol bound
            || !SymbolEqualityComparer.Default.Equals(bound.OriginalDefinition, batch.OriginalDefinition) && !Implements(bound, batch))
        {
            return false;
        }

        ITypeSymbol? type = bound.ReturnType;
        var isAsync = type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 1 };
        if (isAsync)
        {
            type = ((INamedTypeSymbol)type).TypeArguments[0];
        }
        else if (this.Await is not null)
        {
            return false;
        }

        this.GivesTask = isAsync && this.Await is null;
        var value = match.Line[Keys.Value];
        type = value is null || type is null ? type : type.GetMembers(value).OfType<IPropertySymbol>().FirstOrDefault()?.Type;
        if (type is null || ElementOf(type) is not { } element)
        {
            return false;
        }

        var member = match.Role == Roles.EmbedOne ? match.Line[Keys.Result] : null;
        if (member is not null && element.GetMembers(member).Length == 0)
        {
            return false;
        }

        this.ElementType = element;
        this.ElementMember = member is null ? "" : "." + member;
        var awaited = isAsync ? $"await {call}{suffix}" : call;
        this.callOfBatch = value is null ? awaited : $"({awaited}).{value}";
        return true;
    }

    private static bool Implements(IMethodSymbol bound, IMethodSymbol contract) =>
        bound.ContainingType.AllInterfaces.Any(type => type.GetMembers(contract.Name).Any(member =>
            SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, contract.OriginalDefinition)
            && SymbolEqualityComparer.Default.Equals(bound.ContainingType.FindImplementationForInterfaceMember(member), bound)));

    private static ITypeSymbol? ElementOf(ITypeSymbol type) =>
        (type is INamedTypeSymbol named ? type.AllInterfaces.Add(named) : type.AllInterfaces)
            .FirstOrDefault(contract => contract.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?.TypeArguments[0];

    /// <summary>
    /// The whole of <c>(await call.ConfigureAwait(false))</c>, and of <c>[0]</c> or <c>.Value</c> after it where the call wraps what the
    /// loop is after; null when that is missing.
    /// </summary>
    private static ExpressionSyntax? Unwrapped(InvocationExpressionSyntax call, CatalogLine line, bool isSingleElement, out AwaitExpressionSyntax? awaited, out string suffix)
    {
        ExpressionSyntax result = call;
        suffix = "";
        if (result.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured })
        {
            suffix = "." + configured.ToString().Substring(configured.ToString().LastIndexOf("ConfigureAwait", StringComparison.Ordinal));
            result = configured;
        }

        awaited = result.Parent as AwaitExpressionSyntax;
        result = awaited ?? result;
        result = WithParentheses(result);
        if (isSingleElement)
        {
            return result.Parent is ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } indexes } element && element.Expression == result && indexes[0].ToString() == "0"
                ? WithParentheses(element)
                : null;
        }

        if (line[Keys.Value] is not { } value)
        {
            return result;
        }

        return result.Parent is MemberAccessExpressionSyntax access && access.Expression == result && access.Name.Identifier.ValueText == value ? access : null;
    }

    private static ExpressionSyntax WithParentheses(ExpressionSyntax expression)
    {
        while (expression.Parent is ParenthesizedExpressionSyntax parenthesized)
        {
            expression = parenthesized;
        }

        return expression;
    }
}
