using System.Collections;
using System.Reflection;

namespace PerfProof.KernelHost;

/// <summary>Waits for what a call returned: tasks are awaited, lazy sequences run to their end.</summary>
internal static class Completion
{
    /// <summary>Waits, and gives the value behind.</summary>
    public static object? Wait(object? result)
    {
        switch (result)
        {
            case null or string or Array or ICollection:
                return result;
            case Task task:
                task.GetAwaiter().GetResult();
                return Result(task);
            case ValueTask task:
                task.AsTask().GetAwaiter().GetResult();
                return null;
        }

        var type = result.GetType();
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            return Wait(type.GetMethod(nameof(ValueTask<int>.AsTask))!.Invoke(result, null));
        }

        if (AsyncElement(type) is { } element)
        {
            return drain.MakeGenericMethod(element).Invoke(null, [result]);
        }

        if (result is IEnumerable lazy && !type.GetInterfaces().Any(IsCollection))
        {
            var items = new List<object?>();
            foreach (var item in lazy)
            {
                items.Add(item);
            }

            return items.ToArray();
        }

        return result;
    }

    private static readonly MethodInfo drain = typeof(Completion).GetMethod(nameof(Drain), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static object?[] Drain<T>(IAsyncEnumerable<T> sequence)
    {
        return Run().GetAwaiter().GetResult();

        async Task<object?[]> Run()
        {
            var items = new List<object?>();
            await foreach (var item in sequence.ConfigureAwait(false))
            {
                items.Add(item);
            }

            return [.. items];
        }
    }

    private static object? Result(Task task)
    {
        for (var type = task.GetType(); type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
            {
                // An async method without a result returns Task<VoidTaskResult> behind a Task.
                return type.GetGenericArguments()[0].Name == "VoidTaskResult"
                    ? null
                    : Wait(type.GetProperty(nameof(Task<int>.Result))!.GetValue(task));
            }
        }

        return null;
    }

    private static Type? AsyncElement(Type type) => type.GetInterfaces()
        .FirstOrDefault(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))
        ?.GetGenericArguments()[0];

    private static bool IsCollection(Type contract) =>
        contract.IsGenericType
        && (contract.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>) || contract.GetGenericTypeDefinition() == typeof(ICollection<>));
}
