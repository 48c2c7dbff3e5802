using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace PerfProof.KernelHost;

/// <summary>
/// Makes up arguments of any type that can be built from its parts: numbers, texts, collections, records, and services
/// whose implementation the user's own assembly has. The same seed, size and names give the same values on both sides.
/// </summary>
internal sealed class Inputs(Assembly code, ulong seed, int size, Lane lane, IReadOnlyDictionary<string, string> hints, bool hasCollection, Dictionary<Type, object> services)
{
    private const int MaximumDepth = 8;
    private const int VectorLength = 384;
    private const int InnerCount = 6;
    private const int ItemWords = 48;
    private const string LengthHint = ".Length";
    private const string BetweenHint = ".Between";

    /// <summary>Whether anything depended on the seed.</summary>
    public bool IsRandom { get; private set; }

    /// <summary>Seconds that constructors and setters of the user's own types took: what they do is work of the code too.</summary>
    public double ConstructorSeconds { get; private set; }

    // Alone, a number is a rate or a limit, for which no code has to take everything: the wild ones go into collections only.
    private Lane ScalarLane => lane is Lane.SmallIntegers or Lane.Offset ? lane : Lane.Normal;

    /// <summary>A value for a parameter.</summary>
    /// <exception cref="NotSupportedException">No value of the type can be made up; the message says why.</exception>
    public object? Create(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type.IsByRef)
        {
            type = type.GetElementType()!;
        }

        if (type == typeof(string[]) && parameter.Name == "args")
        {
            // A command line: the program is run without one.
            return Array.Empty<string>();
        }

        if (parameter.HasDefaultValue && !hints.ContainsKey(parameter.Name ?? ""))
        {
            return parameter.DefaultValue ?? (type.IsValueType ? Activator.CreateInstance(type) : null);
        }

