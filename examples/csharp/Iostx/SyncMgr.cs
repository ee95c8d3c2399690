using System;
using System.Collections.Generic;

namespace Iostx
{
    /// <summary>Options of a manager. What is not set is the default. The functions are called on any thread.</summary>
    public sealed class SyncMgrOptions
    {
        private static readonly SyncMgrOptionsConnect OnConnect = (u, name) => Callback.Run(() =>
        {
            Callback.Target<SyncMgrOptions>(u).Connect(Utf8.Read(name));
            return Code.S_OK;
        });
        private static readonly SyncMgrOptionsDisconnect OnDisconnect = (u, name) => Callback.Answer(() =>
        {
            Callback.Target<SyncMgrOptions>(u).Disconnect(Utf8.Read(name));
            return Code.S_OK;
        });
        private static readonly SyncMgrOptionsPoll OnPoll = RunPoll;
        private static readonly SyncMgrOptionsNow OnNow = userdata => Hooks.Now(Callback.Target<SyncMgrOptions>(userdata).Now);
        private static readonly SyncMgrOptionsRandom OnRandom =
            (userdata, buffer, size) => Hooks.Random(Callback.Target<SyncMgrOptions>(userdata).Random, buffer, size);
        private static readonly SyncMgrOptionsUserdataFree OnFree = Callback.Free;

        public SyncMgrOptionFlags Flags { get; set; }

        /// <summary>Handlers that run side by side, at most; 0: 4.</summary>
        public uint Parallel { get; set; }

        /// <summary>Milliseconds without a sign of life after which a handler is given up; 0: never.</summary>
        public uint TimeoutMilliseconds { get; set; }

        /// <summary>Lines of the error log kept for each handler; 0: 1,000.</summary>
        public uint LogLimit { get; set; }

        /// <summary>Milliseconds between two calls of Poll; 0: 30,000.</summary>
        public uint PollIntervalMilliseconds { get; set; }

        /// <summary>Opens a connection; the name is null for the default one. What it throws comes out of EstablishConnection.</summary>
        public Action<string> Connect { get; set; }

        /// <summary>Closes one that was opened, when no handler runs any more. What it throws goes nowhere.</summary>
        public Action<string> Disconnect { get; set; }

        /// <summary>Asked by the clock; a bit that comes is an event. One that throws answers nothing.</summary>
        public Func<SyncMgrPoll> Poll { get; set; }

        /// <summary>Replaces the clock, for tests.</summary>
        public Func<DateTime> Now { get; set; }

        /// <summary>Fills an array with random bytes, for tests.</summary>
        public Action<byte[]> Random { get; set; }

        internal IntPtr Write(Arena arena)
        {
            Fields fields = arena.Sized(Layout.SyncMgrOptions.SizeOf);
            fields.UInt32(Layout.SyncMgrOptions.Flags, (uint)Flags);
            fields.UInt32(Layout.SyncMgrOptions.Parallel, Parallel);
            fields.UInt32(Layout.SyncMgrOptions.TimeoutMs, TimeoutMilliseconds);
            fields.UInt32(Layout.SyncMgrOptions.LogLimit, LogLimit);
            fields.UInt32(Layout.SyncMgrOptions.PollIntervalMs, PollIntervalMilliseconds);
            fields.Function(Layout.SyncMgrOptions.Connect, Connect == null ? null : OnConnect);
            fields.Function(Layout.SyncMgrOptions.Disconnect, Disconnect == null ? null : OnDisconnect);
            fields.Function(Layout.SyncMgrOptions.Poll, Poll == null ? null : OnPoll);
            fields.Function(Layout.SyncMgrOptions.Now, Now == null ? null : OnNow);
            fields.Function(Layout.SyncMgrOptions.Random, Random == null ? null : OnRandom);
            fields.Function(Layout.SyncMgrOptions.UserdataFree, OnFree);
            fields.Pointer(Layout.SyncMgrOptions.Userdata, Callback.Keep(MemberwiseClone()));
            return fields.At;
        }

