using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using ILGPU;

namespace PerfProof.Hosting
{
    // What generated launch plans call, on the managed host: device memory is native memory, a copy is a copy, and a
    // launch has run when it returns.
    public static class PlanHost
    {
        private static readonly Dictionary<string, IDisposable> resident = new();
        private static readonly Dictionary<string, Array> arrays = new();

        public static void Begin(string device, int largestGroup)
        {
            if (device != "managed")
            {
                throw new NotSupportedException($"the managed host has no device {device}");
            }
        }

        public static void Synchronise()
        {
        }

        public static void End()
        {
        }

        // A buffer that stands ready between calls.
        public static DeviceBuffer<T> Resident<T>(string name, int length)
            where T : unmanaged
        {
            if (!resident.TryGetValue(name, out var kept) || ((DeviceBuffer<T>)kept).Length != length)
            {
                kept?.Dispose();
                resident[name] = kept = new DeviceBuffer<T>(length);
            }

            var buffer = (DeviceBuffer<T>)kept;
            buffer.Poison();
            return buffer;
        }

        public static DeviceBuffer<T> Allocate<T>(int length)
            where T : unmanaged
        {
            var buffer = new DeviceBuffer<T>(length);
            buffer.Poison();
            return buffer;
        }

        // An array of the host that is kept between calls.
        public static T[] Kept<T>(string name, int length)
        {
            if (!arrays.TryGetValue(name, out var kept) || kept.Length != length)
            {
                arrays[name] = kept = new T[length];
            }

            return (T[])kept;
        }
    }

    public sealed unsafe class DeviceBuffer<T> : IDisposable
        where T : unmanaged
    {
        private readonly T* start;

        public DeviceBuffer(int length)
        {
            this.Length = length;
            // Aligned alike on both sides, so that alignment does not decide a comparison.
            this.start = (T*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, length) * (nuint)sizeof(T), 64);
        }

        ~DeviceBuffer() => NativeMemory.AlignedFree(this.start);

        public int Length { get; }

        public ArrayView<T> View(int from, int length)
        {
            this.Check(from, length);
            return new(this.start + from, length);
        }

        public void Upload<THost>(THost[] source, int from, int at, int length)
            where THost : unmanaged
        {
            this.Check(at, length);
            MemoryMarshal.Cast<THost, T>(source.AsSpan(from, length)).CopyTo(new Span<T>(this.start + at, length));
        }

        public void Download<THost>(THost[] target, int from, int at, int length)
            where THost : unmanaged
        {
            this.Check(from, length);
            new Span<T>(this.start + from, length).CopyTo(MemoryMarshal.Cast<THost, T>(target.AsSpan(at, length)));
        }

        // All ones: not a number in every floating-point type. What a kernel skips shows.
        public void Poison()
        {
#if CHECKED
            new Span<byte>(this.start, this.Length * sizeof(T)).Fill(0xFF);
#endif
        }

        public void Dispose()
        {
            NativeMemory.AlignedFree(this.start);
            GC.SuppressFinalize(this);
        }

        private void Check(int from, int length)
        {
            if (from < 0 || length < 0 || from > this.Length - length)
            {
                throw new IndexOutOfRangeException($"elements {from} to {from + length - 1} of a buffer of {this.Length} elements");
            }
        }
    }
}
