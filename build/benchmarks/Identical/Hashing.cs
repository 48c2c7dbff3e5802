using PerfProof.Pairs;

/// <summary>Both sides are the same, byte for byte, but for the names of the methods.</summary>
[Sizes(2000)]
public static class HashingIdentical
{
    [Before]
    public static int[] Before(int[] keys)
    {
        var counts = new Dictionary<int, int>();
        foreach (var key in keys)
        {
            var bucket = MixBefore(key) & 1023;
            counts[bucket] = counts.GetValueOrDefault(bucket) + WeightBefore(key);
        }

        return [.. counts.Keys.Order().Select(k => counts[k])];
    }

    private static int MixBefore(int value) => unchecked((value ^ (value >>> 15)) * (int)2654435761);

    private static int WeightBefore(int value) => (value & 3) + 1;

    [After]
    public static int[] After(int[] keys)
    {
        var counts = new Dictionary<int, int>();
        foreach (var key in keys)
        {
            var bucket = MixAfter(key) & 1023;
            counts[bucket] = counts.GetValueOrDefault(bucket) + WeightAfter(key);
        }

        return [.. counts.Keys.Order().Select(k => counts[k])];
    }

    private static int MixAfter(int value) => unchecked((value ^ (value >>> 15)) * (int)2654435761);

    private static int WeightAfter(int value) => (value & 3) + 1;
}

/// <summary>The same, with other names for what is local.</summary>
[Sizes(2000)]
public static class HashingRenamed
{
    [Before]
    public static int[] Before(int[] keys)
    {
        var counts = new Dictionary<int, int>();
        foreach (var key in keys)
        {
            var bucket = MixBefore(key) & 1023;
            counts[bucket] = counts.GetValueOrDefault(bucket) + WeightBefore(key);
        }

        return [.. counts.Keys.Order().Select(k => counts[k])];
    }

    private static int MixBefore(int value) => unchecked((value ^ (value >>> 15)) * (int)2654435761);

    private static int WeightBefore(int value) => (value & 3) + 1;

    [After]
    public static int[] After(int[] keys)
    {
        var table = new Dictionary<int, int>();
        foreach (var item in keys)
        {
            var slot = MixAfter(item) & 1023;
            table[slot] = table.GetValueOrDefault(slot) + WeightAfter(item);
        }

        return [.. table.Keys.Order().Select(name => table[name])];
    }

    private static int MixAfter(int number) => unchecked((number ^ (number >>> 15)) * (int)2654435761);

    private static int WeightAfter(int number) => (number & 3) + 1;
}

/// <summary>The same, with the members of one side in another order.</summary>
[Sizes(2000)]
public static class HashingReordered
{
    private static int WeightAfter(int value) => (value & 3) + 1;

    private static int MixAfter(int value) => unchecked((value ^ (value >>> 15)) * (int)2654435761);

    [After]
    public static int[] After(int[] keys)
    {
        var counts = new Dictionary<int, int>();
        foreach (var key in keys)
        {
            var bucket = MixAfter(key) & 1023;
            counts[bucket] = counts.GetValueOrDefault(bucket) + WeightAfter(key);
        }

        return [.. counts.Keys.Order().Select(k => counts[k])];
    }

    [Before]
    public static int[] Before(int[] keys)
    {
        var counts = new Dictionary<int, int>();
        foreach (var key in keys)
        {
            var bucket = MixBefore(key) & 1023;
            counts[bucket] = counts.GetValueOrDefault(bucket) + WeightBefore(key);
        }

        return [.. counts.Keys.Order().Select(k => counts[k])];
    }

    private static int MixBefore(int value) => unchecked((value ^ (value >>> 15)) * (int)2654435761);

    private static int WeightBefore(int value) => (value & 3) + 1;
}
