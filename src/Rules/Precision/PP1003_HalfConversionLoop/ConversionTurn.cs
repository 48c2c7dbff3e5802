using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>
/// A loop whose turns each convert an element and store the result in an element, whatever its form: other arithmetic may stand around the
/// conversion, and bytes, running offsets and local variables between the two.
/// </summary>
/// <param name="Read">The conversion.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="IsPlain">Whether nothing is computed with the value.</param>
internal sealed record ConversionTurn(HalfConversionRead Read, ExpressionSyntax Place, bool IsPlain)
{
    /// <summary>Reads a loop, or a call that runs a lambda for each index; null where a turn does anything else as well.</summary>
    internal static ConversionTurn? Of(SyntaxNode node, SemanticModel model, RoleCatalog catalog)
    {
        switch (node)
        {
            case ForStatementSyntax loop:
                return new Reader(loop.Statement, loop.Incrementors, model, catalog).Find(loop, IsShort(loop, model));
            case ForEachStatementSyntax loop:
                var each = new Reader(loop.Statement, [], model, catalog);
                each.Steps.Element = model.GetDeclaredSymbol(loop);
                return each.Find(loop, isShort: false);
            case WhileStatementSyntax loop:
                return new Reader(loop.Statement, [], model, catalog).Find(loop, isShort: false);
            case DoStatementSyntax loop:
                return new Reader(loop.Statement, [], model, catalog).Find(loop, isShort: false);
            case InvocationExpressionSyntax call:
                return OfParallel(call, model, catalog);
            default:
                return null;
        }
    }

    private static ConversionTurn? OfParallel(InvocationExpressionSyntax call, SemanticModel model, RoleCatalog catalog)
    {
        if (call is not { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "For" }, ArgumentList.Arguments: { Count: 3 or 4 } arguments }
            || arguments.Last().Expression is not LambdaExpressionSyntax lambda
            || HalfConversion.Parameter(lambda) is not { } parameter
            || model.GetSymbolInfo(call).Symbol is not IMethodSymbol { ContainingType: { Name: "Parallel" } type }
            || type.ContainingNamespace.ToDisplayString() != "System.Threading.Tasks"
            || model.GetDeclaredSymbol(parameter) is not { } index)
        {
            return null;
        }

