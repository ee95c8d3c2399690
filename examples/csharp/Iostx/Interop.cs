using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Iostx
{
    /// <summary>iostx_bytes, where a function takes it by value.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct NativeBytes
    {
        internal IntPtr Data;
        internal UIntPtr Size;
    }

    /// <summary>A handle of the library: owned, and freed by dispose or by the finalizer, or borrowed.</summary>
    internal abstract class Handle : SafeHandle
    {
        protected Handle() : base(IntPtr.Zero, true)
        {
        }

        protected Handle(IntPtr borrowed) : base(IntPtr.Zero, false)
        {
            SetHandle(borrowed);
        }

        public override bool IsInvalid
        {
            get { return handle == IntPtr.Zero; }
        }

        /// <summary>Passes a success on; throws what a callback threw in the call, or the failure with the details that the object has.</summary>
        internal int Check(int code)
        {
            Callback.Surface();
            if (code >= 0)
                return code;
            IntPtr error;
            GetLastError(code, out error);
            throw IostxException.Of(code, error);
        }

        /// <summary>The details of the last failure; zero if there are none.</summary>
        protected abstract int GetLastError(int code, out IntPtr error);
    }

    /// <summary>Runs code of the application for the library: nothing is thrown into it.</summary>
    internal static class Callback
    {
        [ThreadStatic]
        private static ExceptionDispatchInfo pending;

        /// <summary>What the body answers, or the code of what it throws, which the call that runs the callback then throws.</summary>
        internal static int Run(Func<int> body)
        {
            // What an earlier callback of the same call threw must not come out of a call that this one makes.
            ExceptionDispatchInfo earlier = pending;
            pending = null;
            try
            {
                return body();
            }
            catch (Exception thrown)
            {
                earlier = earlier ?? ExceptionDispatchInfo.Capture(thrown);
                return IostxException.CodeOf(thrown);
            }
            finally
            {
                pending = earlier;
            }
        }

        /// <summary>The same, where no call of the application waits: what is thrown is but the code.</summary>
        internal static int Answer(Func<int> body)
        {
            ExceptionDispatchInfo earlier = pending;
            int code = Run(body);
            pending = earlier;
            return code;
        }

        /// <summary>Throws what a callback threw during the call that has just returned on this thread.</summary>
        internal static void Surface()
        {
            if (pending == null)
                return;
            ExceptionDispatchInfo thrown = pending;
            pending = null;
            thrown.Throw();
        }

        // The target of a callback travels through the library as its userdata, and lives until userdata_free.

        internal static IntPtr Keep(object target)
        {
            return GCHandle.ToIntPtr(GCHandle.Alloc(target));
        }

        internal static T Target<T>(IntPtr userdata)
        {
            return (T)GCHandle.FromIntPtr(userdata).Target;
        }

        internal static void Free(IntPtr userdata)
        {
            GCHandle.FromIntPtr(userdata).Free();
        }
    }

    internal static class Utf8
    {
        /// <summary>What is not text is refused, as the library does.</summary>
        internal static readonly Encoding Strict = new UTF8Encoding(false, true);

        /// <summary>A text with a NUL behind it; null stays null.</summary>
        internal static byte[] Terminated(string text)
        {
            if (text == null)
                return null;
            if (text.IndexOf('\0') >= 0)
                throw new ArgumentException("the text has a NUL in it");
            byte[] bytes = new byte[Strict.GetByteCount(text) + 1];
            Strict.GetBytes(text, 0, text.Length, bytes, 0);
            return bytes;
        }

        /// <summary>A text of the library's that ends with a NUL; null stays null.</summary>
        internal static string Read(IntPtr at)
        {
            if (at == IntPtr.Zero)
                return null;
            int size = 0;
            while (Marshal.ReadByte(at, size) != 0)
                size++;
            return Read(at, size);
        }

        internal static string Read(IntPtr at, int size)
        {
            return Encoding.UTF8.GetString(Memory.Copy(at, size));
        }
    }

    internal static class Memory
    {
        internal static byte[] Copy(IntPtr at, int size)
        {
            byte[] bytes = new byte[size];
            if (size > 0)
                Marshal.Copy(at, bytes, 0, size);
            return bytes;
        }

        internal static int Size(UIntPtr size)
        {
            return checked((int)size.ToUInt64());
        }

        internal static byte[] Bytes(Guid? guid)
        {
            return guid.HasValue ? guid.Value.ToByteArray() : null;
        }

        internal static byte[] Join(Guid[] guids)
        {
            byte[] all = new byte[guids.Length * Layout.Guid.SizeOf];
            for (int i = 0; i < guids.Length; i++)
                guids[i].ToByteArray().CopyTo(all, i * Layout.Guid.SizeOf);
            return all;
        }

        /// <summary>A GUID of the library's; zeros for NULL.</summary>
        internal static Guid Guid(IntPtr at)
        {
            return at == IntPtr.Zero ? System.Guid.Empty : new Guid(Copy(at, Layout.Guid.SizeOf));
        }

        internal static Guid[] Guids(IntPtr at, int count)
        {
            Guid[] guids = new Guid[count];
            for (int i = 0; i < count; i++)
                guids[i] = Guid(IntPtr.Add(at, i * Layout.Guid.SizeOf));
            return guids;
        }

        internal static UIntPtr Count<T>(ICollection<T> items)
        {
            return new UIntPtr((uint)(items == null ? 0 : items.Count));
        }

        internal static T[] Array<T>(IEnumerable<T> items)
        {
            return items == null ? new T[0] : items as T[] ?? new List<T>(items).ToArray();
        }
    }

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
