using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Iostx
{
    /// <summary>
    /// A queue of events. Taken one by one (<see cref="Next"/>), in a loop that ends with <see cref="Stop"/> (foreach), or as a .NET event:
    /// the first handler of <see cref="Received"/> starts a thread that takes them. One thread takes, any thread stops.
    /// </summary>
    public abstract class EventQueue<T> : IDisposable, IEnumerable<T> where T : class
    {
        private readonly object gate = new object();
        private readonly WakeTarget wake;
        private EventHandler<T> received;
        private Thread pump;
        private ExceptionDispatchInfo failure;

        internal EventQueue(Action wake)
        {
            this.wake = wake == null ? null : new WakeTarget(wake);
        }

        /// <summary>
        /// An event came; called on a thread of this queue. What a handler throws goes to <see cref="Error"/>; where nobody listens, it ends
        /// the thread and comes out of <see cref="Stop"/>.
        /// </summary>
        public event EventHandler<T> Received
        {
            add
            {
                lock (gate)
                {
                    received += value;
                    if (pump != null)
                        return;
                    pump = new Thread(Pump) { IsBackground = true, Name = "iostx events" };
                    pump.Start();
                }
            }
            remove
            {
                lock (gate)
                    received -= value;
            }
        }

        /// <summary>A handler of <see cref="Received"/> threw, or the queue failed.</summary>
        public event ErrorEventHandler Error;

        /// <summary>The next event. null: none came within the time, or the queue was stopped, or what it is of was closed. No time: until one comes.</summary>
        public T Next(TimeSpan? timeout = null)
        {
            if (wake != null)
                wake.Surface();
            using (Arena arena = new Arena())
            {
                Fields fields = arena.Sized(SizeOf);
                int code = Fill(Store.Milliseconds(timeout), fields.At);
                Callback.Surface();
                if (code == Code.S_FALSE || code == Code.MAPI_E_USER_CANCEL || code == Code.E_CLOSED)
                    return null;
                Handle.Check(code);
                return Read(View.Sized(fields.At, arena));
            }
        }

        /// <summary>Ends it, from any thread: loops end, handlers that run are waited for, no call comes any more.</summary>
        public void Stop()
        {
            Handle.Check(End());
            Thread running;
            lock (gate)
            {
                running = pump;
                pump = null;
            }
            if (running != null && running != Thread.CurrentThread)
                running.Join();
            ExceptionDispatchInfo thrown = Interlocked.Exchange(ref failure, null);
            if (thrown != null)
                thrown.Throw();
        }

        public IEnumerator<T> GetEnumerator()
        {
            T taken;
            while ((taken = Next()) != null)
                yield return taken;
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return GetEnumerator();
        }

        public void Dispose()
        {
            if (Handle.IsClosed)
                return;
            try
            {
                Stop();
            }
            finally
            {
                Handle.Dispose();
            }
        }

        /// <summary>For userdata of wake; null if nobody wants to be woken.</summary>
        internal object WakeUserdata
        {
            get { return wake; }
        }

        internal static void Wake(IntPtr userdata)
        {
            Callback.Target<WakeTarget>(userdata).Run();
        }

        internal abstract Handle Handle { get; }

        /// <summary>Of the structure that the library fills.</summary>
        internal abstract int SizeOf { get; }

        internal abstract int Fill(uint milliseconds, IntPtr at);

        internal abstract T Read(View view);

        internal abstract int End();

        private void Pump()
        {
            try
            {
                foreach (T taken in this)
                {
                    EventHandler<T> handlers = received;
                    try
                    {
                        if (handlers != null)
                            handlers(this, taken);
                    }
                    catch (Exception thrown)
                    {
                        if (Error == null)
                            throw;
                        Error(this, new ErrorEventArgs(thrown));
                    }
                }
            }
            catch (Exception thrown)
            {
                failure = ExceptionDispatchInfo.Capture(thrown);
            }
        }
    }

    /// <summary>Says that an event waits. What it throws comes out of the next call of Next.</summary>
    internal sealed class WakeTarget
    {
        private readonly Action action;
        private ExceptionDispatchInfo thrown;

        internal WakeTarget(Action action)
        {
            this.action = action;
        }

        internal void Run()
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                thrown = ExceptionDispatchInfo.Capture(exception);
            }
        }

        internal void Surface()
        {
            ExceptionDispatchInfo one = Interlocked.Exchange(ref thrown, null);
            if (one != null)
                one.Throw();
        }
    }

    /// <summary>Which change events are wanted.</summary>
    public sealed class EventsOptions
    {
        /// <summary>None or All: all kinds.</summary>
        public EventMask Mask { get; set; }

        /// <summary>Events that may wait before they are replaced by one EventKind.Overflow; 0: 1,000.</summary>
        public uint QueueLimit { get; set; }

        /// <summary>Only events of this folder and of what is in it.</summary>
        public FolderId Folder { get; set; }

        /// <summary>Says that an event waits; called on any thread, once until the queue was read; must not use the library.</summary>
        public Action Wake { get; set; }
    }

    /// <summary>A change in a store.</summary>
    public sealed class ChangeEvent : EventArgs
    {
        internal ChangeEvent(View view)
        {
            Kind = (EventKind)view.UInt32(Layout.Event.Kind);
            Changed = (ChangedParts)view.UInt32(Layout.Event.Changed);
            Origin = (Origin)view.UInt32(Layout.Event.Origin);
            Folder = FolderId.OrNone(view.Raw(Layout.Event.Feid, Layout.Feid.SizeOf));
            Item = ItemId.OrNone(view.Raw(Layout.Event.Meid, Layout.Meid.SizeOf));
            OldFolder = FolderId.OrNone(view.Raw(Layout.Event.OldFeid, Layout.Feid.SizeOf));
        }

        /// <summary>After EventKind.Overflow events were lost: list again.</summary>
        public EventKind Kind { get; private set; }

        /// <summary>In events of items that changed or were moved.</summary>
        public ChangedParts Changed { get; private set; }

        public Origin Origin { get; private set; }
        public FolderId Folder { get; private set; }

        /// <summary>null in events of folders.</summary>
        public ItemId Item { get; private set; }

        /// <summary>Where the object was, in events of moves; else null.</summary>
        public FolderId OldFolder { get; private set; }
    }

    /// <summary>The changes of a store, those of other processes included.</summary>
    public sealed class Events : EventQueue<ChangeEvent>
    {
        private static readonly EventsOptionsWake OnWake = Wake;
        private static readonly EventsOptionsUserdataFree OnFree = Callback.Free;
        private readonly EventsHandle handle;

        internal Events(StoreHandle store, EventsOptions options) : base(options.Wake)
        {
            using (Arena arena = new Arena())
            {
                Fields fields = arena.Sized(Layout.EventsOptions.SizeOf);
                fields.UInt32(Layout.EventsOptions.Mask, (uint)options.Mask);
                fields.UInt32(Layout.EventsOptions.QueueLimit, options.QueueLimit);
                if (options.Folder != null)
                    fields.Pointer(Layout.EventsOptions.Folder, arena.Bytes(options.Folder.Borrow()));
                if (WakeUserdata != null)
                {
                    fields.Function(Layout.EventsOptions.Wake, OnWake);
                    fields.Pointer(Layout.EventsOptions.Userdata, Callback.Keep(WakeUserdata));
                    fields.Function(Layout.EventsOptions.UserdataFree, OnFree);
                }
                store.Check(Native.iostx_events_open(store, fields.At, out handle));
            }
        }

        internal override Handle Handle
        {
            get { return handle; }
        }

        internal override int SizeOf
        {
            get { return Layout.Event.SizeOf; }
        }

        internal override int Fill(uint milliseconds, IntPtr at)
        {
            return Native.iostx_events_next(handle, milliseconds, at);
        }

        internal override ChangeEvent Read(View view)
        {
            return new ChangeEvent(view);
        }

        internal override int End()
        {
            return Native.iostx_events_stop(handle);
        }
    }
}
