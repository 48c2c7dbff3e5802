namespace PerfProof.HotPath;

/// <summary>How a piece of code comes to run once per element.</summary>
public enum RegionKind
{
    /// <summary>A <c>for</c> loop.</summary>
    For,

    /// <summary>A <c>foreach</c> loop.</summary>
    ForEach,

    /// <summary>An <c>await foreach</c> loop.</summary>
    AsyncForEach,

    /// <summary>A <c>while</c> or <c>do</c> loop.</summary>
    While,

    /// <summary>A lambda that LINQ runs per element, from a method call or from query syntax.</summary>
    Linq,

    /// <summary>A lambda that a list or an array runs per element: <c>List.ForEach</c>, <c>Array.ConvertAll</c> and the like.</summary>
    ForEachLambda,

    /// <summary>A lambda of <c>Parallel.For</c>, <c>Parallel.ForEach</c> or their async forms.</summary>
    Parallel,
}
