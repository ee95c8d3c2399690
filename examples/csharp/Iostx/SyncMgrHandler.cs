using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Iostx
{
    /// <summary>Whether a method of a handler is done when it returns.</summary>
    public enum Completion
    {
        /// <summary>It is done, and is completed with S_OK.</summary>
        Done,

        /// <summary>It goes on elsewhere, and completes with the method of its Callback.</summary>
        Later,

        /// <summary>Of ShowError: done, and what failed is to be synchronized again.</summary>
        Retry,
    }

    /// <summary>
    /// What a manager drives (ISyncMgrSynchronize): one object for each run. Its methods are called on a thread of the run, one at a time;
    /// they may use the callback and the manager. What one throws is its failure, and stands in the error log.
    /// </summary>
    public abstract class Handler
    {
        /// <summary>For users; at most 31 UTF-16 units.</summary>
        public abstract string Name { get; }

        /// <summary>The icon by name.</summary>
        public virtual string IconName
        {
            get { return ""; }
        }

        public virtual SyncMgrHandlerFlags Flags
        {
            get { return SyncMgrHandlerFlags.None; }
        }

        /// <summary>What to report to, from Prepare on.</summary>
        public HandlerCallback Callback { get; internal set; }

        /// <summary>The first call. reason: why the run was started. False: not this time.</summary>
        public virtual bool Initialize(SyncMgrFlags reason, Octets cookie)
        {
            return true;
        }

        /// <summary>What there is to synchronize; asked for one at a time.</summary>
        public abstract IEnumerable<HandlerItem> EnumItems();

        /// <summary>PrepareForSync: the chosen items. The place to log on.</summary>
        public virtual Completion Prepare(IReadOnlyList<Guid> items)
        {
            return Completion.Done;
        }

        /// <summary>Synchronizes the chosen items.</summary>
        public abstract Completion Synchronize();

        /// <summary>Users skip this item; Callback.Progress says so too.</summary>
        public virtual void SetItemStatus(Guid item, SyncMgrStatus status)
        {
        }

        /// <summary>Shows the properties of an item; null: those of the handler.</summary>
        public virtual Completion ShowProperties(Guid? item)
        {
            throw new IostxException(Code.MAPI_E_NO_SUPPORT);
        }

        /// <summary>Shows a line that this object logged.</summary>
        public virtual Completion ShowError(Guid error)
        {
            throw new IostxException(Code.MAPI_E_NO_SUPPORT);
        }

        /// <summary>Resolves a conflict that was reported.</summary>
        public virtual void ResolveConflict(Guid conflict, Guid item, ResolveChoice choice)
        {
            throw new IostxException(Code.MAPI_E_NO_SUPPORT);
        }
    }

    /// <summary>A handler whose items are the folders of a store. Attached with SyncMgr.AttachStore.</summary>
    public abstract class StoreHandler
    {
        protected StoreHandler(Store store, string name)
        {
            Store = store;
            Name = name;
        }

        public Store Store { get; private set; }
        public string Name { get; private set; }

        /// <summary>The place to log on.</summary>
        public virtual void Prepare()
        {
        }

        /// <summary>
        /// Synchronizes these folders, such as by <c>return session.Replicate(remote, new ReplicateOptions { Folders = folders })</c>. Session
        /// and callback end with the call. A report that is partial is told as such; null: all went well.
        /// </summary>
        public abstract ReplicateReport Synchronize(Session session, HandlerCallback callback, IReadOnlyList<FolderId> folders);

        /// <summary>A user opened a line of the error log. True: what it is about is tried again at once.</summary>
        public virtual bool ShowError(Guid error)
        {
            return true;
        }

        /// <summary>The item of a folder, for what Synchronize reports itself.</summary>
        public Guid ItemOf(FolderId folder)
        {
            byte[] item = new byte[Layout.Guid.SizeOf];
            Store.Handle.Check(Native.iostx_syncmgr_store_item(Store.Handle, folder.Borrow(), item));
            return new Guid(item);
        }
    }

    /// <summary>Between the structures of handlers and the classes.</summary>
    internal static class HandlerBridge
    {
        // Kept for ever: the library calls them as long as a manager is open.
        private static readonly SyncMgrFactoryCreate OnCreate = Create;
        private static readonly SyncMgrFactoryUserdataFree OnFactoryFree = Callback.Free;
        private static readonly SyncMgrHandlerUserdataFree OnFree = Free;
        private static readonly SyncMgrHandlerInitialize OnInitialize = (u, flags, cookie) => Run(u, handler =>
            handler.Initialize((SyncMgrFlags)flags, Memory.Copy(cookie.Data, Memory.Size(cookie.Size))) ? Code.S_OK : Code.S_FALSE);
        private static readonly SyncMgrHandlerGetHandlerInfo OnGetHandlerInfo = (u, info) =>
            Run(u, handler => FillInfo(handler, Fields.Passed(info)));
        private static readonly SyncMgrHandlerEnumSyncMgrItems OnEnumItems = (u, items) =>
            Run(u, handler => FillEnumerator(handler, Fields.Passed(items)));
        private static readonly SyncMgrHandlerShowProperties OnShowProperties = (u, window, item) => Complete(u,
            handler => handler.ShowProperties(Memory.Guid(item) == Guid.Empty ? (Guid?)null : Memory.Guid(item)),
            (handler, code, answer) => handler.Callback.ShowPropertiesCompleted(code));
        private static readonly SyncMgrHandlerSetProgressCallback OnSetCallback = (u, callback) => Run(u, handler =>
        {
            // An owned one, so that a worker may report later; it goes when the handler does.
            if (callback != IntPtr.Zero)
                handler.Callback = HandlerCallback.Share(callback);
            return Code.S_OK;
        });
        private static readonly SyncMgrHandlerPrepareForSync OnPrepare = (u, items, count, window) => Complete(u,
            handler => handler.Prepare(Memory.Guids(items, Memory.Size(count))),
            (handler, code, answer) => handler.Callback.PrepareCompleted(code));
        private static readonly SyncMgrHandlerSynchronize OnSynchronize = (u, window) => Complete(u,
            handler => handler.Synchronize(), (handler, code, answer) => handler.Callback.SynchronizeCompleted(code));
        private static readonly SyncMgrHandlerSetItemStatus OnSetItemStatus = (u, item, status) => Run(u, handler =>
        {
            handler.SetItemStatus(Memory.Guid(item), (SyncMgrStatus)status);
            return Code.S_OK;
        });
        private static readonly SyncMgrHandlerShowError OnShowError = (u, window, error) => Complete(u,
            handler => handler.ShowError(Memory.Guid(error)),
            (handler, code, answer) => handler.Callback.ShowErrorCompleted(answer == Completion.Retry ? Code.S_SYNCMGR_RETRYSYNC : code));
        private static readonly SyncMgrHandlerResolveConflict OnResolveConflict = (u, conflict, item, choice) => Run(u, handler =>
        {
            handler.ResolveConflict(Memory.Guid(conflict), Memory.Guid(item), (ResolveChoice)choice);
            return Code.S_OK;
        });
        private static readonly SyncMgrEnumeratorNext OnNext = Next;
        private static readonly SyncMgrEnumeratorUserdataFree OnEnumeratorFree = FreeEnumerator;
        private static readonly SyncMgrStoreOptionsPrepare OnStorePrepare = (u, window) => Callback.Answer(() =>
        {
            Callback.Target<StoreHandler>(u).Prepare();
            return Code.S_OK;
        });
        private static readonly SyncMgrStoreOptionsSynchronize OnStoreSynchronize = StoreSynchronize;
        private static readonly SyncMgrStoreOptionsShowError OnStoreShowError = (u, window, error) => Callback.Answer(() =>
            Callback.Target<StoreHandler>(u).ShowError(Memory.Guid(error)) ? Code.S_SYNCMGR_RETRYSYNC : Code.S_OK);
        private static readonly SyncMgrStoreOptionsUserdataFree OnStoreFree = Callback.Free;

        internal static IntPtr Factory(Arena arena, Func<Handler> factory)
        {
            Fields fields = arena.Sized(Layout.SyncMgrFactory.SizeOf);
            fields.Function(Layout.SyncMgrFactory.Create, OnCreate);
            fields.Function(Layout.SyncMgrFactory.UserdataFree, OnFactoryFree);
            fields.Pointer(Layout.SyncMgrFactory.Userdata, Callback.Keep(factory));
            return fields.At;
        }

        internal static IntPtr StoreOptions(Arena arena, StoreHandler handler, SyncMgrRegisterFlags flags)
        {
            Fields fields = arena.Sized(Layout.SyncMgrStoreOptions.SizeOf);
            fields.UInt32(Layout.SyncMgrStoreOptions.RegisterFlags, (uint)flags);
            fields.Pointer(Layout.SyncMgrStoreOptions.Store, handler.Store.Handle.DangerousGetHandle());
            fields.Text(Layout.SyncMgrStoreOptions.Name, handler.Name);
            fields.Function(Layout.SyncMgrStoreOptions.Prepare, OnStorePrepare);
            fields.Function(Layout.SyncMgrStoreOptions.Synchronize, OnStoreSynchronize);
            fields.Function(Layout.SyncMgrStoreOptions.ShowError, OnStoreShowError);
            fields.Function(Layout.SyncMgrStoreOptions.UserdataFree, OnStoreFree);
            fields.Pointer(Layout.SyncMgrStoreOptions.Userdata, Callback.Keep(handler));
            return fields.At;
        }

        private static int Create(IntPtr userdata, IntPtr structure)
        {
            return Callback.Answer(() =>
            {
                Handler handler = Callback.Target<Func<Handler>>(userdata)();
                Fields fields = Fields.Passed(structure);
                fields.Function(Layout.SyncMgrHandler.UserdataFree, OnFree);
                fields.Function(Layout.SyncMgrHandler.Initialize, OnInitialize);
                fields.Function(Layout.SyncMgrHandler.GetHandlerInfo, OnGetHandlerInfo);
                fields.Function(Layout.SyncMgrHandler.EnumSyncMgrItems, OnEnumItems);
                fields.Function(Layout.SyncMgrHandler.SetProgressCallback, OnSetCallback);
                fields.Function(Layout.SyncMgrHandler.PrepareForSync, OnPrepare);
                fields.Function(Layout.SyncMgrHandler.Synchronize, OnSynchronize);
                fields.Function(Layout.SyncMgrHandler.SetItemStatus, OnSetItemStatus);
                fields.Function(Layout.SyncMgrHandler.ShowProperties, Overrides(handler, "ShowProperties") ? OnShowProperties : null);
                fields.Function(Layout.SyncMgrHandler.ShowError, Overrides(handler, "ShowError") ? OnShowError : null);
                fields.Function(Layout.SyncMgrHandler.ResolveConflict, Overrides(handler, "ResolveConflict") ? OnResolveConflict : null);
                fields.Pointer(Layout.SyncMgrHandler.Userdata, Callback.Keep(handler));
                return Code.S_OK;
            });
        }

        private static bool Overrides(Handler handler, string method)
        {
            return handler.GetType().GetMethod(method).DeclaringType != typeof(Handler);
        }

        private static void Free(IntPtr userdata)
        {
            Callback.Free(userdata);
        }

        private static int Run(IntPtr userdata, Func<Handler, int> method)
        {
            return Callback.Answer(() =>
            {
                Handler handler = Callback.Target<Handler>(userdata);
                try
                {
                    return method(handler);
                }
                catch (Exception thrown)
                {
                    Log(handler, thrown);
                    throw;
                }
            });
        }

        /// <summary>Runs a method that owes a completion, and completes it, unless it goes on elsewhere.</summary>
        private static int Complete(IntPtr userdata, Func<Handler, Completion> method, Action<Handler, int, Completion> completed)
        {
            return Callback.Answer(() =>
            {
                Handler handler = Callback.Target<Handler>(userdata);
                int code = Code.S_OK;
                Completion answer = Completion.Done;
                try
                {
                    answer = method(handler);
                }
                catch (Exception thrown)
                {
                    code = IostxException.CodeOf(thrown);
                    Log(handler, thrown);
                }
                if (answer != Completion.Later)
                    completed(handler, code, answer);
                return Code.S_OK;
            });
        }

        /// <summary>What a method threw, for users.</summary>
        private static void Log(Handler handler, Exception thrown)
        {
            if (handler.Callback == null)
                return;
            try
            {
                string text = thrown is IostxException ? thrown.Message : thrown.GetType().Name + ": " + thrown.Message;
                handler.Callback.LogError(SyncMgrLogLevel.Error, text);
            }
            catch (IostxException)
            {
                // The run is over: its code says that it failed.
            }
        }

        private static int FillInfo(Handler handler, Fields info)
        {
            info.UInt32(Layout.SyncMgrHandlerInfo.Flags, (uint)handler.Flags);
            const int name = Layout.SyncMgrHandlerInfo.Name, icon = Layout.SyncMgrHandlerInfo.IconName;
            info.FixedText(name, icon - name, handler.Name);
            info.FixedText(icon, Layout.SyncMgrHandlerInfo.SizeOf - icon, handler.IconName);
            return Code.S_OK;
        }

        private static int FillEnumerator(Handler handler, Fields items)
        {
            items.Function(Layout.SyncMgrEnumerator.Next, OnNext);
            items.Function(Layout.SyncMgrEnumerator.UserdataFree, OnEnumeratorFree);
            items.Pointer(Layout.SyncMgrEnumerator.Userdata, Callback.Keep(handler.EnumItems().GetEnumerator()));
            return Code.S_OK;
        }

        private static int Next(IntPtr userdata, IntPtr item)
        {
            return Callback.Answer(() =>
            {
                IEnumerator<HandlerItem> items = Callback.Target<IEnumerator<HandlerItem>>(userdata);
                if (!items.MoveNext())
                    return Code.S_FALSE;
                items.Current.Write(Fields.Passed(item));
                return Code.S_OK;
            });
        }

        private static void FreeEnumerator(IntPtr userdata)
        {
            Callback.Answer(() =>
            {
                Callback.Target<IEnumerator<HandlerItem>>(userdata).Dispose();
                return Code.S_OK;
            });
            Callback.Free(userdata);
        }

        private static int StoreSynchronize(IntPtr userdata, IntPtr session, IntPtr callback, IntPtr folders, UIntPtr count)
        {
            return Callback.Answer(() =>
            {
                FolderId[] ids = new FolderId[Memory.Size(count)];
                for (int i = 0; i < ids.Length; i++)
                    ids[i] = new FolderId(Memory.Copy(IntPtr.Add(folders, i * Layout.Feid.SizeOf), Layout.Feid.SizeOf));
                HandlerCallback reports = HandlerCallback.Borrow(callback);
                try
                {
                    using (Session borrowed = new Session(new SessionHandle(session)))
                    {
                        ReplicateReport report = Callback.Target<StoreHandler>(userdata).Synchronize(borrowed, reports, ids);
                        return report != null && report.IsPartial ? Code.MAPI_W_PARTIAL_COMPLETION : Code.S_OK;
                    }
                }
                catch (Exception thrown) when (!(thrown is IostxException))
                {
                    reports.LogError(SyncMgrLogLevel.Error, thrown.GetType().Name + ": " + thrown.Message);
                    throw;
                }
            });
        }
    }
}