        private static uint RunPoll(IntPtr userdata)
        {
            SyncMgrPoll answer = SyncMgrPoll.None;
            Callback.Answer(() =>
            {
                answer = Callback.Target<SyncMgrOptions>(userdata).Poll();
                return Code.S_OK;
            });
            return (uint)answer;
        }
    }

    /// <summary>When a handler runs by itself. With neither an interval nor a time of day: never.</summary>
    public sealed class Schedule
    {
        public SyncMgrScheduleFlags Flags { get; set; }

        /// <summary>From one run to the next; null: no interval.</summary>
        public TimeSpan? Interval { get; set; }

        /// <summary>Minute of the day, 0 to 1439; null: no time of day.</summary>
        public uint? DailyMinute { get; set; }

        /// <summary>A random part of so much is added to each time.</summary>
        public TimeSpan Jitter { get; set; }
    }

    /// <summary>An event of a manager. What does not count for a kind is zero.</summary>
    public sealed class SyncMgrEvent : EventArgs
    {
        internal SyncMgrEvent(View view)
        {
            Kind = (SyncMgrEventKind)view.UInt32(Layout.SyncMgrEvent.Kind);
            Handler = new Guid(view.Raw(Layout.SyncMgrEvent.HandlerId, Layout.Guid.SizeOf));
            Item = new Guid(view.Raw(Layout.SyncMgrEvent.ItemId, Layout.Guid.SizeOf));
            Run = view.UInt64(Layout.SyncMgrEvent.Run);
            Status = view.UInt32(Layout.SyncMgrEvent.Status);
            Value = view.Int32(Layout.SyncMgrEvent.ProgValue);
            Maximum = view.Int32(Layout.SyncMgrEvent.MaxValue);
            Code = view.Int32(Layout.SyncMgrEvent.Code);
        }

        public SyncMgrEventKind Kind { get; private set; }
        public Guid Handler { get; private set; }
        public Guid Item { get; private set; }

        /// <summary>The number of the run, unique in this manager.</summary>
        public ulong Run { get; private set; }

        /// <summary>SyncMgrStatus of the item, SyncMgrOutcome of the run, or SyncMgrLogLevel of a line.</summary>
        public uint Status { get; private set; }

        public int Value { get; private set; }
        public int Maximum { get; private set; }

        /// <summary>The code of what ended.</summary>
        public int Code { get; private set; }
    }

    /// <summary>What happens in a manager.</summary>
    public sealed class SyncMgrEvents : EventQueue<SyncMgrEvent>
    {
        private static readonly SyncMgrEventsOptionsWake OnWake = Wake;
        private static readonly SyncMgrEventsOptionsUserdataFree OnFree = Callback.Free;
        private readonly SyncMgrEventsHandle handle;

        internal SyncMgrEvents(SyncMgrHandle manager, uint queueLimit, Action wake) : base(wake)
        {
            using (Arena arena = new Arena())
            {
                Fields fields = arena.Sized(Layout.SyncMgrEventsOptions.SizeOf);
                fields.UInt32(Layout.SyncMgrEventsOptions.QueueLimit, queueLimit);
                if (WakeUserdata != null)
                {
                    fields.Function(Layout.SyncMgrEventsOptions.Wake, OnWake);
                    fields.Pointer(Layout.SyncMgrEventsOptions.Userdata, Callback.Keep(WakeUserdata));
                    fields.Function(Layout.SyncMgrEventsOptions.UserdataFree, OnFree);
                }
                manager.Check(Native.iostx_syncmgr_events_open(manager, fields.At, out handle));
            }
        }

        internal override Handle Handle
        {
            get { return handle; }
        }

        internal override int SizeOf
        {
            get { return Layout.SyncMgrEvent.SizeOf; }
        }

        internal override int Fill(uint milliseconds, IntPtr at)
        {
            return Native.iostx_syncmgr_events_next(handle, milliseconds, at);
        }

        internal override SyncMgrEvent Read(View view)
        {
            return new SyncMgrEvent(view);
        }

        internal override int End()
        {
            return Native.iostx_syncmgr_events_stop(handle);
        }
    }

