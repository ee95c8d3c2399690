using System;

namespace Iostx
{
    /// <summary>
    /// A failure of the library: its code, and what it says of it. An agent throws one to answer a code:
    /// <c>throw new IostxException(Code.MAPI_E_NETWORK_ERROR, "connection reset")</c>.
    /// </summary>
    public class IostxException : Exception
    {
        public IostxException(int code) : this(code, null, null)
        {
        }

        /// <summary>message: null means the fixed text of the code.</summary>
        public IostxException(int code, string message) : this(code, message, null)
        {
        }

        public IostxException(int code, string message, Exception inner) : base(message ?? Library.TextOf(code), inner)
        {
            Code = code;
            HResult = code;
        }

        /// <summary>One of <see cref="Iostx.Code"/>, or a newer one.</summary>
        public int Code { get; private set; }

        /// <summary>The documented name of the code, such as "MAPI_E_NOT_FOUND"; else its number.</summary>
        public string CodeName
        {
            get { return Library.NameOf(Code) ?? "0x" + Code.ToString("X8"); }
        }

        /// <summary>What SQLite or the system said, else 0.</summary>
        public int SystemCode { get; private set; }

        /// <summary>The state of the session in which it happened, else idle.</summary>
        public SyncState Context { get; private set; }

        /// <summary>The function that failed; null if it is not known.</summary>
        public string Component { get; private set; }

        /// <summary>The exception of a code, with the details in error (an iostx_error, which is freed), if they are of that code.</summary>
        internal static IostxException Of(int code, IntPtr error)
        {
            if (error == IntPtr.Zero)
                return Of(code, null, null);
            View view = View.Sized(error, null);
            bool same = view.Int32(Layout.Error.Code) == code;
            IostxException made = Of(code, same ? view.Text(Layout.Error.Message) : null, null);
            if (same)
            {
                made.SystemCode = view.Int32(Layout.Error.SystemCode);
                made.Context = (SyncState)view.UInt32(Layout.Error.Context);
                made.Component = view.Text(Layout.Error.Component);
            }
            Native.iostx_error_free(error);
            return made;
        }

        /// <summary>Of the class that its code has.</summary>
        internal static IostxException Of(int code, string message, Exception inner)
        {
            switch (code)
            {
                case Iostx.Code.MAPI_E_NOT_FOUND:
                case Iostx.Code.MAPI_E_OBJECT_DELETED:
                case Iostx.Code.SYNC_E_OBJECT_DELETED:
                    return new NotFoundException(code, message, inner);
                case Iostx.Code.MAPI_E_BUSY:
                    return new BusyException(code, message, inner);
                case Iostx.Code.MAPI_E_USER_CANCEL:
                    return new CancelledException(code, message, inner);
                case Iostx.Code.MAPI_E_COLLISION:
                    return new CollisionException(code, message, inner);
                case Iostx.Code.MAPI_E_OBJECT_CHANGED:
                case Iostx.Code.SYNC_E_CONFLICT:
                    return new ChangedException(code, message, inner);
                case Iostx.Code.MAPI_E_NETWORK_ERROR:
                case Iostx.Code.MAPI_E_TIMEOUT:
                case Iostx.Code.MAPI_E_OFFLINE:
                case Iostx.Code.MAPI_E_LOGON_FAILED:
                    return new ConnectionException(code, message, inner);
                case Iostx.Code.E_CLOSED:
                    return new ClosedException(code, message, inner);
                default:
                    return new IostxException(code, message, inner);
            }
        }

        /// <summary>What a callback that threw this answers.</summary>
        internal static int CodeOf(Exception thrown)
        {
            IostxException failure = thrown as IostxException;
            if (failure != null)
                return failure.Code < 0 ? failure.Code : Iostx.Code.MAPI_E_CALL_FAILED;
            if (thrown is OperationCanceledException)
                return Iostx.Code.MAPI_E_USER_CANCEL;
            if (thrown is TimeoutException)
                return Iostx.Code.MAPI_E_TIMEOUT;
            return thrown is OutOfMemoryException ? Iostx.Code.MAPI_E_NOT_ENOUGH_MEMORY : Iostx.Code.MAPI_E_CALL_FAILED;
        }
    }

    /// <summary>MAPI_E_NOT_FOUND, MAPI_E_OBJECT_DELETED, SYNC_E_OBJECT_DELETED.</summary>
    public sealed class NotFoundException : IostxException
    {
        internal NotFoundException(int code, string message, Exception inner) : base(code, message, inner)
        {
        }
    }

    /// <summary>MAPI_E_BUSY: another thread, session or process has it.</summary>
    public sealed class BusyException : IostxException
    {
        internal BusyException(int code, string message, Exception inner) : base(code, message, inner)
        {
        }
    }

    /// <summary>MAPI_E_USER_CANCEL.</summary>
    public sealed class CancelledException : IostxException
    {
        internal CancelledException(int code, string message, Exception inner) : base(code, message, inner)
        {
        }
    }

    /// <summary>MAPI_E_COLLISION: the name or id is taken.</summary>
    public sealed class CollisionException : IostxException
    {
        internal CollisionException(int code, string message, Exception inner) : base(code, message, inner)
        {
        }
    }

    /// <summary>MAPI_E_OBJECT_CHANGED, SYNC_E_CONFLICT: another changed it meanwhile.</summary>
    public sealed class ChangedException : IostxException
    {
        internal ChangedException(int code, string message, Exception inner) : base(code, message, inner)
        {
        }
    }

    /// <summary>MAPI_E_NETWORK_ERROR, MAPI_E_TIMEOUT, MAPI_E_OFFLINE, MAPI_E_LOGON_FAILED: not the item's fault.</summary>
    public sealed class ConnectionException : IostxException
    {
        internal ConnectionException(int code, string message, Exception inner) : base(code, message, inner)
        {
        }
    }

    /// <summary>IOSTX_E_CLOSED: the store or manager of the object was closed.</summary>
    public sealed class ClosedException : IostxException
    {
        internal ClosedException(int code, string message, Exception inner) : base(code, message, inner)
        {
        }
    }
}
