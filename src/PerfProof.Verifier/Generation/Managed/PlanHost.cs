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

            Poison.NextCall();
            Races.Begin();
        }

        public static void Synchronise()
        {
        }

        public static void End()
        {
            Poison.CheckAll();
            Races.Check();
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
            buffer.Clear();
            return buffer;
        }

        public static DeviceBuffer<T> Allocate<T>(int length)
            where T : unmanaged
        {
            var buffer = new DeviceBuffer<T>(length);
            buffer.Clear();
            return buffer;
        }

        // An array of the host that is kept between calls.
        public static T[] Kept<T>(string name, int length)
            where T : unmanaged
        {
            if (!arrays.TryGetValue(name, out var kept) || kept.Length != length)
            {
                arrays[name] = kept = new T[length];
            }

#if CHECKED
            Poison.Fill(MemoryMarshal.AsBytes(((T[])kept).AsSpan()), System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
#endif

            return (T[])kept;
        }
    }

    public sealed unsafe class DeviceBuffer<T> : IDisposable
        where T : unmanaged
    {
        private readonly byte* memory;
        private readonly T* start;

        public DeviceBuffer(int length)
        {
            this.Length = length;
            // Aligned alike on both sides, so that alignment does not decide a comparison.
            this.memory = (byte*)NativeMemory.AlignedAlloc(((nuint)Math.Max(1, length) * (nuint)sizeof(T)) + (2 * Poison.GuardBytes), 64);
            this.start = (T*)(this.memory + Poison.GuardBytes);
#if CHECKED
            Poison.SetGuard(this.Head);
            Poison.SetGuard(this.Tail);
            Poison.Watch(this.CheckGuards);
#endif
            Races.Watch(this.start, (long)length * sizeof(T), sizeof(T), isShared: false);
        }

        ~DeviceBuffer() => NativeMemory.AlignedFree(this.memory);

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

        // What a kernel skips shows.
        public void Clear()
        {
#if CHECKED
            Poison.Fill(new Span<byte>(this.start, this.Length * sizeof(T)), sizeof(T));
#endif
        }

        public void Dispose()
        {
#if CHECKED
            Races.Unwatch(this.start);
            Poison.Unwatch(this.CheckGuards);
            this.CheckGuards();
#endif
            NativeMemory.AlignedFree(this.memory);
            GC.SuppressFinalize(this);
        }

#if CHECKED
        private Span<byte> Head => new(this.memory, Poison.GuardBytes);

        private Span<byte> Tail => new(this.start + this.Length, Poison.GuardBytes);

        private void CheckGuards()
        {
            Poison.CheckGuard(this.Head, this.Length);
            Poison.CheckGuard(this.Tail, this.Length);
        }
#endif

        private void Check(int from, int length)
        {
            if (from < 0 || length < 0 || from > this.Length - length)
            {
                throw new IndexOutOfRangeException($"elements {from} to {from + length - 1} of a buffer of {this.Length} elements");
            }
        }
    }
}
