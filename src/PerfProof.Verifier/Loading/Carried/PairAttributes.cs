// The attributes that declare a before/after pair for 'perfproof compare'. Compiled into PerfProof.Verifier, and into
// every pair that does not reference it, so that a pair needs no package. docs/compare.md explains them by examples.
using System;

namespace PerfProof.Pairs
{
    /// <summary>
    /// The code as it is: a static method, or one or more kernels that are launched in the order in which they stand. The type
    /// that contains it is the pair, and gives it its name.
    /// </summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class BeforeAttribute : Attribute
    {
    }

    /// <summary>The code as it should be: a static method with the parameters and the result of the one marked <see cref="BeforeAttribute"/>.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class AfterAttribute : Attribute
    {
        /// <summary>The type in which it computes, where that is less exact than before; what comes out is then judged by the tolerance of this type.</summary>
        public Precision Precision { get; set; }
    }

    /// <summary>
    /// The truth, in float64: a static method with the same parameters that may be as slow as it likes. Both sides are then
    /// held against it, and the code as it should be may be off by four times what the code as it is is off by.
    /// </summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OracleAttribute : Attribute
    {
    }

    /// <summary>A type to compute in.</summary>
    public enum Precision
    {
        /// <summary>As before: no change is declared.</summary>
        Unchanged,

        /// <summary><see cref="double"/>.</summary>
        Double,

        /// <summary><see cref="float"/>.</summary>
        Single,

        /// <summary><see cref="System.Half"/>.</summary>
        Half,

        /// <summary>The upper half of a <see cref="float"/>: 8 bits of precision.</summary>
        BFloat16,
    }

    /// <summary>Sizes n at which a pair is timed. Outputs are compared there, and at small, odd and secret sizes up to the largest.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
    public sealed class SizesAttribute : Attribute
    {
        /// <summary>Declares them.</summary>
        /// <param name="sizes">Values of n, each at least 1.</param>
        public SizesAttribute(params int[] sizes) => this.Sizes = sizes;

        /// <summary>The sizes.</summary>
        public int[] Sizes { get; }

        /// <summary>Whether the code is defined for these sizes only, so that outputs are compared at no others.</summary>
        public bool Only { get; set; }
    }

    /// <summary>A range of sizes n: of those in it whose calls take between 4 microseconds and 30 milliseconds, the smallest, the middle and the largest are timed.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
    public sealed class SizeRangeAttribute : Attribute
    {
        /// <summary>Declares it.</summary>
        /// <param name="smallest">Its lower end, at least 1.</param>
        /// <param name="largest">Its upper end.</param>
        public SizeRangeAttribute(int smallest, int largest) => (this.Smallest, this.Largest) = (smallest, largest);

        /// <summary>Its lower end.</summary>
        public int Smallest { get; }

        /// <summary>Its upper end.</summary>
        public int Largest { get; }
    }

    /// <summary>How many elements an array, span, list, text or view has at size n; n when nothing is said.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class LengthAttribute : Attribute
    {
        /// <summary>Declares it.</summary>
        /// <param name="formula">A sum of products of whole numbers and n: <c>n*n</c>, <c>2*n + 1</c>, <c>64</c>.</param>
        public LengthAttribute(string formula) => this.Formula = formula;

        /// <summary>The formula.</summary>
        public string Formula { get; }
    }

    /// <summary>The value of a parameter, rather than one that is made up.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class ValueAttribute : Attribute
    {
        /// <summary>Declares it.</summary>
        /// <param name="value">A number, a truth value, a text; for a whole number also a formula over n, as a text: <c>"2*n"</c>.</param>
        public ValueAttribute(object value) => this.Value = value;

        /// <summary>The value.</summary>
        public object Value { get; }
    }

    /// <summary>The range of the numbers that a parameter, or each of its elements, may have.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class BetweenAttribute : Attribute
    {
        /// <summary>Declares it.</summary>
        /// <param name="smallest">The smallest that occurs.</param>
        /// <param name="largest">The largest that occurs.</param>
        public BetweenAttribute(double smallest, double largest) => (this.Smallest, this.Largest) = (smallest, largest);

        /// <summary>The smallest that occurs.</summary>
        public double Smallest { get; }

        /// <summary>The largest that occurs.</summary>
        public double Largest { get; }
    }

