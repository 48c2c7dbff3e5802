using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace PerfProof.Planning;

/// <summary>A method as an entry, or why it is none.</summary>
/// <param name="Entry">The entry; null where it cannot be run.</param>
/// <param name="Problem">Why it cannot be run, to be read after its name; null where it can.</param>
public sealed record EntryReading(Entry? Entry, string? Problem);

/// <summary>
/// Reads the attributes by which frameworks of tests and benchmarks say how a method is run. What they do for it that a run of many calls in
/// one process cannot do (fixtures, clean-up after each test, data from a method) makes it none.
/// </summary>
internal static class EntryReader
{
    private const string Benchmarks = "BenchmarkDotNet.Attributes";
    private const string XUnit = "Xunit";
    private const string NUnit = "NUnit.Framework";
    private const string MSTest = "Microsoft.VisualStudio.TestTools.UnitTesting";
    private const int MostSizes = 3;

    private static readonly ImmutableArray<(string Space, string Name)> setups =
        [(Benchmarks, "GlobalSetupAttribute"), (NUnit, "OneTimeSetUpAttribute"), (NUnit, "SetUpAttribute"), (MSTest, "TestInitializeAttribute")];

    private static readonly ImmutableArray<(string Space, string Name, string What)> unsupported =
    [
        (Benchmarks, "IterationSetupAttribute", "is set up before each iteration"), (Benchmarks, "ParamsSourceAttribute", "takes values from a method"), (Benchmarks, "ParamsAllValuesAttribute", "takes all values of a type"),
        (NUnit, "TearDownAttribute", "is cleaned up after each test"), (MSTest, "TestCleanupAttribute", "is cleaned up after each test"),
        (MSTest, "ClassInitializeAttribute", "is set up with a context of its runner"),
    ];

    /// <summary>What a method is to whoever runs it.</summary>
    public static EntryKind KindOf(IMethodSymbol method, IMethodSymbol? main) =>
        SymbolEqualityComparer.Default.Equals(method, main) ? EntryKind.Main
        : Has(method, Benchmarks, "BenchmarkAttribute") ? EntryKind.Benchmark
        : Has(method, XUnit, "FactAttribute") || Has(method, NUnit, "TestAttribute") || Has(method, NUnit, "TestCaseAttribute") || Has(method, MSTest, "TestMethodAttribute") ? EntryKind.Test
        : EntryKind.Method;

    /// <summary>The method as an entry.</summary>
    /// <param name="method">The method.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="project">Its project.</param>
    /// <param name="framework">The framework to build it for.</param>
    public static EntryReading Read(IMethodSymbol method, EntryKind kind, Project project, string? framework)
    {
        if (method is not { MethodKind: MethodKind.Ordinary, IsGenericMethod: false, IsAbstract: false } || method.ContainingType.IsGenericType)
        {
            return new(null, "is generic or abstract: name a method that can be called as it is");
        }

        if (Arguments(method) is not { } arguments)
        {
            return new(null, kind is EntryKind.Test or EntryKind.Benchmark
                ? "takes data that its attributes do not state as numbers, texts or enumerations"
                : "needs arguments: name a method without parameters, or one with a string[] for the command line, static or on a class with a parameterless constructor");
        }

        if (!method.IsStatic && (method.ContainingType.IsAbstract || !method.ContainingType.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty)))
        {
            return new(null, kind == EntryKind.Test
                ? "belongs to a class with constructor arguments, which its test runner makes"
                : "needs arguments: it belongs to a class without a parameterless constructor");
        }

        if ((kind == EntryKind.Test ? TestProblem(method) : null) is { } problem)
        {
            return new(null, problem);
        }

