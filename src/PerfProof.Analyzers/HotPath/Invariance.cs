using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Proves that a value is the same on every turn. What is not known to be is not.</summary>
internal static class Invariance
{
    private const int MaxDepth = 64;

    // A kind of C# 12 syntax, which the Roslyn that this is compiled against does not name.
    private const int CollectionExpression = 9076;

    // Static properties of the base library that do not change while a program runs.
    private static readonly HashSet<string> constantProperties = new(StringComparer.Ordinal)
    {
        "System.Environment.NewLine", "System.Environment.ProcessorCount", "System.Text.Encoding.UTF8", "System.Text.Encoding.ASCII",
        "System.Text.Encoding.Unicode", "System.Text.Encoding.Latin1", "System.Globalization.CultureInfo.InvariantCulture",
        "System.StringComparer.Ordinal", "System.StringComparer.OrdinalIgnoreCase", "System.TimeSpan.Zero", "System.Threading.CancellationToken.None",
    };

    private static readonly string[] movingNames = ["Now", "UtcNow", "Today", "Elapsed", "Current", "Position", "Next", "IsCompleted", "IsCancellationRequested", "Random", "Shared"];

    public static bool IsInvariant(HotRegion region, RegionFacts facts, IOperation value) =>
        new Prover(region, facts).Prove(value, isContent: true, 0);

    private sealed class Prover(HotRegion region, RegionFacts facts)
    {
        private readonly PathResolver paths = new(region, MemberIndex.Of(region.Owner), System.Collections.Immutable.ImmutableHashSet<ISymbol>.Empty);

        /// <summary>Proves a value; of an object that only its identity matters for, with <paramref name="isContent"/> false.</summary>
        public bool Prove(IOperation? value, bool isContent, int depth)
        {
            if (value is null)
            {
                return true;
            }

            if (depth > MaxDepth)
            {
                return false;
            }

            if (value.ConstantValue.HasValue)
            {
                return true;
            }

            switch (value)
            {
                case ILiteralOperation or IDefaultValueOperation or ITypeOfOperation or ISizeOfOperation or INameOfOperation or IInstanceReferenceOperation:
                    return true;
                case ILocalReferenceOperation local:
                    return this.ProveVariable(local.Local, local.Type, isContent, depth);
                case IParameterReferenceOperation parameter:
                    return this.ProveVariable(parameter.Parameter, parameter.Type, isContent, depth);
                case IFieldReferenceOperation field:
                    return this.ProveMember(field, field.Instance, field.Field, field.Field.IsReadOnly, isContent, depth);
                case IPropertyReferenceOperation { Arguments.Length: 0 } property:
                    return this.ProveProperty(property, isContent, depth);
                case IPropertyReferenceOperation indexer:
                    return this.ProveAll(indexer.Arguments.Select(argument => argument.Value), depth)
                        && this.Prove(indexer.Instance, isContent: true, depth + 1)
                        && !this.IsMoving(indexer.Instance?.Type);
                case IArrayElementReferenceOperation element:
                    return this.ProveAll(element.Indices, depth) && this.Prove(element.ArrayReference, isContent: true, depth + 1);
                case IInvocationOperation call:
                    return this.ProveCall(call, depth);
                case IConversionOperation { OperatorMethod: { } method } conversion:
                    return Effects.IsFramework(method.ContainingType) && this.Prove(conversion.Operand, isContent: true, depth + 1);
                case IBinaryOperation { OperatorMethod: { } method } when !Effects.IsFramework(method.ContainingType):
                    return false;
                case IUnaryOperation { OperatorMethod: { } method } when !Effects.IsFramework(method.ContainingType):
                    return false;
                case IObjectCreationOperation creation:
                    return Effects.IsImmutable(creation.Type) && creation.Initializer is null
                        && this.ProveAll(creation.Arguments.Select(argument => argument.Value), depth);
                case IConversionOperation or IParenthesizedOperation or IConditionalOperation or ICoalesceOperation or ITupleOperation
                    or IBinaryOperation or IUnaryOperation or IInterpolatedStringOperation or IInterpolationOperation or IInterpolatedStringTextOperation
                    or IArrayCreationOperation or IArrayInitializerOperation or IRangeOperation or IAwaitOperation or IDelegateCreationOperation or IIsTypeOperation:
                    return this.ProveAll(value.ChildOperations, depth);
                case IConditionalAccessOperation access:
                    return this.Prove(access.Operation, isContent: true, depth + 1) && this.Prove(access.WhenNotNull, isContent, depth + 1);
                case IConditionalAccessInstanceOperation:
                    // Proved with the access that it belongs to.
                    return true;
                case IAnonymousFunctionOperation lambda:
                    return this.ProveLambda(lambda, depth);
                case IMethodReferenceOperation { Method.MethodKind: not MethodKind.LocalFunction } reference:
                    return Effects.IsPure(reference.Method) && this.Prove(reference.Instance, isContent: true, depth + 1);
                default:
                    return value.Syntax.RawKind == CollectionExpression && this.ProveAll(value.ChildOperations, depth);
            }
        }

