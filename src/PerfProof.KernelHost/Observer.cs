using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace PerfProof.KernelHost;

/// <summary>Takes an object graph apart into leaves that can be compared, whatever assembly its types come from.</summary>
internal sealed class Observer
{
    private const int MaximumLeaves = 100_000;
    private const int MaximumNumbers = 8_000_000;
    private const int MaximumDepth = 24;
    private const int MaximumStateRun = 16 * 1024;

    /// <summary>Where paths of the object that a method was called on begin.</summary>
    public const string State = "this";

    private readonly List<Leaf> leaves = [];
    private readonly Dictionary<object, string> seen = new(ReferenceEqualityComparer.Instance);
    private IncrementalHash? rest;
    private int numbers;
    private bool truncated;

    /// <summary>Adds a value found at a path.</summary>
    public Observer Add(string path, object? value)
    {
        this.Visit(path, value, 0);
        return this;
    }

    /// <summary>Adds what is no longer as it was when the process began.</summary>
    public Observer AddProcess(ProcessState process)
    {
        foreach (var (name, value) in process.Changes())
        {
            this.Text($"{Observation.Process} ({name})", value);
        }

        return this;
    }

    /// <summary>Bytes of the arrays of floating-point numbers that were seen here and not there.</summary>
    public long ArrayBytesBeyond(Observer other) => this.seen.Keys.OfType<Array>()
        .Where(array => array is Half[] or float[] or double[] && !other.seen.ContainsKey(array))
        .Sum(array => (long)array.Length * (array switch { Half[] => 2, float[] => 4, _ => 8 }));

    /// <summary>Whether some object was seen here and there.</summary>
    public bool Shares(Observer other) => this.seen.Keys.Any(other.seen.ContainsKey);

    /// <summary>What was seen.</summary>
    public Observation ToObservation() => this.rest is null
        ? new(this.leaves, this.truncated)
        : new([.. this.leaves, new(State + " (rest)", LeafKind.Text, [], Convert.ToHexString(this.rest.GetCurrentHash()))], this.truncated);

    private void Visit(string path, object? value, int depth)
    {
        if (depth > MaximumDepth)
        {
            this.truncated |= !IsState(path);
            return;
        }

        if (this.truncated && !IsState(path))
        {
            return;
        }

        switch (value)
        {
            case null:
                this.Text(path, "null");
                return;
            case string text:
                this.Text(path, text);
                return;
            case StringBuilder text:
                // How it is cut into chunks is nobody's business.
                this.Text(path, text.ToString());
                return;
            case MemoryStream stream:
                this.Add(path, LeafKind.Integer, Array.ConvertAll(stream.ToArray(), item => (double)item));
                return;
            case decimal or Int128 or UInt128 or Guid or DateTime or DateTimeOffset or TimeSpan or Type:
                this.Text(path, Convert.ToString(value, CultureInfo.InvariantCulture)!);
                return;
            case Task task when !IsState(path):
                // A result that is still to come is one.
                this.Visit(path, new Completion().Wait(task), depth + 1);
                return;
            case Delegate or Pointer or Stream or Thread or WeakReference when path.StartsWith(Observation.Returned, StringComparison.Ordinal):
                // What it would do when called is not known: not all that was produced can be compared.
                this.truncated = true;
                return;
            case Delegate or Pointer or CancellationToken or Task or Thread or Stream or WeakReference or MemberInfo or Assembly:
                // Plumbing: not something that a caller could compare.
                return;
        }

        if (Numbers.TryGet(value, out var kind, out var single))
        {
            this.Add(path, kind, single);
            return;
        }

        if (value is long or ulong)
        {
            this.Text(path, Convert.ToString(value, CultureInfo.InvariantCulture)!);
            return;
        }

        if (!value.GetType().IsValueType)
        {
            if (this.seen.TryGetValue(value, out var first))
            {
                this.Text(path, "same as " + first);
                return;
            }

            this.seen.Add(value, path);
        }

        if (IsState(path) && value is Array { Length: > MaximumStateRun } run && Numbers.Bytes(run) is { IsEmpty: false } bytes)
        {
            this.Hash(path, bytes);
        }
        else if (Numbers.TryGetAll(value, out kind, out var all))
        {
            this.Add(path, kind, all);
        }
        else if (value is IDictionary dictionary)
        {
            // The order of a dictionary is not a promise; its keys are.
            foreach (var (name, key, item) in Entries(dictionary).OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                if (key is not string && !Numbers.TryGet(key, out _, out _))
                {
                    // What it calls itself need not be all that it is.
                    this.Visit($"{path}[{name}].Key", key, depth + 1);
                }

                this.Visit($"{path}[{name}]", item, depth + 1);
            }
        }
        else if (IsCollection(value, out var items))
        {
            var index = 0;
            foreach (var item in items)
            {
                this.Visit($"{path}[{index++}]", item, depth + 1);
            }

            this.Add(path + ".Count", LeafKind.Integer, [index]);
            if (value is Array { Rank: > 1 } table)
            {
                this.Add(path + ".Lengths", LeafKind.Integer, [.. Enumerable.Range(0, table.Rank).Select(dimension => (double)table.GetLength(dimension))]);
            }
        }
        else
        {
            this.Fields(path, value, depth);
        }
    }