        var reader = lambda.ExpressionBody is { } body ? new Reader(body, model, catalog) : new Reader(lambda.Block!, [], model, catalog);
        reader.Steps.CountsUp(index);
        return reader.Find(call, isShort: false);
    }

    private static bool IsShort(ForStatementSyntax loop, SemanticModel model) =>
        loop.Condition is BinaryExpressionSyntax condition
        && model.GetConstantValue(condition.Right) is { HasValue: true, Value: int and <= HalfConversionLoop.FewElements };

    private sealed class Reader
    {
        private readonly SemanticModel model;
        private readonly HalfConversionReader reader;
        private readonly List<ExpressionSyntax> expressions = [];
        private readonly List<SyntaxNode> turn;
        private readonly bool isSimple;

        internal Reader(StatementSyntax body, IEnumerable<ExpressionSyntax> behind, SemanticModel model, RoleCatalog catalog)
        {
            this.model = model;
            this.reader = new(model, catalog, null);
            this.turn = [body, .. behind];
            this.Steps = new(this.turn, model);
            this.isSimple = true;
            foreach (var statement in HalfConversion.StatementsOf(body))
            {
                switch (statement)
                {
                    case ExpressionStatementSyntax { Expression: var expression }:
                        this.expressions.Add(expression);
                        break;
                    case EmptyStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 }:
                        break;
                    default:
                        this.isSimple = false;
                        break;
                }
            }
        }

        internal Reader(ExpressionSyntax body, SemanticModel model, RoleCatalog catalog)
        {
            this.model = model;
            this.reader = new(model, catalog, null);
            this.turn = [body];
            this.Steps = new(this.turn, model);
            this.expressions.Add(body);
            this.isSimple = true;
        }

        internal TurnSteps Steps { get; }

        internal ConversionTurn? Find(SyntaxNode loop, bool isShort)
        {
            if (!this.isSimple || !this.turn[0].DescendantNodesAndSelf().All(this.IsArithmetic))
            {
                return null;
            }

            ConversionTurn? found = null;
            foreach (var expression in this.expressions)
            {
                if (this.Stored(expression) is not { } stored || (isShort && !IsPartOfMore(loop, stored.Target, this.model)))
                {
                    continue;
                }

                var conversions = this.ConversionsIn(stored.Value).ToList();

                // What is widened, computed with and narrowed again is arithmetic on half values: another rule's.
                if (conversions.Count == 0 || conversions.Any(one => one.Read.ToSingle != conversions[0].Read.ToSingle))
                {
                    if (conversions.Count > 0)
                    {
                        return null;
                    }

                    continue;
                }

                var conversion = conversions.FirstOrDefault(one => one.Read.ToSingle ? this.Widens(one.Read, stored) : this.Narrows(one, stored));
                if (conversion.Read is not null)
                {
                    var whole = this.Steps.Followed(stored.Value);
                    found ??= new(conversion.Read, conversion.Place, whole == conversion.Place && (conversion.Read.ToSingle || this.IsElement(conversion.Read.Element)));
                }
            }

            return found;
        }

        /// <summary>A short loop that is part of one with many turns: its target is indexed by that one's variable too.</summary>
        private static bool IsPartOfMore(SyntaxNode loop, ExpressionSyntax target, SemanticModel model)
        {
            var outer = loop.Ancestors().TakeWhile(node => node is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax)).OfType<ForStatementSyntax>()
                .Where(outer => !IsShort(outer, model))
                .SelectMany(outer => outer.Declaration?.Variables ?? default)
                .Select(variable => model.GetDeclaredSymbol(variable));
            var names = target.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => model.GetSymbolInfo(name).Symbol).ToList();
            return outer.Any(variable => names.Contains(variable, SymbolEqualityComparer.Default));
        }

        /// <summary>What an expression stores in an element that another turn does not store in, and where.</summary>
        private (ExpressionSyntax Target, ExpressionSyntax Value, ITypeSymbol? Type)? Stored(ExpressionSyntax expression)
        {
            switch (expression)
            {
                case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment when this.IsElementOfTurn(assignment.Left):
                    return (assignment.Left, assignment.Right, this.TypeOf(assignment.Left));

                // list.Add(value), tensor.SetValue(i, value), BinaryPrimitives.WriteHalfLittleEndian(bytes.Slice(2 * i), value)
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, ArgumentList.Arguments: { Count: 1 or 2 } arguments }
                    when access.Name.Identifier.ValueText switch
                    {
                        "Add" => arguments.Count == 1,
                        "SetValue" => arguments.Count == 2 && this.Steps.Varies(arguments[0].Expression),
                        "WriteHalfLittleEndian" or "WriteUInt16LittleEndian" or "WriteInt16LittleEndian" or "TryWriteBytes" => arguments.Count == 2 && this.Steps.Varies(arguments[0].Expression),
                        _ => false,
                    }:
                    return (arguments[0].Expression, arguments.Last().Expression, this.TypeOf(arguments.Last().Expression));
                default:
                    return null;
            }
        }

        private ITypeSymbol? TypeOf(ExpressionSyntax expression) => this.model.GetTypeInfo(expression).Type;

        private bool IsElementOfTurn(ExpressionSyntax expression) => HalfConversionReader.Bare(expression) switch
        {
            ElementAccessExpressionSyntax access => this.IsContainer(access) && access.ArgumentList.Arguments.Any(argument => this.Steps.Varies(argument.Expression)),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PointerIndirectionExpression } pointer => this.Steps.Varies(pointer.Operand),
            _ => false,
        };

        /// <summary>Memory that the host holds: device views are indexed too, but only kernels do that.</summary>
        private bool IsContainer(ElementAccessExpressionSyntax access) => this.TypeOf(access.Expression) switch
        {
            IArrayTypeSymbol or IPointerTypeSymbol => true,
            INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" } => true,
            INamedTypeSymbol type => type.AllInterfaces.Any(contract => 
                contract.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T
                && SymbolEqualityComparer.Default.Equals(contract.TypeArguments[0], this.TypeOf(access))),
            _ => false,
        };

        /// <summary>Conversions within a value, and within the local variables of the turn that it is made of.</summary>
        private IEnumerable<(HalfConversionRead Read, ExpressionSyntax Place)> ConversionsIn(ExpressionSyntax value, int depth = 4)
        {
            value = HalfConversionReader.Bare(value);
            if (this.reader.Conversion(value) is { } conversion)
            {
                yield return (conversion, value);
                value = conversion.Element;
            }

            var followed = this.Steps.Followed(value);
            var parts = followed != value ? [followed] : value.ChildNodes().SelectMany(Expressions);
            foreach (var inner in depth > 0 ? parts.SelectMany(part => this.ConversionsIn(part, followed != value ? depth - 1 : depth)) : [])
            {
                yield return inner;
            }

            static IEnumerable<ExpressionSyntax> Expressions(SyntaxNode node) => node is ExpressionSyntax expression ? [expression] : node.ChildNodes().SelectMany(Expressions);
        }

        /// <summary>Elements of 16 bits, one after the other, become floats.</summary>
        private bool Widens(HalfConversionRead read, (ExpressionSyntax Target, ExpressionSyntax Value, ITypeSymbol? Type) stored) =>
            stored.Type?.SpecialType == SpecialType.System_Single
            && !this.Steps.Followed(stored.Value).DescendantNodesAndSelf().Any(node => node is ConditionalExpressionSyntax or SwitchExpressionSyntax)
            && (read.TakesBytes
                ? read.Element.Parent?.Parent is ArgumentListSyntax { Arguments: var arguments } && arguments.Max(argument => this.StepOfBytes(argument.Expression)) == 2
                : this.IsNext(this.Steps.Followed(read.Element)));

        private bool IsNext(ExpressionSyntax element)
        {
            element = HalfConversionReader.Bare(element);
            switch (element)
            {
                case CastExpressionSyntax cast:
                    return this.IsNext(this.Steps.Followed(cast.Expression));
                // An index that is not written yet has no argument.
                case ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } access:
                    return this.IsContainer(access) && this.TypeOf(access)?.SpecialType != SpecialType.System_Byte
                        && this.Steps.Of(arguments.Last().Expression) == 1;
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PointerIndirectionExpression } pointer:
                    return this.Steps.Of(pointer.Operand) == 1;
                case IdentifierNameSyntax name:
                    return SymbolEqualityComparer.Default.Equals(this.model.GetSymbolInfo(name).Symbol, this.Steps.Element) && this.Steps.Element is not null;
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.BitwiseOrExpression or (int)SyntaxKind.AddExpression } bytes:
                    // bytes[2 * i] | (bytes[2 * i + 1] << 8)
                    var accesses = bytes.DescendantNodes().OfType<ElementAccessExpressionSyntax>().ToList();
                    return accesses.Count == 2 && accesses.All(access => this.StepOfBytes(access) == 2);
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, ArgumentList.Arguments: var arguments }:
                    return access.Name.Identifier.ValueText switch
                    {
                        "ReadHalf" or "ReadUInt16" or "ReadInt16" => arguments.Count == 0,
                        "GetValue" => arguments.Count == 1 && this.Steps.Of(arguments[0].Expression) == 1,
                        "ToHalf" or "ToUInt16" or "ToInt16" or "ReadHalfLittleEndian" or "ReadUInt16LittleEndian" or "ReadInt16LittleEndian" or "Read" =>
                            arguments.Count > 0 && arguments.Max(argument => this.StepOfBytes(argument.Expression)) == 2,
                        _ => false,
                    };
                default:
                    return false;
            }
        }

        /// <summary>How far the place in bytes that an argument says moves per turn.</summary>
        private long? StepOfBytes(ExpressionSyntax argument)
        {
            argument = this.Steps.Followed(argument);
            return argument switch
            {
                ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } index } => index[0].Expression is RangeExpressionSyntax range
                    ? range.LeftOperand is { } start ? this.Steps.Of(start) : 0
                    : this.Steps.Of(index[0].Expression),
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Slice" or "AsSpan" }, ArgumentList.Arguments: { Count: > 0 } slice } => this.Steps.Of(slice[0].Expression),
                _ => this.Steps.Of(argument),
            };
        }

        /// <summary>Values made from elements are stored in 16 bits.</summary>
        private bool Narrows((HalfConversionRead Read, ExpressionSyntax Place) one, (ExpressionSyntax Target, ExpressionSyntax Value, ITypeSymbol? Type) stored) =>
            this.Steps.Followed(stored.Value) == one.Place
            && one.Read.ElementType.SpecialType == SpecialType.System_Single
            && stored.Type?.SpecialType is not (SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Int32 or SpecialType.System_UInt32)
            && this.ReadsElements(one.Read.Element, 4);

        private bool ReadsElements(ExpressionSyntax value, int depth) => value.DescendantNodesAndSelf().OfType<ExpressionSyntax>().Any(part =>
            this.IsElement(part)
            || (depth > 0 && part is IdentifierNameSyntax && this.Steps.Followed(part) is var followed && followed != part && this.ReadsElements(followed, depth - 1)));

        private bool IsElement(ExpressionSyntax expression) => this.Steps.Followed(expression) switch
        {
            IdentifierNameSyntax name => this.Steps.Element is { } element && SymbolEqualityComparer.Default.Equals(this.model.GetSymbolInfo(name).Symbol, element),
            var other => this.IsElementOfTurn(other),
        };

        /// <summary>Whether a node of the turn computes with numbers or reads memory: what awaits, allocates or calls anything else takes the time.</summary>
        private bool IsArithmetic(SyntaxNode node)
        {
            switch (node)
            {
                case AwaitExpressionSyntax or AnonymousFunctionExpressionSyntax or ThrowExpressionSyntax or QueryExpressionSyntax
                    or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or StackAllocArrayCreationExpressionSyntax or InterpolatedStringExpressionSyntax:
                    return false;
                case BaseObjectCreationExpressionSyntax creation:
                    return this.TypeOf(creation)?.IsValueType == true;
                case InvocationExpressionSyntax call:
                    return this.model.GetSymbolInfo(call).Symbol is IMethodSymbol method && (this.reader.Conversion(call) is not null || IsCheap(method));
                default:
                    return true;
            }
        }

        private static bool IsCheap(IMethodSymbol method) =>
            (method.ContainingType.ContainingNamespace?.ToDisplayString() is "System" or "System.Buffers.Binary" or "System.Runtime.InteropServices" or "System.Runtime.CompilerServices"
                && (method.ReturnType.IsValueType || method.ReturnsVoid) && method.ContainingType.Name is not ("Console" or "GC" or "Array"))
            || method.Name is "Add" or "SetValue" or "GetValue" or "ReadHalf" or "ReadUInt16" or "ReadInt16";
    }
}