        return kind is EntryKind.Test or EntryKind.Benchmark
            ? WithMembers(new(method, project, framework, kind) { Arguments = arguments })
            : new(new(method, project, framework, kind) { Arguments = arguments }, null);
    }

    private static string? TestProblem(IMethodSymbol method)
    {
        var type = method.ContainingType;
        return type.AllInterfaces.FirstOrDefault(contract => contract.Name is "IClassFixture" && IsIn(contract, XUnit)) is { } fixture ? $"belongs to a class with a fixture, {fixture.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}"
            : Attributes(type).Any(attribute => attribute.AttributeClass is { Name: "CollectionAttribute" or "CollectionAttribute`1" } collection && IsIn(collection, XUnit)) ? "belongs to a collection of tests, which may have fixtures"
            : type.AllInterfaces.FirstOrDefault(contract => contract.Name is "IDisposable" or "IAsyncDisposable" or "IAsyncLifetime") is { } cleanup ? $"belongs to a class that is cleaned up after each test ({cleanup.Name})"
            : Attributes(method).Any(attribute => attribute.NamedArguments.Any(argument => argument is { Key: "Skip", Value.IsNull: false })) || Has(method, NUnit, "IgnoreAttribute") || Has(method, MSTest, "IgnoreAttribute") ? "is skipped by its author"
            : null;
    }

    private static EntryReading WithMembers(Entry entry)
    {
        var setup = ImmutableArray.CreateBuilder<string>();
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var (sized, sizes) = (default(string), SizePlan.None);
        foreach (var member in Members(entry.Method.ContainingType))
        {
            if (Attributes(member).Select(attribute => unsupported.FirstOrDefault(one => Is(attribute.AttributeClass, one.Space, one.Name)).What).OfType<string>().FirstOrDefault() is { } what)
            {
                return new(null, $"belongs to a class that {what} ({member.Name})");
            }

            if (member is IMethodSymbol { Parameters.IsEmpty: true } && setups.Any(one => Has(member, one.Space, one.Name)) && IsFor(member, entry.Method))
            {
                setup.Add(member.MetadataName);
            }

            if (Attributes(member).FirstOrDefault(attribute => Is(attribute.AttributeClass, Benchmarks, "ParamsAttribute")) is not { } given)
            {
                continue;
            }

            if (Texts(Flat(given.ConstructorArguments)) is not { Length: > 0 } declared)
            {
                return new(null, $"belongs to a class whose {member.Name} is given what cannot be read from its attribute");
            }

            var whole = declared.Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 0).Distinct().Order().ToList();
            if (sized is null && declared.Length > 1 && whole[0] > 0 && TypeOf(member) is { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 })
            {
                (sized, sizes) = (member.Name, new(whole.Count <= MostSizes ? [.. whole] : [whole[0], whole[whole.Count / 2], whole[^1]], IsStated: true));
            }
            else
            {
                values.Add(member.Name, declared[0]);
            }
        }

        // Set-up of the whole comes before that of each.
        var order = setups.Select(one => one.Name).ToList();
        var ordered = Members(entry.Method.ContainingType).OfType<IMethodSymbol>().Where(method => setup.Contains(method.MetadataName))
            .OrderBy(method => order.FindIndex(name => Attributes(method).Any(attribute => attribute.AttributeClass?.Name == name)));
        return new(entry with { Setup = [.. ordered.Select(method => method.MetadataName).Distinct()], Values = values.ToImmutable(), SizedMember = sized, Sizes = sizes }, null);
    }

    /// <summary>The arguments that the declaration gives; null where it gives none for some parameter.</summary>
    private static ImmutableDictionary<string, string>? Arguments(IMethodSymbol method)
    {
        var parameters = method.Parameters;
        if (parameters.All(parameter => parameter.HasExplicitDefaultValue)
            || parameters is [{ Type: IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_String } }])
        {
            return ImmutableDictionary<string, string>.Empty;
        }

        foreach (var attribute in Attributes(method).Where(attribute => attribute.AttributeClass is { } type
            && (Is(type, XUnit, "InlineDataAttribute") || Is(type, NUnit, "TestCaseAttribute") || Is(type, MSTest, "DataRowAttribute") || Is(type, Benchmarks, "ArgumentsAttribute"))))
        {
            if (Texts(Flat(attribute.ConstructorArguments)) is { } texts && texts.Length == parameters.Length)
            {
                return parameters.Zip(texts).ToImmutableDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
            }
        }

        return null;
    }

    // The values of a "params object[]", one by one.
    private static IEnumerable<TypedConstant> Flat(ImmutableArray<TypedConstant> given) =>
        given.SelectMany(constant => constant.Kind == TypedConstantKind.Array ? constant.IsNull ? [constant] : constant.Values.AsEnumerable() : [constant]);

    private static ImmutableArray<string>? Texts(IEnumerable<TypedConstant> constants)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var constant in constants)
        {
            if (constant is not { Kind: TypedConstantKind.Primitive or TypedConstantKind.Enum, Value: { } value })
            {
                return null;
            }

            texts.Add(Convert.ToString(value, CultureInfo.InvariantCulture)!);
        }

        return texts.ToImmutable();
    }

    private static bool IsFor(ISymbol setup, IMethodSymbol method) => Attributes(setup)
        .SelectMany(attribute => attribute.NamedArguments)
        .Where(argument => argument.Key is "Target" or "Targets")
        .All(argument => (argument.Value.Kind == TypedConstantKind.Array ? argument.Value.Values : [argument.Value]).Any(target => target.Value is string name && name == method.Name));

    private static IEnumerable<ISymbol> Members(INamedTypeSymbol type)
    {
        // Those of a base class first, as frameworks set up.
        return (type.BaseType is { SpecialType: SpecialType.None } inherited ? Members(inherited) : []).Concat(type.GetMembers());
    }

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch { IFieldSymbol field => field.Type, IPropertySymbol property => property.Type, _ => null };

    private static ImmutableArray<AttributeData> Attributes(ISymbol symbol) => symbol.GetAttributes();

    private static bool Has(ISymbol symbol, string space, string name) => Attributes(symbol).Any(attribute => Is(attribute.AttributeClass, space, name));

    // A theory is a fact to xunit, and a test method with rows a test method to MSTest.
    private static bool Is(INamedTypeSymbol? type, string space, string name) =>
        type is not null && ((type.Name == name && IsIn(type, space)) || Is(type.BaseType, space, name));

    private static bool IsIn(INamedTypeSymbol type, string space) => type.ContainingNamespace?.ToDisplayString() == space;
}
