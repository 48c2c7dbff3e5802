using PerfProof.Pairs;

/// <summary>Rows of an embedding table fetched one by one, against one gather.</summary>
[Sizes(300)]
public static class P22Embedding
{
    private const int Width = 64;

    [Before]
    public static float[] Before([Length("6400")] float[] table, [Between(0, 99)] int[] ids)
    {
        var result = new List<float>();
        foreach (var id in ids)
        {
            var row = new float[Width];
            for (var i = 0; i < Width; i++)
            {
                row[i] = table[(id * Width) + i];
            }

            result.AddRange(row);
        }

        return result.ToArray();
    }

    [After]
    public static float[] After(float[] table, int[] ids)
    {
        var result = new float[ids.Length * Width];
        for (var i = 0; i < ids.Length; i++)
        {
            table.AsSpan(ids[i] * Width, Width).CopyTo(result.AsSpan(i * Width));
        }

        return result;
    }
}
