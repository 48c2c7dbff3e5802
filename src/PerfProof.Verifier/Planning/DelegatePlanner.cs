using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using PerfProof.KernelHost;
using PerfProof.Pairs;

namespace PerfProof.Planning;

/// <summary>
/// Makes an experiment of two delegates: the methods behind them are found again, by name, in their assemblies, which the
/// child process loads. What a delegate carries with it (captured variables, an object) does not get there.
/// </summary>
internal static class DelegatePlanner
{
    /// <summary>The experiment.</summary>
    /// <exception cref="ArgumentException">A delegate cannot be compared; the message says why, and what to do.</exception>
    public static Experiment Plan(Delegate before, Delegate after, Delegate? oracle, SizePlan? sizes, Precision precision)
    {
        var (first, second) = (MethodOf(before, nameof(before)), MethodOf(after, nameof(after)));
        Match(first, second, nameof(after), alsoResult: true);
        var truth = oracle is null ? null : MethodOf(oracle, nameof(oracle));
        if (truth is not null)
        {
            Match(first, truth, nameof(oracle), alsoResult: false);
        }

        var parameters = first.GetParameters();
        return new(ExperimentKind.Host, Subject.Code, "managed", $"{Display(first)} against {Display(second)}", Side("before", first), Side("after", second))
        {
            Oracle = truth is null ? null : Side("oracle", truth),
            DeclaredChange = PairPlanner.Declared(precision),
            Tolerance = PairPlanner.Owed(precision),
            Sizes = sizes ?? (parameters.Any(TakesSize) ? SizePlan.Sweep(16, 1 << 18) : SizePlan.None),
            Hints = parameters.SelectMany(Hints).ToImmutableDictionary(StringComparer.Ordinal),
            WhyUntimed = new[] { first, second }.Select(Unoptimised).FirstOrDefault(reason => reason is not null),
            Frameworks = Frameworks(),
        };
    }

    private static MethodInfo MethodOf(Delegate side, string name)
    {
        var method = side.Method;
        if (side.GetInvocationList().Length > 1)
        {
            throw new ArgumentException("it is several methods in one delegate: hand over one.", name);
        }

        if (method.DeclaringType is not { } type || type.Assembly.Location.Length == 0)
        {
            throw new ArgumentException($"{method.Name} is in no assembly on the disk, from which the measuring process could load it: hand over a method of your project.", name);
        }

        if (method.IsGenericMethod || type.IsGenericType)
        {
            throw new ArgumentException($"{Display(method)} is generic: wrap it into a lambda with the types that it is used with.", name);
        }

        if (side.Target is null)
        {
            return method;
        }

        if (method.IsStatic)
        {
            throw new ArgumentException($"{Display(method)} is bound to its first argument, which the measuring process does not have: hand over a lambda that takes it as a parameter.", name);
        }

        // A lambda that captures nothing is a method of an object without fields.
        if (State(type) is { Count: > 0 } state)
        {
            throw new ArgumentException(
                type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
                    ? $"the lambda captures {string.Join(", ", state)}: it is run in processes of its own, which do not have that. Make it a parameter, a constant or a static member, and write 'static' before the lambda to keep it so."
                    : $"{Display(method)} belongs to an object with fields ({string.Join(", ", state)}): it is run in processes of its own, which do not have that object. Hand over a static method.",
                name);
        }

        return method;
    }

    private static List<string> State(Type type)
    {
        var fields = new List<string>();
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            fields.AddRange(declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                // The compiler's name for a captured 'this' means nothing to its user.
                .Select(field => field.Name.Contains("__this", StringComparison.Ordinal) ? "'this'" : $"'{field.Name}'"));
        }

        return fields;
    }

    private static void Match(MethodInfo before, MethodInfo other, string name, bool alsoResult)
    {
        var (expected, given) = (before.GetParameters(), other.GetParameters());
        if (expected.Length != given.Length || expected.Zip(given).Any(pair => pair.First.Name != pair.Second.Name || pair.First.ParameterType != pair.Second.ParameterType))
        {
            throw new ArgumentException($"{Display(other)} takes ({Signature(given)}) where {Display(before)} takes ({Signature(expected)}): both take the same, under the same names, since inputs are made up by them.", name);
        }

        if (alsoResult && before.ReturnType != other.ReturnType)
        {
            throw new ArgumentException($"{Display(other)} returns {other.ReturnType.Name} and {Display(before)} returns {before.ReturnType.Name}: both return the same.", name);
        }
    }

    private static string Signature(IEnumerable<ParameterInfo> parameters) =>
        string.Join(", ", parameters.Select(parameter => $"{parameter.ParameterType.Name} {parameter.Name}"));

    private static IEnumerable<KeyValuePair<string, string>> Hints(ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<LengthAttribute>() is { } length)
        {
            yield return SizeFormula.Parse(length.Formula) is not null
                ? new(parameter.Name + ".Length", length.Formula)
                : throw new ArgumentException($"'{length.Formula}', the [Length] of {parameter.Name}, is none: write a sum of products of whole numbers and n, such as \"n*n\" or \"2*n + 1\".");
        }

        if (parameter.GetCustomAttribute<ValueAttribute>() is { } value)
        {
            yield return new(parameter.Name!, Convert.ToString(value.Value, CultureInfo.InvariantCulture)!);
        }

        if (parameter.GetCustomAttribute<BetweenAttribute>() is { } between)
        {
            yield return double.IsFinite(between.Smallest) && double.IsFinite(between.Largest) && between.Smallest <= between.Largest
                ? new(parameter.Name + ".Between", string.Create(CultureInfo.InvariantCulture, $"{between.Smallest:R}..{between.Largest:R}"))
                : throw new ArgumentException($"[Between] of {parameter.Name} takes the smallest number and the largest, such as [Between(0, 1)].");
        }
    }

    private static VariantSpec Side(string name, MethodInfo method)
    {
        var assembly = method.DeclaringType!.Assembly.Location;
        return new(
            name,
            assembly,
            // What a build puts beside a test is what it needs.
            [assembly, .. Directory.GetFiles(Path.GetDirectoryName(assembly)!, "*.dll").Where(file => file != assembly).Order(StringComparer.Ordinal)],
            method.DeclaringType.FullName!,
            method.Name,
            [.. method.GetParameters().Select(parameter => parameter.ParameterType.Name)]);
    }

    private static string? Unoptimised(MethodInfo method)
    {
        var assembly = method.DeclaringType!.Assembly;
        return assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true }
            ? $"{assembly.GetName().Name} is built without optimisation, so that its times say nothing: run the tests with '-c Release', or set <Optimize>true</Optimize> in the project"
            : null;
    }

    /// <summary>The shared frameworks that this process runs on besides the base one: the code under test was built for them.</summary>
    private static ImmutableArray<string> Frameworks()
    {
        const string Web = "Microsoft.AspNetCore.App";
        var assemblies = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Replace('\\', '/');
        return assemblies.Contains($"/shared/{Web}/", StringComparison.Ordinal) ? [Web] : [];
    }

    private static bool TakesSize(ParameterInfo parameter) =>
        (!parameter.ParameterType.IsPrimitive && !parameter.ParameterType.IsEnum) || parameter.ParameterType == typeof(int) || parameter.ParameterType == typeof(long);

    private static string Display(MethodInfo method) =>
        method.Name.StartsWith('<') ? $"the lambda in {method.Name[1..method.Name.IndexOf('>', StringComparison.Ordinal)]}" : $"{method.DeclaringType?.Name}.{method.Name}";
}
