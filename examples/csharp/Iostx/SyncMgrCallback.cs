using System;
using System.Collections.Generic;

namespace Iostx
{
    /// <summary>SYNCMGRITEM: what of a handler is synchronized.</summary>
    public sealed class HandlerItem
    {
        public HandlerItem(Guid id, string name)
        {
            Id = id;
            Name = name;
            IsChecked = true;
        }

        /// <summary>Stable from run to run; not zero.</summary>
        public Guid Id { get; private set; }

        /// <summary>What is longer than 127 UTF-16 units is cut.</summary>
        public string Name { get; private set; }

        public SyncMgrItemFlags Flags { get; set; }

        /// <summary>The choice as long as the user said nothing else.</summary>
        public bool IsChecked { get; set; }

        public DateTime? LastUpdate { get; set; }

        /// <summary>The icon by name.</summary>
        public string IconName { get; set; }

        internal void Write(Fields fields)
        {
            SyncMgrItemFlags time = LastUpdate.HasValue ? SyncMgrItemFlags.LastUpdateTime : SyncMgrItemFlags.None;
            fields.UInt32(Layout.SyncMgrItem.Flags, (uint)(Flags | time));
            fields.Raw(Layout.SyncMgrItem.ItemId, Id.ToByteArray());
            fields.UInt32(Layout.SyncMgrItem.ItemState, (uint)(IsChecked ? SyncMgrItemState.Checked : SyncMgrItemState.Unchecked));
            fields.UInt64(Layout.SyncMgrItem.LastUpdate, LastUpdate.HasValue ? ValueCodec.FromTime(LastUpdate.Value) : 0);
            fields.FixedText(Layout.SyncMgrItem.Name, Layout.SyncMgrItem.IconName - Layout.SyncMgrItem.Name, Name);
            fields.FixedText(Layout.SyncMgrItem.IconName, Layout.SyncMgrItem.SizeOf - Layout.SyncMgrItem.IconName, IconName);
        }
    }

    /// <summary>Progress of an item; what is null stays as it was.</summary>
    public sealed class HandlerProgress
    {
        public string Text { get; set; }
        public SyncMgrStatus? Status { get; set; }
        public int? Value { get; set; }
        public int? Maximum { get; set; }

        internal static IntPtr Write(Arena arena, HandlerProgress progress)
        {
            if (progress == null)
                return IntPtr.Zero;
            SyncMgrProgressMask mask = SyncMgrProgressMask.None;
            Fields fields = arena.Sized(Layout.SyncMgrProgressItem.SizeOf);
            if (progress.Text != null)
            {
                mask |= SyncMgrProgressMask.StatusText;
                fields.Text(Layout.SyncMgrProgressItem.StatusText, progress.Text);
            }
            if (progress.Status.HasValue)
            {
                mask |= SyncMgrProgressMask.StatusType;
                fields.UInt32(Layout.SyncMgrProgressItem.StatusType, (uint)progress.Status.Value);
            }
            if (progress.Value.HasValue)
            {
                mask |= SyncMgrProgressMask.ProgValue;
                fields.Int32(Layout.SyncMgrProgressItem.ProgValue, progress.Value.Value);
            }
            if (progress.Maximum.HasValue)
            {
                mask |= SyncMgrProgressMask.MaxValue;
                fields.Int32(Layout.SyncMgrProgressItem.MaxValue, progress.Maximum.Value);
            }
            fields.UInt32(Layout.SyncMgrProgressItem.Mask, (uint)mask);
            return fields.At;
        }
    }

    /// <summary>What Progress answers.</summary>
    public enum ProgressAnswer
    {
        /// <summary>Go on.</summary>
        Continue,

        /// <summary>S_SYNCMGR_CANCELITEM: leave this item.</summary>
        CancelItem,

        /// <summary>S_SYNCMGR_CANCELALL: leave all.</summary>
        CancelAll,
    }

    /// <summary>Where a line of the error log belongs and leads.</summary>
    public sealed class LogInfo
    {
        /// <summary>Names the line for this handler object.</summary>
        public Guid? ErrorId { get; set; }

        public Guid? ItemId { get; set; }

        /// <summary>Users may open the line, with Handler.ShowError; needs an ErrorId.</summary>
        public bool CanOpen { get; set; }

        public string Link { get; set; }
        public string LinkText { get; set; }

        internal static IntPtr Write(Arena arena, LogInfo info)
        {
            if (info == null)
                return IntPtr.Zero;
            SyncMgrLogErrorMask mask = SyncMgrLogErrorMask.ErrorFlags;
            Fields fields = arena.Sized(Layout.SyncMgrLogErrorInfo.SizeOf);
            fields.UInt32(Layout.SyncMgrLogErrorInfo.ErrorFlags, info.CanOpen ? (uint)SyncMgrErrorFlags.EnableJumpText : 0);
            if (info.ErrorId.HasValue)
            {
                mask |= SyncMgrLogErrorMask.ErrorId;
                fields.Raw(Layout.SyncMgrLogErrorInfo.ErrorId, info.ErrorId.Value.ToByteArray());
            }
            if (info.ItemId.HasValue)
            {
                mask |= SyncMgrLogErrorMask.ItemId;
                fields.Raw(Layout.SyncMgrLogErrorInfo.ItemId, info.ItemId.Value.ToByteArray());
            }
            if (info.Link != null)
            {
                mask |= SyncMgrLogErrorMask.Link;
                fields.Text(Layout.SyncMgrLogErrorInfo.Link, info.Link);
                fields.Text(Layout.SyncMgrLogErrorInfo.LinkText, info.LinkText);
            }
            fields.UInt32(Layout.SyncMgrLogErrorInfo.Mask, (uint)mask);
            return fields.At;
        }
    }

