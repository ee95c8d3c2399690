using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace Iostx
{
    /// <summary>A structure that the library filled: read by offset, and no further than it goes, so that an older library's is read too.</summary>
    internal sealed class View
    {
        private readonly int size;
        private readonly object owner;
        private IntPtr at;

        /// <summary>owner is kept alive as long as the structure can be read: its memory is.</summary>
        internal View(IntPtr at, int size, object owner)
        {
            this.at = at;
            this.size = size;
            this.owner = owner;
        }

        /// <summary>A structure that begins with its size.</summary>
        internal static View Sized(IntPtr at, object owner)
        {
            return new View(at, Marshal.ReadInt32(at), owner);
        }

        /// <summary>The structure is gone: what still asks for it is told so.</summary>
        internal void End()
        {
            at = IntPtr.Zero;
        }

        internal uint UInt32(int offset)
        {
            return unchecked((uint)Int32(offset));
        }

        internal int Int32(int offset)
        {
            int value = Has(offset, 4) ? Marshal.ReadInt32(at, offset) : 0;
            GC.KeepAlive(owner);
            return value;
        }

        internal ulong UInt64(int offset)
        {
            long value = Has(offset, 8) ? Marshal.ReadInt64(at, offset) : 0;
            GC.KeepAlive(owner);
            return unchecked((ulong)value);
        }

        internal IntPtr Pointer(int offset)
        {
            return new IntPtr(unchecked((long)UInt64(offset)));
        }

        internal int Count(int offset)
        {
            return checked((int)UInt64(offset));
        }

        internal byte[] Raw(int offset, int count)
        {
            byte[] bytes = Has(offset, count) ? Memory.Copy(IntPtr.Add(at, offset), count) : new byte[count];
            GC.KeepAlive(owner);
            return bytes;
        }

        internal Octets Octets(int offset)
        {
            byte[] bytes = Memory.Copy(Pointer(offset + Layout.Bytes.Data), Count(offset + Layout.Bytes.Size));
            GC.KeepAlive(owner);
            return new Octets(bytes);
        }

        internal Binding Binding(int offset)
        {
            return new Binding(Octets(offset + Layout.Binding.RemoteId), Octets(offset + Layout.Binding.RemoteVersion));
        }

        internal string Text(int offset)
        {
            string text = Utf8.Read(Pointer(offset));
            GC.KeepAlive(owner);
            return text;
        }

        internal uint[] Tags(int pointer, int count)
        {
            uint[] tags = new uint[Count(count)];
            IntPtr first = Pointer(pointer);
            for (int i = 0; i < tags.Length; i++)
                tags[i] = unchecked((uint)Marshal.ReadInt32(first, 4 * i));
            GC.KeepAlive(owner);
            return tags;
        }

        internal Values Values(int pointer, int count)
        {
            Values values = ValueCodec.Read(Pointer(pointer), Count(count));
            GC.KeepAlive(owner);
            return values;
        }

        /// <summary>A part of this structure.</summary>
        internal View Part(int offset, int length)
        {
            Has(offset, length);
            return new View(IntPtr.Add(at, offset), Math.Max(0, Math.Min(length, size - offset)), owner);
        }

        private bool Has(int offset, int width)
        {
            if (at == IntPtr.Zero)
                throw new ObjectDisposedException("a structure of the library", "it has ended with its state or its call");
            return offset + width <= size;
        }
    }

    /// <summary>Memory for the arguments of one call.</summary>
    internal sealed class Arena : IDisposable
    {
        private const int ChunkSize = 4096;
        private static readonly byte[] Zeros = new byte[ChunkSize];
        private readonly List<IntPtr> blocks = new List<IntPtr>();
        private readonly List<GCHandle> pins = new List<GCHandle>();
        private IntPtr chunk;
        private int used = ChunkSize;

        /// <summary>Zeroed, and aligned for anything.</summary>
        internal IntPtr Allocate(int size)
        {
            size = (size + 7) & ~7;
            if (size > ChunkSize - used)
            {
                int block = Math.Max(size, ChunkSize);
                IntPtr made = Marshal.AllocHGlobal(block);
                blocks.Add(made);
                for (int done = 0; done < block; done += ChunkSize)
                    Marshal.Copy(Zeros, 0, IntPtr.Add(made, done), Math.Min(ChunkSize, block - done));
                if (size >= ChunkSize)
                    return made;
                chunk = made;
                used = 0;
            }
            IntPtr at = IntPtr.Add(chunk, used);
            used += size;
            return at;
        }

        /// <summary>The bytes where they are, or a copy of a few.</summary>
        internal IntPtr Bytes(byte[] bytes)
        {
            if (bytes == null || bytes.Length == 0)
                return IntPtr.Zero;
            if (bytes.Length >= ChunkSize / 4)
            {
                GCHandle pin = GCHandle.Alloc(bytes, GCHandleType.Pinned);
                pins.Add(pin);
                return pin.AddrOfPinnedObject();
            }
            IntPtr at = Allocate(bytes.Length);
            Marshal.Copy(bytes, 0, at, bytes.Length);
            return at;
        }

        internal IntPtr Text(string text)
        {
            return Bytes(Utf8.Terminated(text));
        }

        /// <summary>An array of pointers to texts.</summary>
        internal IntPtr Texts(string[] texts)
        {
            IntPtr at = Allocate(8 * texts.Length);
            for (int i = 0; i < texts.Length; i++)
                Marshal.WriteIntPtr(at, 8 * i, Text(texts[i]));
            return at;
        }

        /// <summary>An array of iostx_bytes.</summary>
        internal IntPtr Octets(Octets[] items)
        {
            Fields fields = Array(items.Length, Layout.Bytes.SizeOf);
            for (int i = 0; i < items.Length; i++)
                fields.Octets(i * Layout.Bytes.SizeOf, items[i]);
            return fields.At;
        }

        internal NativeBytes ByValue(Octets octets)
        {
            byte[] bytes = octets.Borrow();
            return new NativeBytes { Data = Bytes(bytes), Size = new UIntPtr((uint)bytes.Length) };
        }

        internal Fields Array(int count, int size)
        {
            return new Fields(Allocate(count * size), count * size, this);
        }

        /// <summary>A structure that begins with its size.</summary>
        internal Fields Sized(int size)
        {
            Fields fields = Array(1, size);
            fields.UInt32(0, (uint)size);
            return fields;
        }

        public void Dispose()
        {
            foreach (IntPtr block in blocks)
                Marshal.FreeHGlobal(block);
            foreach (GCHandle pin in pins)
                pin.Free();
            blocks.Clear();
            pins.Clear();
        }
    }

    /// <summary>A structure that is filled for the library: no further than it goes.</summary>
    internal struct Fields
    {
        internal readonly IntPtr At;
        private readonly int size;
        private readonly Arena arena;

        internal Fields(IntPtr at, int size, Arena arena)
        {
            At = at;
            this.size = size;
            this.arena = arena;
        }

        /// <summary>A structure that the library passes to be filled, with its size at the beginning.</summary>
        internal static Fields Passed(IntPtr at)
        {
            return new Fields(at, Marshal.ReadInt32(at), null);
        }

        internal Fields Part(int offset, int length)
        {
            return new Fields(IntPtr.Add(At, offset), Math.Min(length, size - offset), arena);
        }

        internal void UInt32(int offset, uint value)
        {
            if (offset + 4 <= size)
                Marshal.WriteInt32(At, offset, unchecked((int)value));
        }

        internal void Int32(int offset, int value)
        {
            UInt32(offset, unchecked((uint)value));
        }

        internal void UInt64(int offset, ulong value)
        {
            if (offset + 8 <= size)
                Marshal.WriteInt64(At, offset, unchecked((long)value));
        }

        internal void Pointer(int offset, IntPtr value)
        {
            UInt64(offset, unchecked((ulong)value.ToInt64()));
        }

        internal void Function(int offset, Delegate function)
        {
            Pointer(offset, function == null ? IntPtr.Zero : Marshal.GetFunctionPointerForDelegate(function));
        }

        internal void Raw(int offset, byte[] bytes)
        {
            if (bytes != null && offset + bytes.Length <= size)
                Marshal.Copy(bytes, 0, IntPtr.Add(At, offset), bytes.Length);
        }

        internal void Octets(int offset, Octets octets)
        {
            byte[] bytes = octets.Borrow();
            Pointer(offset + Layout.Bytes.Data, arena.Bytes(bytes));
            UInt64(offset + Layout.Bytes.Size, (ulong)bytes.Length);
        }

        internal void Binding(int offset, Binding binding)
        {
            Octets(offset + Layout.Binding.RemoteId, binding.RemoteId);
            Octets(offset + Layout.Binding.RemoteVersion, binding.RemoteVersion);
        }

        internal void Text(int offset, string text)
        {
            Pointer(offset, arena.Text(text));
        }

        /// <summary>A text that is kept in the structure itself: cut at the end of a character, with a NUL.</summary>
        internal void FixedText(int offset, int capacity, string text)
        {
            text = text ?? "";
            int length = text.Length;
            while (Encoding.UTF8.GetByteCount(text.Substring(0, length)) >= capacity || (length > 0 && char.IsHighSurrogate(text[length - 1])))
                length--;
            Raw(offset, Utf8.Terminated(text.Substring(0, length)));
        }

        internal void Tags(int pointer, int count, uint[] tags)
        {
            if (tags == null || tags.Length == 0)
                return;
            byte[] bytes = new byte[4 * tags.Length];
            Buffer.BlockCopy(tags, 0, bytes, 0, bytes.Length);
            Pointer(pointer, arena.Bytes(bytes));
            UInt64(count, (ulong)tags.Length);
        }

        internal void Values(int pointer, int count, Values values)
        {
            if (values == null)
                return;
            Pointer(pointer, ValueCodec.Write(arena, values));
            UInt64(count, (ulong)values.Count);
        }
    }
}