    /// <summary>
    /// A synchronization manager: drives handlers, shows progress, collects errors, and knows when to run. Any threads at once. Handlers that
    /// are attached are kept until they are detached or the manager is closed. docs/syncmgr.md has what it does when.
    /// </summary>
    public sealed class SyncMgr : IDisposable
    {
        private readonly SyncMgrHandle handle;

        private SyncMgr(SyncMgrHandle handle)
        {
            this.handle = handle;
        }

        /// <summary>Opens a manager, or makes its file, which is no store.</summary>
        public static SyncMgr Open(string path, SyncMgrOptions options = null)
        {
            Library.Require();
            byte[] name = Utf8.Terminated(path);
            using (Arena arena = new Arena())
            {
                SyncMgrHandle manager;
                IntPtr error;
                int code = Native.iostx_syncmgr_open(name, options == null ? IntPtr.Zero : options.Write(arena), out manager, out error);
                Callback.Surface();
                if (code < 0)
                    throw IostxException.Of(code, error);
                return new SyncMgr(manager);
            }
        }

        /// <summary>
        /// Ends it: runs are cancelled, handlers are waited for and released. False: it was closed already. A time-out throws
        /// (MAPI_E_TIMEOUT): call again to wait on.
        /// </summary>
        public bool Close(TimeSpan? timeout = null)
        {
            return handle.Check(Native.iostx_syncmgr_close(handle, Store.Milliseconds(timeout))) == Code.S_OK;
        }

        /// <summary>Lets go of it; one that was not closed ends without being waited for.</summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        // --- Registration, and the code for it.

        /// <summary>Keeps the id of a handler in the file. description: for users, until the handler has told its name.</summary>
        public void Register(Guid handler, string description = null, SyncMgrRegisterFlags flags = SyncMgrRegisterFlags.None)
        {
            handle.Check(Native.iostx_syncmgr_register_handler(handle, handler.ToByteArray(), Utf8.Terminated(description), (uint)flags));
        }

        public void Unregister(Guid handler)
        {
            handle.Check(Native.iostx_syncmgr_unregister_handler(handle, handler.ToByteArray()));
        }

        /// <summary>The flags it was registered with; null: it is not.</summary>
        public SyncMgrRegisterFlags? GetRegistration(Guid handler)
        {
            uint flags;
            bool registered = handle.Check(
                Native.iostx_syncmgr_get_handler_registration_info(handle, handler.ToByteArray(), out flags)) == Code.S_OK;
            return registered ? (SyncMgrRegisterFlags?)flags : null;
        }

        /// <summary>This process serves a registered id; factory makes an object for each run. The token is for <see cref="Detach"/>.</summary>
        public ulong Attach(Guid handler, Func<Handler> factory)
        {
            using (Arena arena = new Arena())
            {
                ulong token;
                handle.Check(Native.iostx_syncmgr_attach(handle, handler.ToByteArray(), HandlerBridge.Factory(arena, factory), out token));
                return token;
            }
        }

        /// <summary>Registers and attaches a handler whose items are the folders of its store.</summary>
        public ulong AttachStore(Guid handler, StoreHandler served, SyncMgrRegisterFlags flags = SyncMgrRegisterFlags.None)
        {
            using (Arena arena = new Arena())
            {
                ulong token;
                IntPtr options = HandlerBridge.StoreOptions(arena, served, flags);
                handle.Check(Native.iostx_syncmgr_add_store_handler(handle, handler.ToByteArray(), options, out token));
                GC.KeepAlive(served);
                return token;
            }
        }

        /// <summary>No call of it comes after that. BusyException: it is at work, and was asked to stop; detach again when it has ended.</summary>
        public void Detach(ulong token)
        {
            handle.Check(Native.iostx_syncmgr_detach(handle, token));
        }

        // --- Running. All return at once.

        /// <summary>A program runs one handler, which is given the cookie.</summary>
        public void UpdateItems(Guid handler, Octets cookie = default(Octets), SyncMgrInvokeFlags flags = SyncMgrInvokeFlags.StartSync)
        {
            using (Arena arena = new Arena())
                handle.Check(Native.iostx_syncmgr_update_items(handle, (uint)flags, handler.ToByteArray(), arena.ByValue(cookie)));
        }