        return this.Create(type, parameter.Name ?? "", parameter.Name ?? "value", 0);
    }

    /// <summary>An object on which an instance method can be called.</summary>
    /// <exception cref="NotSupportedException">As above.</exception>
    public object Target(Type type) => this.Construct(type, "this", 0);

    /// <summary>How floating-point numbers are moved after they were drawn.</summary>
    public Movement Movement { get; init; } = Movement.None;

    private object? Create(Type type, string name, string path, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw new NotSupportedException($"{type.Name} refers to itself without end");
        }

        if (hints.TryGetValue(name, out var hint) && MadeUp.TryParse(type, hint, size, out var given))
        {
            return given;
        }

        var random = new SeededRandom(seed, path);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return this.Create(underlying, name, path, depth);
        }

        if (type == typeof(string) || type == typeof(ReadOnlySpan<char>))
        {
            this.IsRandom = true;
            // Beside a collection, a text is a header or a question; alone, it is what the code works on.
            return MadeUp.Text(random, name, depth == 0 && (!hasCollection || hints.ContainsKey(name + LengthHint)) ? Math.Max(Math.Min(1, size), this.LengthOf(name)) : ItemWords);
        }

        // What is one of many differs from the others; what is alone is a size or a switch.
        var isItem = path.Contains('[', StringComparison.Ordinal);
        if (this.Scalar(type, name, random, isItem) is { } scalar)
        {
            // Whole numbers are sizes, and depend on nothing else, but where a range is given.
            this.IsRandom |= isItem || hints.ContainsKey(name + BetweenHint) || !type.IsEnum && Type.GetTypeCode(type) is not (TypeCode.Boolean or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 or TypeCode.UInt32 or TypeCode.UInt64);
            return this.Movement.Of(scalar, path, this.RangeOf(name));
        }

        if (type == typeof(CancellationToken) || type == typeof(object))
        {
            return type == typeof(object) ? new object() : CancellationToken.None;
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            throw new NotSupportedException($"parameter '{name}' is a delegate ({type.Name}), and what it should do is not known");
        }

        return this.Collection(type, name, path, depth)
            ?? this.Construct(type, path, depth);
    }

    private object? Scalar(Type type, string name, SeededRandom random, bool isItem) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => Enum.GetValues(type) is { Length: > 0 } values ? values.GetValue(isItem || lane != Lane.Normal ? random.Below(values.Length) : 0) : Activator.CreateInstance(type),
        _ when this.RangeOf(name) is { } range && IsNumber(type) => Numbers.ToType(range.Number(random, this.ScalarLane, Numbers.IsWhole(type)), type),
        _ when type == typeof(Half) => (Half)random.Number(this.ScalarLane, (double)Half.Epsilon),
        _ when type == typeof(Guid) => new Guid(BitConverter.GetBytes(random.Next()).Concat(BitConverter.GetBytes(random.Next())).ToArray()),
        _ when type == typeof(DateTime) => DateTime.UnixEpoch.AddDays(random.Below(20_000)),
        _ when type == typeof(TimeSpan) => TimeSpan.FromMinutes(random.Below(1_000)),
        _ when type == typeof(Uri) => new Uri("https://example.invalid/"),
        TypeCode.Single => (float)random.Number(this.ScalarLane, float.Epsilon),
        TypeCode.Double => random.Number(this.ScalarLane, double.Epsilon),
        TypeCode.Decimal => (decimal)random.Number(this.ScalarLane, 0),
        // What is typical of a switch is off.
        TypeCode.Boolean => (isItem || lane != Lane.Normal) && random.Below(2) == 1,
        TypeCode.Char => (char)('a' + random.Below(26)),
        TypeCode.Int32 or TypeCode.Int64 or TypeCode.Int16 or TypeCode.UInt32 or TypeCode.UInt64 => Numbers.ToType(this.Whole(name, random, isItem), type),
        TypeCode.UInt16 => (ushort)random.Below(ushort.MaxValue),
        TypeCode.Byte => (byte)random.Below(256),
        TypeCode.SByte => (sbyte)(random.Below(256) - 128),
        _ => null,
    };

    // A whole number is mostly a size; its name says which. Guesses must be valid before they are typical:
    // an index of 0 is in range, a budget of 128 tokens is passed by any text worth splitting.
    private int Whole(string name, SeededRandom random, bool isItem)
    {
        var lower = name.ToLowerInvariant();
        return lower switch
        {
            _ when lower.Contains("overlap", StringComparison.Ordinal) => 8,
            _ when lower.Contains("max", StringComparison.Ordinal) || lower.Contains("limit", StringComparison.Ordinal) || lower.Contains("budget", StringComparison.Ordinal) => 128,
            _ when lower.Contains("start", StringComparison.Ordinal) || lower.Contains("offset", StringComparison.Ordinal) || lower.Contains("index", StringComparison.Ordinal) => 0,
            _ when lower.Contains("batch", StringComparison.Ordinal) => 32,
            "k" or "top" or "topk" => 5,
            "seed" => 42,
            _ when lower.Contains("dim", StringComparison.Ordinal) => VectorLength,
            _ => isItem ? 1 + random.Below(Math.Max(1, size)) : size,
        };
    }

    /// <summary>Whether a method takes a collection, which then is what its size is about.</summary>
    public static bool HasCollection(MethodInfo method) =>
        method.GetParameters().Any(parameter => ElementType(parameter.ParameterType, out _) is not null && parameter.ParameterType != typeof(ReadOnlySpan<char>));

    private object? Collection(Type type, string name, string path, int depth)
    {
        var element = ElementType(type, out var kind);
        if (element is null)
        {
            return null;
        }

        if (kind == typeof(Dictionary<,>))
        {
            var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments()))!;
            for (var i = 0; i < (depth == 0 ? size : InnerCount); i++)
            {
                var key = type.GetGenericArguments()[0] == typeof(string) ? "key" + i : this.Create(type.GetGenericArguments()[0], name, $"{path}.key{i}", depth + 1)!;
                dictionary[key] = this.Create(type.GetGenericArguments()[1], name, $"{path}[{i}]", depth + 1);
            }

            return dictionary;
        }

        var count = depth == 0 ? this.LengthOf(name) : IsNumber(element) ? VectorLength : InnerCount;
        var array = this.Items(element, name, path, depth, count);
        if (kind == typeof(Array))
        {
            return array;
        }

        return kind == typeof(List<>) || kind == typeof(HashSet<>) || kind == typeof(Queue<>)
            ? Activator.CreateInstance(kind.MakeGenericType(element), array)
            : Activator.CreateInstance(type, array);
    }

    /// <summary>How many elements a parameter gets: the size, or what the hint <c>name.Length</c> makes of it (<c>1024</c>, <c>384n</c>, <c>8+384n</c>).</summary>
    private int LengthOf(string name)
    {
        if (!hints.TryGetValue(name + LengthHint, out var hint))
        {
            return size;
        }

        var length = (SizeFormula.Parse(hint) ?? throw new NotSupportedException($"'{hint}' is no length for '{name}'")).At(size);
        return length >= 0 && length <= Array.MaxLength ? (int)length : throw new NotSupportedException($"'{name}' would have {length} elements");
    }

    private Array Items(Type element, string name, string path, int depth, int count)
    {
        var array = this.Drawn(element, name, path, depth, count);
        this.Movement.Apply(array, path, this.RangeOf(name), staysSorted: lane == Lane.Sorted);
        return array;
    }

    private Array Drawn(Type element, string name, string path, int depth, int count)
    {
        var array = Array.CreateInstance(element, count);
        var random = new SeededRandom(seed, path);
        this.IsRandom |= count > 0 && IsNumber(element);
        if (this.RangeOf(name) is { } range && IsNumber(element))
        {
            for (var i = 0; i < count; i++)
            {
                array.SetValue(Numbers.ToType(range.Number(random, lane, Numbers.IsWhole(element)), element), i);
            }

            if (lane == Lane.Sorted)
            {
                Array.Sort(array);
            }

            return array;
        }

        if (new RandomArrays(lane, keepsIndices: hints.ContainsKey(Request.IndicesHint)).TryFill(array, random))
        {
            return array;
        }

        for (var i = 0; i < count; i++)
        {
            array.SetValue(this.Create(element, name, $"{path}[{i}]", depth + 1), i);
        }

        return array;
    }

    private NumberRange? RangeOf(string name) => !hints.TryGetValue(name + BetweenHint, out var hint)
        ? null
        : NumberRange.Parse(hint) ?? throw new NotSupportedException($"'{hint}' is no range for '{name}'");

    private static bool IsNumber(Type type) => type.IsPrimitive || type == typeof(Half);

    /// <summary>What a collection type holds, and the type to build it with: <see cref="Array"/>, <c>List&lt;&gt;</c>, a constructor over an array (memory), <c>Dictionary&lt;,&gt;</c>.</summary>
    private static Type? ElementType(Type type, out Type kind)
    {
        kind = typeof(Array);
        if (type.IsByRef)
        {
            type = type.GetElementType()!;
        }

        if (type.IsArray)
        {
            return type.GetArrayRank() == 1 ? type.GetElementType() : throw new NotSupportedException("arrays of several dimensions cannot be made up");
        }

        if (!type.IsGenericType)
        {
            return null;
        }

        var definition = type.GetGenericTypeDefinition();
        var first = type.GetGenericArguments()[0];
        if (definition == typeof(Span<>) || definition == typeof(ReadOnlySpan<>))
        {
            return first;
        }

        kind = definition switch
        {
            _ when definition == typeof(Memory<>) || definition == typeof(ReadOnlyMemory<>) || definition == typeof(ArraySegment<>) => definition,
            _ when definition == typeof(Dictionary<,>) || definition == typeof(IDictionary<,>) || definition == typeof(IReadOnlyDictionary<,>) => typeof(Dictionary<,>),
            _ when definition == typeof(HashSet<>) || definition == typeof(ISet<>) || definition == typeof(IReadOnlySet<>) => typeof(HashSet<>),
            _ when definition == typeof(Queue<>) => typeof(Queue<>),
            _ when type.IsAssignableFrom(typeof(List<>).MakeGenericType(first)) => typeof(List<>),
            _ => typeof(void),
        };
        return kind == typeof(void) ? null : first;
    }

    private object Construct(Type type, string path, int depth)
    {
        if (services.TryGetValue(type, out var known))
        {
            return known;
        }

        if (type.IsInterface || type.IsAbstract)
        {
            var service = this.Implementation(type, path, depth);
            services.Add(type, service);
            return service;
        }

        if (type.ContainsGenericParameters || type.IsPointer)
        {
            throw new NotSupportedException($"{type.Name} is generic");
        }

        if (type.Assembly != code && !type.IsValueType && depth > 0 && type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true
            && type.GetConstructor(Type.EmptyTypes) is null)
        {
            throw new NotSupportedException($"{type.FullName} comes from a library, and how to make one is not known");
        }

        var failures = new List<string>();
        foreach (var constructor in Constructors(type))
        {
            try
            {
                var arguments = constructor.GetParameters()
                    .Select(parameter => parameter.HasDefaultValue && !hints.ContainsKey(parameter.Name ?? "")
                        ? parameter.DefaultValue ?? (parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)
                        : this.Create(parameter.ParameterType, parameter.Name ?? "", $"{path}.{parameter.Name}", depth + 1))
                    .ToArray();
                var made = this.Timed(type, () => constructor.Invoke(arguments));
                if (arguments.Length == 0 && depth > 0)
                {
                    this.Fill(made, path, depth);
                }

                return made;
            }
            catch (NotSupportedException exception)
            {
                failures.Add(exception.Message);
            }
            catch (TargetInvocationException exception)
            {
                failures.Add($"its constructor throws {exception.InnerException!.GetType().Name}: {exception.InnerException.Message}");
            }
        }

        return type.IsValueType && failures.Count == 0
            ? Activator.CreateInstance(type)!
            : throw new NotSupportedException($"no {type.Name} can be made up: {(failures.Count > 0 ? failures[0] : "it has no constructor to call")}");
    }

    /// <summary>Gives the settable properties of a plain data object values, so that code over it has something to work on.</summary>
    private void Fill(object made, string path, int depth)
    {
        foreach (var property in made.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            var type = property.PropertyType;
            if (property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0
                && (type == typeof(string) || IsNumber(type) || ElementType(type, out _) is not null))
            {
                var value = this.Create(type, property.Name, $"{path}.{property.Name}", depth + 1);
                this.Timed(made.GetType(), () => { property.SetValue(made, value); return made; });
            }
        }
    }

    private object Timed(Type type, Func<object> make)
    {
        var started = Stopwatch.GetTimestamp();
        var made = make();
        this.ConstructorSeconds += type.Assembly == code ? Stopwatch.GetElapsedTime(started).TotalSeconds : 0;
        return made;
    }

    private object Implementation(Type contract, string path, int depth)
    {
        var failures = new List<string>();
        var candidates = code.GetTypes()
            .Where(type => type is { IsAbstract: false, IsInterface: false, ContainsGenericParameters: false } && contract.IsAssignableFrom(type))
            // A decorator takes what it is; the thing itself does not.
            .OrderBy(type => Constructors(type).Any(constructor => constructor.GetParameters().Any(parameter => parameter.ParameterType == contract)))
            .ThenBy(type => Constructors(type).Select(constructor => constructor.GetParameters().Length).DefaultIfEmpty(int.MaxValue).Min())
            .ThenBy(type => type.FullName, StringComparer.Ordinal);
        foreach (var candidate in candidates)
        {
            try
            {
                return this.Construct(candidate, path, depth + 1);
            }
            catch (NotSupportedException exception)
            {
                failures.Add(exception.Message);
            }
        }

        throw new NotSupportedException(failures.Count > 0
            ? failures[0]
            : $"nothing in {code.GetName().Name} implements {contract.Name}");
    }

    private static IEnumerable<ConstructorInfo> Constructors(Type type) =>
        type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(constructor => !constructor.IsPrivate)
            // The copy constructor of a record makes nothing new.
            .Where(constructor => !(constructor.GetParameters() is [var only] && only.ParameterType == type))
            .OrderBy(constructor => constructor.IsPublic ? 0 : 1)
            .ThenBy(constructor => constructor.GetParameters().Length);
}