    /// <summary>
    /// Of a kernel, how many threads it is launched for: n when nothing is said, and n by n for an <c>Index2D</c>. Of a view of two dimensions, how many elements it
    /// has in each: n by n when nothing is said.
    /// </summary>
    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Parameter)]
    public sealed class ExtentAttribute : Attribute
    {
        /// <summary>Declares it.</summary>
        /// <param name="formula">A sum of products of whole numbers and n: <c>n*n</c>, <c>2*n + 1</c>, <c>64</c>.</param>
        public ExtentAttribute(string formula) => (this.Formula, this.Second) = (formula, "");

        /// <summary>Declares it in two dimensions.</summary>
        /// <param name="formula">In the first.</param>
        /// <param name="second">In the second.</param>
        public ExtentAttribute(string formula, string second) => (this.Formula, this.Second) = (formula, second);

        /// <summary>The formula.</summary>
        public string Formula { get; }

        /// <summary>That of the second dimension; empty where there is one.</summary>
        public string Second { get; }
    }

    /// <summary>
    /// Launches a kernel in groups of threads, which may use <c>Group</c>, <c>Grid</c> and <c>SharedMemory</c>; it takes
    /// no index. There are as many groups as cover the extent, so that the last may reach beyond it.
    /// </summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class GroupsAttribute : Attribute
    {
        /// <summary>Declares the size of a group.</summary>
        /// <param name="x">Threads in the first dimension.</param>
        /// <param name="y">Threads in the second.</param>
        public GroupsAttribute(int x, int y = 1) => (this.X, this.Y) = (x, y);

        /// <summary>Threads in the first dimension.</summary>
        public int X { get; }

        /// <summary>Threads in the second.</summary>
        public int Y { get; }
    }

    /// <summary>How often the kernels of a pair are launched between the upload of what they take and the download of what they give; once when nothing is said.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
    public sealed class LaunchesAttribute : Attribute
    {
        /// <summary>Declares it.</summary>
        /// <param name="times">At least 1.</param>
        public LaunchesAttribute(int times) => this.Times = times;

        /// <summary>How often.</summary>
        public int Times { get; }
    }

    /// <summary>A view of a kernel that is an output: nothing is uploaded to it, and it is downloaded and compared.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class OutputAttribute : Attribute
    {
    }

    /// <summary>A view of a kernel that is uploaded, changed, downloaded and compared.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class InOutAttribute : Attribute
    {
    }

    /// <summary>A view of a kernel that lives on the device only, between the kernels of a side.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class TemporaryAttribute : Attribute
    {
    }

    /// <summary>
    /// What a launch plan does, step by step: a method marked as before or after whose first parameter is a plan. PerfProof reads it, and
    /// runs its steps on a device; it is never called.
    /// </summary>
    public abstract class Plan
    {
        /// <summary>A buffer of the device that stands ready before the plan is run.</summary>
        public abstract PlanBuffer<T> Buffer<T>(int length)
            where T : unmanaged;

        /// <summary>Allocates a buffer anew, each time.</summary>
        public abstract void Allocate<T>(PlanBuffer<T> buffer)
            where T : unmanaged;

        /// <summary>Copies an array to a buffer, and waits for it.</summary>
        public abstract void Upload<T>(T[] from, PlanBuffer<T> to)
            where T : unmanaged;

        /// <summary>Copies a part of an array to a part of a buffer, and waits for it.</summary>
        public abstract void Upload<T>(T[] from, PlanBuffer<T> to, int first, int at, int length)
            where T : unmanaged;

        /// <summary>Queues a kernel of the same type, by <c>nameof</c>, for so many threads; its arguments are buffers, views of them, and numbers.</summary>
        public abstract void Launch(string kernel, int extent, params object[] arguments);

        /// <summary>Waits for what is queued.</summary>
        public abstract void Synchronise();

        /// <summary>Copies a buffer to an array, and waits for it.</summary>
        public abstract void Download<T>(PlanBuffer<T> from, T[] to)
            where T : unmanaged;

        /// <summary>Copies a part of a buffer to a part of an array, and waits for it.</summary>
        public abstract void Download<T>(PlanBuffer<T> from, T[] to, int first, int at, int length)
            where T : unmanaged;
    }

    /// <summary>Memory of the device, in a plan.</summary>
    public abstract class PlanBuffer<T>
        where T : unmanaged
    {
        /// <summary>A part of it, as an argument of a kernel.</summary>
        public abstract object View(int first, int length);
    }
}