        private bool ProveAll(IEnumerable<IOperation> values, int depth)
        {
            foreach (var value in values)
            {
                if (!this.Prove(value, isContent: true, depth + 1))
                {
                    return false;
                }
            }

            return true;
        }

        private bool ProveVariable(ISymbol variable, ITypeSymbol? type, bool isContent, int depth)
        {
            if (Operations.Same(variable, region.Element) || Operations.Same(variable, region.Accumulator) || Operations.Same(variable, region.IndexParameter)
                || facts.Counters.Contains(variable))
            {
                return false;
            }

            if (!facts.Roots.TryGetValue(variable, out var root))
            {
                return !MemberIndex.Of(region.Owner).IsWrittenByInnerFunction(variable) && this.IsDeclaredOutside(variable);
            }

            if (root.IsOuter)
            {
                return root.Writes.Count == 0 && !root.Value.IsWritten
                    && !MemberIndex.Of(region.Owner).IsWrittenByInnerFunction(variable)
                    && (!isContent || this.IsContentStable(root, type));
            }

            // Declared in the region: what its only assignment gives it.
            return root.Writes.Count == 1 && root.Writes[0] is { Operation: IVariableDeclaratorOperation, Value: { } initial }
                && (!isContent || this.IsContentStable(root, type))
                && this.Prove(initial, isContent, depth + 1);
        }

        private bool IsDeclaredOutside(ISymbol variable) =>
            !variable.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == region.Body.Syntax.SyntaxTree && region.Body.Syntax.Span.Contains(reference.Span));

        // Data counts by content; of other objects it only matters which one it is.
        private bool IsContentStable(Root root, ITypeSymbol? type) => !Effects.IsDataHolder(type) || IsUntouched(root);

        private bool IsSizeStable(IOperation holder) =>
            holder.Type is IArrayTypeSymbol
            || (this.paths.Resolve(holder) is { } path && (!facts.Roots.TryGetValue(path.Root, out var root) || !root.IsResized));

        private static bool IsUntouched(Root root) =>
            !root.IsTouched && root.Cells.All(cell => cell == root.Value || !cell.IsWritten);

        private bool ProveMember(IOperation reference, IOperation? instance, ISymbol member, bool isReadOnly, bool isContent, int depth)
        {
            member = member.OriginalDefinition;
            if (instance is not null and not IInstanceReferenceOperation)
            {
                if (!this.Prove(instance, isContent: false, depth + 1) || this.paths.Resolve(instance) is not { } path)
                {
                    return false;
                }

                return !facts.Roots.TryGetValue(path.Root, out var owner)
                    || ((isReadOnly || (!owner.IsTouched && owner.Find(member) is not { IsWritten: true } && !owner.Content.IsWritten))
                        && (Effects.IsImmutable(reference.Type) || !isContent || !Effects.IsDataHolder(reference.Type) || IsUntouched(owner)));
            }

            if (instance is IInstanceReferenceOperation { ReferenceKind: not InstanceReferenceKind.ContainingTypeInstance })
            {
                return false;
            }

            if (!isReadOnly && facts.IsThisTouched)
            {
                return false;
            }

            return !facts.Roots.TryGetValue(member, out var root)
                || ((isReadOnly || (root.Writes.Count == 0 && !root.Value.IsWritten)) && (!isContent || this.IsContentStable(root, reference.Type)));
        }