        /// <summary>A program runs all handlers that this process serves.</summary>
        public void UpdateAll()
        {
            handle.Check(Native.iostx_syncmgr_update_all(handle));
        }

        /// <summary>Starts a handler for a user, or all (null). items: exactly these; none: those that are chosen.</summary>
        public void Start(Guid? handler = null, params Guid[] items)
        {
            handle.Check(Native.iostx_syncmgr_start(handle, Memory.Bytes(handler), Memory.Join(items), Memory.Count(items)));
        }

        /// <summary>Stops a handler, or all (null). items: only these are skipped; none: all.</summary>
        public void Stop(Guid? handler = null, params Guid[] items)
        {
            handle.Check(Native.iostx_syncmgr_stop(handle, Memory.Bytes(handler), Memory.Join(items), Memory.Count(items)));
        }

        /// <summary>Tells of the machine: handlers that are registered for the event run.</summary>
        public void Notify(SyncMgrNotify what)
        {
            handle.Check(Native.iostx_syncmgr_notify(handle, (uint)what));
        }

        /// <summary>Does what is due, and says when to call again; null: not before another call changes something.</summary>
        public TimeSpan? RunDue()
        {
            ulong next;
            handle.Check(Native.iostx_syncmgr_run_due(handle, out next));
            return next == ulong.MaxValue ? (TimeSpan?)null : TimeSpan.FromMilliseconds(next);
        }

        // --- Dialogs and conflicts. All return at once; SyncMgrEventKind.Shown tells when they are done.

        /// <summary>item: null: those of the handler itself.</summary>
        public void ShowProperties(Guid handler, Guid? item = null)
        {
            handle.Check(Native.iostx_syncmgr_show_properties(handle, handler.ToByteArray(), Memory.Bytes(item), IntPtr.Zero));
        }

        /// <summary>Opens a line of the error log.</summary>
        public void ShowError(Guid handler, Guid error)
        {
            handle.Check(Native.iostx_syncmgr_show_error(handle, handler.ToByteArray(), error.ToByteArray(), IntPtr.Zero));
        }

        /// <summary>Has a handler resolve conflicts that it reported; with ResolveChoice.ApplyToAll all of it.</summary>
        public void ResolveConflicts(Guid handler, IEnumerable<Guid> conflicts, ResolveChoice choice)
        {
            Guid[] ids = Memory.Array(conflicts);
            handle.Check(Native.iostx_syncmgr_resolve_conflicts(
                handle, handler.ToByteArray(), Memory.Join(ids), Memory.Count(ids), (uint)choice));
        }

        // --- What users set.

        /// <summary>Chooses an item (isChecked), or enables or disables it for good, with a reason. null: as it is.</summary>
        public void SetItem(Guid handler, Guid item, bool? isChecked = null, bool? isEnabled = null, string reason = null)
        {
            using (Arena arena = new Arena())
            {
                SyncMgrItemOptionMask mask = isChecked.HasValue ? SyncMgrItemOptionMask.Checked : SyncMgrItemOptionMask.None;
                mask |= isEnabled.HasValue ? SyncMgrItemOptionMask.Enabled : SyncMgrItemOptionMask.None;
                Fields fields = arena.Sized(Layout.SyncMgrItemOptions.SizeOf);
                fields.UInt32(Layout.SyncMgrItemOptions.Mask, (uint)mask);
                fields.UInt32(Layout.SyncMgrItemOptions.Checked, isChecked == true ? 1u : 0u);
                fields.UInt32(Layout.SyncMgrItemOptions.Enabled, isEnabled == true ? 1u : 0u);
                fields.Text(Layout.SyncMgrItemOptions.Reason, reason);
                handle.Check(Native.iostx_syncmgr_set_item_options(handle, handler.ToByteArray(), item.ToByteArray(), fields.At));
            }
        }