    /// <summary>
    /// What a handler reports to (ISyncMgrSynchronizeCallback). Any threads at once. After its run Progress answers CancelAll, and all else
    /// fails (E_UNEXPECTED).
    /// </summary>
    public sealed class HandlerCallback : IDisposable
    {
        private readonly SyncMgrCallbackHandle handle;

        private HandlerCallback(SyncMgrCallbackHandle handle)
        {
            this.handle = handle;
        }

        /// <summary>One that ends with the call that it was given to.</summary>
        internal static HandlerCallback Borrow(IntPtr callback)
        {
            return new HandlerCallback(new SyncMgrCallbackHandle(callback));
        }

        /// <summary>One of its own, of a borrowed one.</summary>
        internal static HandlerCallback Share(IntPtr callback)
        {
            SyncMgrCallbackHandle borrowed = new SyncMgrCallbackHandle(callback), shared;
            borrowed.Check(Native.iostx_syncmgr_callback_ref(borrowed, out shared));
            return new HandlerCallback(shared);
        }

        /// <summary>Report and question in one, at least before each item is begun; progress: null only asks.</summary>
        public ProgressAnswer Progress(Guid item, HandlerProgress progress = null)
        {
            using (Arena arena = new Arena())
                switch (handle.Check(Native.iostx_syncmgr_callback_progress(handle, item.ToByteArray(), HandlerProgress.Write(arena, progress))))
                {
                    case Code.S_SYNCMGR_CANCELITEM:
                        return ProgressAnswer.CancelItem;
                    case Code.S_SYNCMGR_CANCELALL:
                        return ProgressAnswer.CancelAll;
                    default:
                        return ProgressAnswer.Continue;
                }
        }

        /// <summary>Adds a line to the error log. info: null: about the handler.</summary>
        public void LogError(SyncMgrLogLevel level, string text, LogInfo info = null)
        {
            using (Arena arena = new Arena())
                handle.Check(Native.iostx_syncmgr_callback_log_error(handle, (uint)level, Utf8.Terminated(text), LogInfo.Write(arena, info)));
        }

        /// <summary>Removes the lines with an id; Guid.Empty: all that this handler object logged.</summary>
        public void DeleteLogError(Guid errorId)
        {
            handle.Check(Native.iostx_syncmgr_callback_delete_log_error(handle, errorId.ToByteArray()));
        }

        /// <summary>EnableModeless. true: may a window be shown? false: the window is gone.</summary>
        public bool EnableModeless(bool enable)
        {
            return handle.Check(Native.iostx_syncmgr_callback_enable_modeless(handle, enable ? 1u : 0u)) == Code.S_OK;
        }

        /// <summary>Asks the application for a connection; name: null: the default one.</summary>
        public void EstablishConnection(string name = null)
        {
            handle.Check(Native.iostx_syncmgr_callback_establish_connection(handle, Utf8.Terminated(name)));
        }

        /// <summary>Adds an item that was found while running; whether it belongs to this run.</summary>
        public bool ProposeItem(HandlerItem item)
        {
            using (Arena arena = new Arena())
            {
                uint chosen;
                Fields fields = arena.Sized(Layout.SyncMgrItem.SizeOf);
                item.Write(fields);
                handle.Check(Native.iostx_syncmgr_callback_propose_item(handle, fields.At, out chosen));
                return chosen != 0;
            }
        }

        /// <summary>Keeps a conflict until it is resolved with SyncMgr.ResolveConflicts. id: unique for the handler, stable.</summary>
        public void ReportConflict(Guid id, Guid item, string text)
        {
            using (Arena arena = new Arena())
            {
                Fields fields = arena.Sized(Layout.SyncMgrConflict.SizeOf);
                fields.Raw(Layout.SyncMgrConflict.ConflictId, id.ToByteArray());
                fields.Raw(Layout.SyncMgrConflict.ItemId, item.ToByteArray());
                fields.Text(Layout.SyncMgrConflict.Text, text);
                handle.Check(Native.iostx_syncmgr_callback_report_conflict(handle, fields.At));
            }
        }

        /// <summary>Lets a conflict go that was resolved otherwise.</summary>
        public void RemoveConflict(Guid id)
        {
            handle.Check(Native.iostx_syncmgr_callback_remove_conflict(handle, id.ToByteArray()));
        }

        // --- Completions, for methods that answered Completion.Later.

        public void PrepareCompleted(int code = Code.S_OK)
        {
            handle.Check(Native.iostx_syncmgr_callback_prepare_completed(handle, code));
        }

        /// <summary>The outcome of the run. Also owed after a cancel.</summary>
        public void SynchronizeCompleted(int code = Code.S_OK)
        {
            handle.Check(Native.iostx_syncmgr_callback_synchronize_completed(handle, code));
        }

        /// <summary>code: S_SYNCMGR_ITEMDELETED, S_SYNCMGR_ENUMITEMS: the items are enumerated again.</summary>
        public void ShowPropertiesCompleted(int code = Code.S_OK)
        {
            handle.Check(Native.iostx_syncmgr_callback_show_properties_completed(handle, code));
        }

        /// <summary>code: S_SYNCMGR_RETRYSYNC synchronizes items again; none: those that failed, or all.</summary>
        public void ShowErrorCompleted(int code = Code.S_OK, IEnumerable<Guid> items = null)
        {
            Guid[] all = Memory.Array(items);
            handle.Check(Native.iostx_syncmgr_callback_show_error_completed(handle, code, Memory.Join(all), Memory.Count(all)));
        }

        public void Dispose()
        {
            handle.Dispose();
        }
    }
}
