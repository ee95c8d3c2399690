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
}
