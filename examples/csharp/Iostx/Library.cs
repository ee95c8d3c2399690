using System;
using System.Runtime.CompilerServices;

// How structures are read and filled is tested by itself.
[assembly: InternalsVisibleTo("Tests")]

namespace Iostx
{
    /// <summary>The native library, which the binding finds as libiostx.so, iostx.dll or libiostx.dylib where the system looks for it.</summary>
    public static class Library
    {
        private const uint Abi = 0;

        /// <summary>Version of the library, such as "0.1.0".</summary>
        public static string Version
        {
            get { return Utf8.Read(Native.iostx_version()); }
        }

        /// <summary>Version of the ABI: the number in the library's file name.</summary>
        public static uint AbiVersion
        {
            get { return Native.iostx_abi_version(); }
        }

        /// <summary>Handles and results that are alive in this process; for tests. Collect and wait for finalizers before.</summary>
        public static ulong LiveObjects
        {
            get { return Native.iostx_live_objects(); }
        }

        /// <summary>The fixed text of a code, in English.</summary>
        public static string TextOf(int code)
        {
            return Utf8.Read(Native.iostx_error_text(code));
        }

        /// <summary>The documented name of a code, such as "MAPI_E_NOT_FOUND"; null for one that the library does not know.</summary>
        public static string NameOf(int code)
        {
            return Utf8.Read(Native.iostx_error_name(code));
        }

        /// <summary>The offsets of the structures are those of this ABI, with pointers of 64 bits.</summary>
        internal static void Require()
        {
            if (IntPtr.Size != 8)
                throw new PlatformNotSupportedException("the binding is for processes of 64 bits");
            uint found;
            try
            {
                found = AbiVersion;
            }
            catch (DllNotFoundException missing)
            {
                throw new DllNotFoundException(
                    "libiostx is not where the system looks for libraries: install it, or name its folder in LD_LIBRARY_PATH", missing);
            }
            if (found != Abi)
                throw new PlatformNotSupportedException("the binding is for version " + Abi + " of the ABI of libiostx, not for " + found);
        }
    }
}
