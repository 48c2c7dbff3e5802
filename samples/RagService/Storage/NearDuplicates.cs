namespace RagService.Storage;

/// <summary>Finds passages that say the same as an earlier one, such as the closing words of every page.</summary>
public static class NearDuplicates
{
    public static List<int> Find(IReadOnlyList<Half[]> vectors, float threshold)
    {
        var duplicates = new List<int>();
        for (var i = 1; i < vectors.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (CosineSimilarity(vectors[i], vectors[j]) >= threshold)
                {
                    duplicates.Add(i);
                    break;
                }
            }
        }

        return duplicates;
    }

    public static float CosineSimilarity(Half[] a, Half[] b)
    {
        var dot = Half.Zero;
        var squaresA = Half.Zero;
        var squaresB = Half.Zero;
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            var x = a[i];
            var y = b[i];
            dot += x * y;
            squaresA += x * x;
            squaresB += y * y;
        }

        return (float)(dot / (Half.Sqrt(squaresA) * Half.Sqrt(squaresB)));
    }
}
