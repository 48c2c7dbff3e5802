namespace PerfProof.KernelHost;

/// <summary>Tells results that are what they are from those whose members could still compute something.</summary>
internal static class Inert
{
    /// <summary>Whether reading a value of exactly this type runs no code but the base library's.</summary>
    public static bool Is(Type? type) => type is null || type.IsPrimitive || type.IsEnum
        || type == typeof(string) || type == typeof(decimal) || type == typeof(Half) || type == typeof(Guid) || type == typeof(DateTime) || type == typeof(TimeSpan)
        || (type.IsArray && IsSealed(type.GetElementType()!))
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) && IsSealed(type.GetGenericArguments()[0]));

    // An element that is declared as one type may be of another that derives from it.
    private static bool IsSealed(Type type) => (type.IsSealed || type.IsArray) && Is(type);
}