        private bool ProveProperty(IPropertyReferenceOperation reference, bool isContent, int depth)
        {
            var property = reference.Property;
            if (property.IsStatic && property.DeclaringSyntaxReferences.IsEmpty)
            {
                return constantProperties.Contains(Effects.FullName(property.ContainingType) + "." + property.Name);
            }

            if (movingNames.Any(name => property.Name.StartsWith(name, StringComparison.Ordinal)) || this.IsMoving(property.ContainingType))
            {
                return false;
            }

            if (property.GetMethod is { DeclaringSyntaxReferences.IsEmpty: false } getter && !IsAutoProperty(property) && !this.IsStableGetter(reference, getter))
            {
                return false;
            }

            if (reference.Instance is { } instance && Effects.IsImmutable(instance.Type))
            {
                return this.Prove(instance, isContent: true, depth + 1);
            }

            // The size of a collection changes with its content.
            if (reference.Instance is { } holder and not IInstanceReferenceOperation && Effects.IsDataHolder(holder.Type))
            {
                return this.Prove(holder, isContent: true, depth + 1)
                    || (property.Name is "Length" or "Count" && this.Prove(holder, isContent: false, depth + 1) && this.IsSizeStable(holder));
            }

            return this.ProveMember(reference, reference.Instance, property, property.SetMethod is null && IsAutoProperty(property), isContent, depth);
        }

        private static bool IsAutoProperty(IPropertySymbol property)
        {
            foreach (var member in property.ContainingType.GetMembers())
            {
                if (member is IFieldSymbol { AssociatedSymbol: { } owner } && Operations.Same(owner, property))
                {
                    return true;
                }
            }

            // A parameter of a record becomes a property without a body of its own.
            return property.DeclaringSyntaxReferences.Length > 0
                && property.DeclaringSyntaxReferences[0].GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.ParameterSyntax;
        }

        // A computed property of this: nothing is called in it, and nothing that it mentions is written.
        private bool IsStableGetter(IPropertyReferenceOperation reference, IMethodSymbol getter)
        {
            var own = OwnMethods.Of(getter);
            if (reference.Instance is not (null or IInstanceReferenceOperation) || own.IsUnknown || own.Calls || own.Assigned.Count > 0)
            {
                return false;
            }

            foreach (var name in own.Reads)
            {
                foreach (var member in reference.Property.ContainingType.GetMembers(name))
                {
                    if (facts.Roots.TryGetValue(member.OriginalDefinition, out var root) && (root.Value.IsWritten || !IsUntouched(root)))
                    {
                        return false;
                    }
                }
            }

            return !facts.IsThisTouched;
        }

        private bool ProveCall(IInvocationOperation call, int depth)
        {
            var method = call.TargetMethod;
            if (!Effects.IsPure(method) && !(Effects.OnlyReadsReceiver(method) && method.ContainingType is { } type && Effects.IsFramework(type) && !this.IsMoving(type) && call.Instance is not null))
            {
                return false;
            }

            return this.Prove(call.Instance, isContent: true, depth + 1)
                && !this.IsMoving(call.Instance?.Type)
                && (call.Instance is null || Effects.IsImmutable(call.Instance.Type) || Effects.IsDataHolder(call.Instance.Type) || Effects.IsFramework(call.Instance.Type!))
                && this.ProveAll(call.Arguments.Select(argument => argument.Value), depth);
        }

        private bool IsMoving(ITypeSymbol? type) => type is not null && Effects.IsSelfMoving(type);

        // A lambda is the same when everything that it takes from outside is, and it calls nothing that is not known.
        private bool ProveLambda(IAnonymousFunctionOperation lambda, int depth)
        {
            foreach (var inner in Operations.Inline(lambda.Body))
            {
                var stable = inner switch
                {
                    ILocalReferenceOperation local => IsOwn(local.Local) || this.ProveVariable(local.Local, local.Type, isContent: true, depth + 1),
                    IParameterReferenceOperation parameter => IsOwn(parameter.Parameter) || this.ProveVariable(parameter.Parameter, parameter.Type, isContent: true, depth + 1),
                    IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => this.Prove(field, isContent: true, depth + 1),
                    IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property => this.Prove(property, isContent: true, depth + 1),
                    IInvocationOperation call => Effects.IsPure(call.TargetMethod) || Effects.OnlyReadsReceiver(call.TargetMethod),
                    IAssignmentOperation or IIncrementOrDecrementOperation or IAwaitOperation or IInvalidOperation or IDynamicInvocationOperation => false,
                    _ => true,
                };
                if (!stable)
                {
                    return false;
                }
            }

            return true;

            bool IsOwn(ISymbol symbol) => symbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == lambda.Syntax.SyntaxTree && lambda.Syntax.Span.Contains(reference.Span));
        }
    }
}