        /// <summary>Enables or disables a handler for good.</summary>
        public void SetEnabled(Guid handler, bool isEnabled, string reason = null)
        {
            handle.Check(Native.iostx_syncmgr_set_handler_enabled(
                handle, handler.ToByteArray(), isEnabled ? 1u : 0u, Utf8.Terminated(reason)));
        }

        /// <summary>When a handler runs by itself; null: never.</summary>
        public void SetSchedule(Guid handler, Schedule schedule)
        {
            using (Arena arena = new Arena())
            {
                IntPtr at = IntPtr.Zero;
                if (schedule != null)
                {
                    Fields fields = arena.Sized(Layout.SyncMgrSchedule.SizeOf);
                    fields.UInt32(Layout.SyncMgrSchedule.Flags, (uint)schedule.Flags);
                    fields.UInt64(Layout.SyncMgrSchedule.IntervalMs, checked((ulong)(schedule.Interval ?? TimeSpan.Zero).TotalMilliseconds));
                    fields.UInt32(Layout.SyncMgrSchedule.DailyMinute, schedule.DailyMinute ?? uint.MaxValue);
                    fields.UInt32(Layout.SyncMgrSchedule.JitterMs, checked((uint)schedule.Jitter.TotalMilliseconds));
                    at = fields.At;
                }
                handle.Check(Native.iostx_syncmgr_set_schedule(handle, handler.ToByteArray(), at));
            }
        }

        public Schedule GetSchedule(Guid handler)
        {
            using (Arena arena = new Arena())
            {
                Fields fields = arena.Sized(Layout.SyncMgrSchedule.SizeOf);
                handle.Check(Native.iostx_syncmgr_get_schedule(handle, handler.ToByteArray(), fields.At));
                View view = View.Sized(fields.At, arena);
                ulong interval = view.UInt64(Layout.SyncMgrSchedule.IntervalMs);
                uint minute = view.UInt32(Layout.SyncMgrSchedule.DailyMinute);
                return new Schedule
                {
                    Flags = (SyncMgrScheduleFlags)view.UInt32(Layout.SyncMgrSchedule.Flags),
                    Interval = interval == 0 ? (TimeSpan?)null : TimeSpan.FromMilliseconds(interval),
                    DailyMinute = minute == uint.MaxValue ? (uint?)null : minute,
                    Jitter = TimeSpan.FromMilliseconds(view.UInt32(Layout.SyncMgrSchedule.JitterMs)),
                };
            }
        }

        /// <summary>Deletes the lines of the error log; null: of all handlers.</summary>
        public void ClearErrors(Guid? handler = null)
        {
            handle.Check(Native.iostx_syncmgr_clear_errors(handle, Memory.Bytes(handler)));
        }

        // --- What users look at: rows of Tag.SyncMgr..., as they were when they were asked for. null: of all handlers.

        public Cursor ListHandlers()
        {
            CursorHandle cursor;
            handle.Check(Native.iostx_syncmgr_list_handlers(handle, out cursor));
            return new Cursor(cursor);
        }

        public Cursor ListItems(Guid? handler = null)
        {
            CursorHandle cursor;
            handle.Check(Native.iostx_syncmgr_list_items(handle, Memory.Bytes(handler), out cursor));
            return new Cursor(cursor);
        }

        /// <summary>Oldest first.</summary>
        public Cursor ListErrors(Guid? handler = null)
        {
            CursorHandle cursor;
            handle.Check(Native.iostx_syncmgr_list_errors(handle, Memory.Bytes(handler), out cursor));
            return new Cursor(cursor);
        }

        public Cursor ListConflicts(Guid? handler = null)
        {
            CursorHandle cursor;
            handle.Check(Native.iostx_syncmgr_list_conflicts(handle, Memory.Bytes(handler), out cursor));
            return new Cursor(cursor);
        }

        /// <summary>Subscribes to what happens in this manager. To be disposed.</summary>
        public SyncMgrEvents Subscribe(uint queueLimit = 0, Action wake = null)
        {
            return new SyncMgrEvents(handle, queueLimit, wake);
        }
    }
}
