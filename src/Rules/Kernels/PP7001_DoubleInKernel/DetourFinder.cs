using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>
/// Finds detours through double. A sum kept in double, a cast to double written by hand, a long, or anything else that may be
/// meant makes an expression no detour, and every expression that shares a variable with it.
/// </summary>
internal sealed class DetourFinder
{
    private readonly RoleCatalog catalog;
    private readonly MemberIndex index;
    private readonly Dictionary<ILocalSymbol, Part> locals = new(SymbolEqualityComparer.Default);
    private readonly List<Part> ends = [];

    private DetourFinder(IOperation body, RoleCatalog catalog)
    {
        this.catalog = catalog;
        this.index = MemberIndex.Of(body);
    }

    /// <summary>The detours of a body, in order.</summary>
    public static IEnumerable<Detour> Find(IOperation body, RoleCatalog catalog)
    {
        var finder = new DetourFinder(body, catalog);
        var references = new List<ILocalReferenceOperation>();
        foreach (var operation in Operations.Inline(body))
        {
            finder.Visit(operation);
            if (operation is ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Double } reference)
            {
                references.Add(reference);
            }
        }

        finder.DropWhatIsNotContained(references);
        return finder.Groups();
    }

    private void Visit(IOperation operation)
    {
        switch (operation)
        {
            case IConversionOperation { OperatorMethod: null, IsImplicit: false, Operand: { Type.SpecialType: SpecialType.System_Double } operand } conversion
                when IsNarrow(conversion.Type) && !operand.ConstantValue.HasValue:
                this.AddEnd(conversion, operand);
                break;
            case IBinaryOperation { OperatorMethod: null, LeftOperand: { Type.SpecialType: SpecialType.System_Double } left } comparison when IsComparison(comparison.OperatorKind):
                this.AddEnd(comparison, left, comparison.RightOperand);
                break;
            case IVariableDeclaratorOperation { Symbol: { Type.SpecialType: SpecialType.System_Double } local }
                when this.index.OnlyValueOf(local) is { } value && !local.IsConst && !local.IsRef:
                var part = new Part(value);
                if (this.Read(value, part) && IsGivenByTheCode(local, value))
                {
                    this.locals[local] = part;
                }

                break;
        }
    }

    private void AddEnd(IOperation end, params IOperation[] operands)
    {
        var part = new Part(end);
        if (operands.All(operand => this.Read(operand, part)))
        {
            this.ends.Add(part);
        }
    }

    // A variable declared double is meant to be one, unless a function that has only double gave it that type, or it is a number.
    private static bool IsGivenByTheCode(ILocalSymbol local, IOperation value) =>
        value.ConstantValue.HasValue
        || Operations.Unwrap(value) is IInvocationOperation
        || local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().Parent
            is Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclarationSyntax { Type.IsVar: true };

    private static bool IsNarrow(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Single
        or SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
        or SpecialType.System_Int32 or SpecialType.System_UInt32;

    private static bool IsSmallInteger(ITypeSymbol? type) => IsNarrow(type) && type!.SpecialType != SpecialType.System_Single;

    private static bool IsComparison(BinaryOperatorKind kind) => kind
        is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual
        or BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals;

    private static bool IsArithmetic(BinaryOperatorKind kind) => kind
        is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder;

    /// <summary>Reads an expression of type double; false where something in it may need to be double.</summary>
    private bool Read(IOperation operation, Part part)
    {
        if (operation.ConstantValue.HasValue)
        {
            part.IsRounded |= operation.ConstantValue.Value is double number && (float)number != number;
            if (operation.Type?.SpecialType == SpecialType.System_Double && this.Constant(operation) is { } constant)
            {
                part.Causes.Add((operation, constant));
            }

            return operation.Type?.SpecialType is SpecialType.System_Double || IsSmallInteger(operation.Type);
        }

        switch (operation)
        {
            case IParenthesizedOperation parenthesized:
                return this.Read(parenthesized.Operand, part);
            case IConversionOperation { OperatorMethod: null } conversion:
                return this.ReadConversion(conversion, part);
            case IConversionOperation { OperatorMethod.ReturnType: { } result }:
                return IsSmallInteger(result);
            case IBinaryOperation { OperatorMethod: null } binary when IsArithmetic(binary.OperatorKind):
                part.IsRounded = true;
                return this.Read(binary.LeftOperand, part) && this.Read(binary.RightOperand, part);
            case IUnaryOperation { OperatorMethod: null, OperatorKind: UnaryOperatorKind.Minus or UnaryOperatorKind.Plus } unary:
                return this.Read(unary.Operand, part);
            case IConditionalOperation { WhenFalse: { } whenFalse } conditional:
                return this.Read(conditional.WhenTrue, part) && this.Read(whenFalse, part);
            case IInvocationOperation call:
                return this.ReadCall(call, part);
            case ILocalReferenceOperation { Local: var local } when this.index.OnlyValueOf(local) is not null:
                part.Reads.Add(local);
                return true;
            default:
                return false;
        }
    }

    // A cast of a float to double that somebody wrote is meant; one of a whole number only keeps a division from being whole.
    private bool ReadConversion(IConversionOperation conversion, Part part)
    {
        switch (conversion.Operand.Type?.SpecialType)
        {
            case SpecialType.System_Double:
                return this.Read(conversion.Operand, part);
            case SpecialType.System_Single when conversion.IsImplicit:
                part.Floats++;
                return true;
            default:
                return conversion.Type?.SpecialType == SpecialType.System_Double
                    && (IsSmallInteger(conversion.Operand.Type) || conversion.Operand is IConversionOperation { OperatorMethod.ReturnType: { } result } && IsSmallInteger(result));
        }
    }

    private bool ReadCall(IInvocationOperation call, Part part)
    {
        if (call.Type?.SpecialType != SpecialType.System_Double || this.catalog.LineOf(call.TargetMethod, call, Roles.DoubleMath) is not { } line)
        {
            return false;
        }

        part.IsRounded = true;
        part.Causes.Add((call, new DoubleCause(NameOf(call.TargetMethod), IsMath: true, SingleOf(call.TargetMethod, line))));
        return call.Arguments.All(argument => argument.Value.Type?.SpecialType == SpecialType.System_Double
            ? this.Read(argument.Value, part)
            : argument.Value.ConstantValue.HasValue);
    }

    private DoubleCause? Constant(IOperation operation)
    {
        operation = Operations.Unwrap(operation);
        return operation switch
        {
            ILiteralOperation { Type.SpecialType: SpecialType.System_Double } literal =>
                new(literal.Syntax.ToString(), IsMath: false, literal.Syntax.ToString().TrimEnd('d', 'D') + "f"),
            IFieldReferenceOperation { Field: { Type.SpecialType: SpecialType.System_Double } field } => new(NameOf(field), IsMath: false, this.catalog.LineOf(field, Roles.DoubleMath) is { } line ? SingleOf(field, line) : null),
            ILocalReferenceOperation { Local: { Type.SpecialType: SpecialType.System_Double } local } => new(local.Name, IsMath: false, null),
            _ => operation.Type?.SpecialType == SpecialType.System_Double ? new(operation.Syntax.ToString(), IsMath: false, null) : null,
        };
    }

    private static string NameOf(ISymbol member) => member.ContainingType is { } type ? type.Name + "." + member.Name : member.Name;

    private static string? SingleOf(ISymbol method, CatalogLine line)
    {
        if (line.Naming(Keys.Single) is not { Parts: { } parts })
        {
            return null;
        }

        var type = parts.TypeName.Substring(parts.TypeName.LastIndexOf('.') + 1);
        return type == method.ContainingType.Name && parts.MemberName == method.Name ? $"{type}.{method.Name}(float)" : $"{type}.{parts.MemberName}";
    }

    // A variable that is also read where a double is wanted stays one, and so does all that it is made of and made into.
    private void DropWhatIsNotContained(List<ILocalReferenceOperation> references)
    {
        bool changed;
        do
        {
            var contained = this.locals.Values.Concat(this.ends).SelectMany(part => part.Reads.Select(local => (part, local))).ToLookup(pair => pair.local, pair => pair.part, SymbolEqualityComparer.Default);
            var lost = this.locals.Keys
                .Where(local => references.Any(reference => Operations.Same(reference.Local, local) && !contained[local].Any(part => Operations.IsWithin(reference, part.Root))))
                .ToList();
            foreach (var local in lost)
            {
                this.locals.Remove(local);
            }

            var open = this.ends.RemoveAll(part => !part.Reads.All(this.locals.ContainsKey));
            var broken = this.locals.Where(pair => !pair.Value.Reads.All(this.locals.ContainsKey)).Select(pair => pair.Key).ToList();
            foreach (var local in broken)
            {
                this.locals.Remove(local);
            }

            changed = lost.Count + open + broken.Count > 0;
        }
        while (changed);
    }

    private IEnumerable<Detour> Groups()
    {
        var pending = new HashSet<ILocalSymbol>(this.locals.Keys, SymbolEqualityComparer.Default);
        var left = this.ends.ToList();
        while (left.Count > 0)
        {
            var parts = new List<Part> { left[0] };
            left.RemoveAt(0);
            var inGroup = new List<ILocalSymbol>();
            for (var i = 0; i < parts.Count; i++)
            {
                foreach (var local in parts[i].Reads.Where(pending.Remove).ToList())
                {
                    inGroup.Add(local);
                    parts.Add(this.locals[local]);
                    parts.AddRange(left.Where(part => part.Reads.Contains(local)));
                    left.RemoveAll(part => part.Reads.Contains(local));
                    foreach (var user in this.locals.Where(pair => pair.Value.Reads.Contains(local) && pending.Remove(pair.Key)).ToList())
                    {
                        inGroup.Add(user.Key);
                        parts.Add(user.Value);
                        parts.AddRange(left.Where(part => part.Reads.Contains(user.Key)));
                        left.RemoveAll(part => part.Reads.Contains(user.Key));
                    }
                }
            }

            if (parts.Any(static part => part.Floats > 0) && CauseIn(parts) is { } cause)
            {
                yield return new(
                    parts.Where(part => !inGroup.Any(local => this.locals[local] == part)).Select(static part => part.Root).ToImmutableArray(),
                    inGroup.Select(local => (local, this.locals[local].Root)).ToImmutableArray(),
                    cause.Cause,
                    cause.Operation.Syntax.GetLocation(),
                    parts.Count > 1 || parts[0].IsRounded);
            }
        }
    }

    // What stands first; a function before a literal, since it is what costs most.
    private static (IOperation Operation, DoubleCause Cause)? CauseIn(List<Part> parts) =>
        parts.SelectMany(static part => part.Causes)
            .OrderBy(static pair => pair.Cause.IsMath ? 0 : 1)
            .ThenBy(static pair => pair.Operation.Syntax.SpanStart)
            .Select(static pair => ((IOperation, DoubleCause)?)pair)
            .FirstOrDefault();

    private sealed class Part(IOperation root)
    {
        public IOperation Root { get; } = root;

        public HashSet<ILocalSymbol> Reads { get; } = new(SymbolEqualityComparer.Default);

        public List<(IOperation Operation, DoubleCause Cause)> Causes { get; } = [];

        public int Floats { get; set; }

        public bool IsRounded { get; set; }
    }
}
