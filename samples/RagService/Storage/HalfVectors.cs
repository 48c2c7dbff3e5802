namespace RagService.Storage;

/// <summary>Vectors in half precision take half the memory.</summary>
public static class HalfVectors
{
    public static Half[] Compress(float[] vector)
    {
        var result = new Half[vector.Length];
        for (var i = 0; i < vector.Length; i++)
        {
            result[i] = (Half)vector[i];
        }

        return result;
    }

    public static float[] Expand(Half[] vector)
    {
        var result = new float[vector.Length];
        for (var i = 0; i < vector.Length; i++)
        {
            result[i] = (float)vector[i];
        }

        return result;
    }

    /// <summary>The similarity of two vectors of length one.</summary>
    public static float Dot(Half[] a, Half[] b)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException("The vectors differ in length.", nameof(b));
        }

        Half sum = (Half)0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return (float)sum;
    }
}
