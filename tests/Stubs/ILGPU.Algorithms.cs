// Signature-only stub of ILGPU.Algorithms 1.5.3, from its documentation ids.
namespace ILGPU.Algorithms
{
    public static class XMath
    {
        public const float PI = 3.1415927f;
        public const double PID = 3.14159265358979323846;
        public static float Abs(float value) => throw null!;
        public static double Abs(double value) => throw null!;
        public static float Sqrt(float value) => throw null!;
        public static double Sqrt(double value) => throw null!;
        public static float Exp(float value) => throw null!;
        public static double Exp(double value) => throw null!;
        public static float Pow(float @base, float exp) => throw null!;
        public static double Pow(double @base, double exp) => throw null!;
    }
}