    private static IEnumerable<(string Name, object Key, object? Item)> Entries(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            yield return (Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "", entry.Key, entry.Value);
        }
    }

    private void Fields(string path, object value, int depth)
    {
        for (var type = value.GetType(); type is not null && type != typeof(object) && type != typeof(ValueType); type = type.BaseType)
        {
            if (IsPlumbing(type))
            {
                return;
            }

            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.FieldType.IsPointer && !field.FieldType.IsByRefLike)
                {
                    this.Visit($"{path}.{NameOf(field)}", field.GetValue(value), depth + 1);
                }
            }
        }
    }

    private static bool IsPlumbing(Type type) =>
        type.Namespace is { } space
        // Whose namespace only sounds like it is no plumbing.
        && type.Assembly.GetName().Name is { } library && (library.StartsWith("System", StringComparison.Ordinal) || library.StartsWith("Microsoft", StringComparison.Ordinal))
        && (space.StartsWith("System.Threading", StringComparison.Ordinal)
            || space.StartsWith("System.Reflection", StringComparison.Ordinal)
            || space.StartsWith("System.Diagnostics", StringComparison.Ordinal)
            || space.StartsWith("System.Net", StringComparison.Ordinal)
            || space.StartsWith("Microsoft.Extensions.Logging", StringComparison.Ordinal)
            || type == typeof(Random));

    private static bool IsCollection(object value, out IEnumerable items)
    {
        items = (value as IEnumerable)!;
        return value is Array or ICollection || items is not null
            && value.GetType().GetInterfaces().Any(contract => contract.IsGenericType
                && (contract.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>) || contract.GetGenericTypeDefinition() == typeof(ICollection<>)));
    }

    private static string NameOf(FieldInfo field) =>
        // <Name>k__BackingField is the property Name to a reader.
        field.Name.StartsWith('<') && field.Name.IndexOf('>') is var end and > 1 ? field.Name[1..end] : field.Name;

    private void Text(string path, string text) => this.Keep(new(path, LeafKind.Text, [], text));

    // The weights of a model are state that a call should leave alone; their hash tells whether it did.
    private void Hash(string path, ReadOnlySpan<byte> bytes) => this.Text(path, Convert.ToHexString(SHA256.HashData(bytes)));

    private void Add(string path, LeafKind kind, double[] values)
    {
        if (values.Length > MaximumStateRun && IsState(path))
        {
            this.Hash(path, MemoryMarshal.AsBytes(values.AsSpan()));
            return;
        }

        this.Keep(new(path, kind, values, null));
    }

    private void Keep(Leaf leaf)
    {
        if (this.leaves.Count < MaximumLeaves && this.numbers + leaf.Numbers.Length <= MaximumNumbers)
        {
            this.numbers += leaf.Numbers.Length;
            this.leaves.Add(leaf);
        }
        else if (IsState(leaf.Path))
        {
            // The vocabulary of a tokenizer, say: too much to hand over, but not too much to notice a change.
            this.rest ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            this.rest.AppendData(MemoryMarshal.AsBytes((leaf.Text ?? "").AsSpan()));
            this.rest.AppendData(MemoryMarshal.AsBytes(leaf.Numbers.AsSpan()));
        }
        else
        {
            this.truncated = true;
        }
    }

    private static bool IsState(string path) => path.StartsWith(State, StringComparison.Ordinal);
}
