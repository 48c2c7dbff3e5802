using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace PerfProof.KernelHost;

/// <summary>Waits for what a call returned: tasks are awaited, lazy sequences run to their end.</summary>
internal sealed class Completion
{
    // Looked up once for a type: this runs inside the timed loop. Not static, since code under test finds what is static.
    private readonly ConcurrentDictionary<Type, Func<object, object?>> waits = new();

    /// <summary>Waits, and gives the value behind.</summary>
    public object? Wait(object? result) =>
        result is null or string or Array ? result : this.waits.GetOrAdd(result.GetType(), this.For)(result);

    private Func<object, object?> For(Type type)
    {
        if (type.IsAssignableTo(typeof(Task)))
        {
            var value = Value(type);
            return result =>
            {
                ((Task)result).GetAwaiter().GetResult();
                return this.Wait(value?.GetValue(result));
            };
        }

        if (type == typeof(ValueTask))
        {
            return result =>
            {
                ((ValueTask)result).AsTask().GetAwaiter().GetResult();
                return null;
            };
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            var asTask = type.GetMethod(nameof(ValueTask<int>.AsTask))!;
            return result => this.Wait(asTask.Invoke(result, null));
        }

        if (Element(type, typeof(IAsyncEnumerable<>)) is { } awaited)
        {
            return Reader(nameof(Drain), awaited);
        }

        return !type.IsAssignableTo(typeof(IEnumerable)) || HoldsItems(type) ? result => result
            : Element(type, typeof(IEnumerable<>)) is { } element ? Reader(nameof(Items), element)
            : result => ((IEnumerable)result).Cast<object?>().ToArray();
    }

    // As an array of what the sequence is of: one side may return a list, and the other something lazy.
    private static Func<object, object?> Reader(string name, Type element)
    {
        var method = typeof(Completion).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(element);
        return method.CreateDelegate<Func<object, object?>>();
    }

    private static object? Items<T>(object sequence) => ((IEnumerable<T>)sequence).ToArray();

    private static object? Drain<T>(object sequence)
    {
        return Run((IAsyncEnumerable<T>)sequence).GetAwaiter().GetResult();

        static async Task<T[]> Run(IAsyncEnumerable<T> sequence)
        {
            var items = new List<T>();
            await foreach (var item in sequence.ConfigureAwait(false))
            {
                items.Add(item);
            }

            return [.. items];
        }
    }

    private static PropertyInfo? Value(Type task)
    {
        for (var type = task; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
            {
                // An async method without a result returns Task<VoidTaskResult> behind a Task.
                return type.GetGenericArguments()[0].Name == "VoidTaskResult" ? null : type.GetProperty(nameof(Task<int>.Result));
            }
        }

        return null;
    }

    private static Type? Element(Type type, Type sequence) => type.GetInterfaces()
        .FirstOrDefault(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == sequence)
        ?.GetGenericArguments()[0];

    /// <summary>
    /// Whether a collection holds its items. Any other, whatever its interface, may compute them when it is asked for
    /// them, which is part of the work.
    /// </summary>
    private static bool HoldsItems(Type type) =>
        type.IsPublic
        && type.Assembly.GetName().Name is "System.Private.CoreLib" or "System.Collections" or "System.Collections.Concurrent" or "System.Collections.Immutable"
        && type.Namespace is "System.Collections" or "System.Collections.Generic" or "System.Collections.Immutable" or "System.Collections.Concurrent" or "System.Collections.Specialized";
}
