namespace Samples;

/// <summary>Any code: what is wrong, or right, stands in Good.perfproof-index beside it.</summary>
public static class Sizes
{
    public static int Twice(int size) => 2 * size;
}
