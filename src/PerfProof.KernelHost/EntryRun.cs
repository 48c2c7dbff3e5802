using System.Reflection;
using System.Text;

namespace PerfProof.KernelHost;

/// <summary>
/// What is peculiar to a program's entry: its object is set up by the framework that it is written for, and besides what it returns and
/// prints it produces files, and values that its test asserts.
/// </summary>
/// <param name="spec">How it is called.</param>
/// <param name="folder">Where the program lies, and runs.</param>
/// <param name="completion">Waits for set-up methods.</param>
internal sealed class EntryRun(EntrySpec spec, string folder, Completion completion)
{
    private const int MostText = 1 << 16;

    private List<object?> asserted = [];
    private Dictionary<string, (long Length, DateTime Written)> files = [];

    /// <summary>Gives members their values, and calls what is to be called first.</summary>
    /// <param name="target">The object; null where the entry is static.</param>
    /// <param name="size">The size.</param>
    public void SetUp(object? target, int size)
    {
        if (target is null)
        {
            return;
        }

        const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;
        var type = target.GetType();
        foreach (var (name, text) in spec.Values)
        {
            Set(name, text);
        }

        if (spec.SizedMember is { } sized)
        {
            Set(sized, size.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        foreach (var name in spec.Setup)
        {
            var method = type.GetMethod(name, All, []) ?? throw new NotSupportedException($"{type.Name} has no method {name} to set it up with");
            completion.Wait(method.Invoke(method.IsStatic ? null : target, null));
        }

        void Set(string name, string text)
        {
            var property = type.GetProperty(name, All);
            var field = property is null ? type.GetField(name, All) : null;
            if ((property?.PropertyType ?? field?.FieldType) is not { } member || !MadeUp.TryParse(member, text, size, out var value))
            {
                throw new NotSupportedException($"{type.Name}.{name} cannot be given the value {text}");
            }

            property?.SetValue(target, value);
            field?.SetValue(target, value);
        }
    }

    /// <summary>Takes note of what the next calls assert and write, until <see cref="Seen"/>.</summary>
    public void Listen()
    {
        AppDomain.CurrentDomain.SetData(EntrySpec.AssertedData, this.asserted = []);
        this.files = this.Files();
    }

    /// <summary>Forgets what was asserted until now.</summary>
    public void Forget() => this.asserted.Clear();

    /// <summary>Adds what was asserted and written since <see cref="Listen"/>.</summary>
    public void AddTo(Observer observer) => this.Seen()(observer);

    /// <summary>What was asserted and written since <see cref="Listen"/>, to be added later. Calls after this are not listened to.</summary>
    public Action<Observer> Seen()
    {
        AppDomain.CurrentDomain.SetData(EntrySpec.AssertedData, null);
        var values = this.asserted;
        var written = this.Files().Where(file => !this.files.TryGetValue(file.Key, out var before) || before != file.Value)
            .Select(file => (file.Key, Text: this.Content(file.Key)))
            .OrderBy(file => file.Key, StringComparer.Ordinal)
            .ToList();
        return observer =>
        {
            foreach (var (i, value) in values.Index())
            {
                observer.Add($"{Observation.Asserted}[{i}]", value);
            }

            foreach (var (name, text) in written)
            {
                observer.Add($"{Observation.Written} {name}", text);
            }
        };
    }

    private Dictionary<string, (long, DateTime)> Files() => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(folder, file.FullName).Replace('\\', '/'), file => (file.Length, file.LastWriteTimeUtc), StringComparer.Ordinal);

    private string Content(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, name));
        return bytes.Length <= MostText ? Encoding.UTF8.GetString(bytes) : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes));
    }
}
