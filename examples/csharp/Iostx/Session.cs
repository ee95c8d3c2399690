using System;
using System.Collections.Generic;

namespace Iostx
{
    /// <summary>A conflict, for the callbacks Ask and Merge. Its items are lent until the callback returns; null where there is none.</summary>
    public sealed class Conflict
    {
        internal Conflict(View view)
        {
            Kind = (ConflictKind)view.UInt32(Layout.Conflict.Kind);
            Id = new ItemId(view.Raw(Layout.Conflict.Meid, Layout.Meid.SizeOf));
            Base = Item.Borrow(view.Pointer(Layout.Conflict.Base));
            Local = Item.Borrow(view.Pointer(Layout.Conflict.Local));
            Server = Item.Borrow(view.Pointer(Layout.Conflict.Server));
            Merged = Item.Borrow(view.Pointer(Layout.Conflict.Merged));
        }

        public ConflictKind Kind { get; private set; }
        public ItemId Id { get; private set; }

        /// <summary>The version that both sides started from.</summary>
        public Item Base { get; private set; }

        public Item Local { get; private set; }
        public Item Server { get; private set; }

        /// <summary>The version here with everything merged that does not conflict; what is set on it is the merged version.</summary>
        public Item Merged { get; private set; }
    }

    /// <summary>How far a session is.</summary>
    public sealed class Progress
    {
        internal Progress(View view)
        {
            State = (SyncState)view.UInt32(Layout.Progress.State);
            Phase = (Phase)view.UInt32(Layout.Progress.Phase);
            FoldersDone = view.UInt32(Layout.Progress.FoldersDone);
            FoldersTotal = view.UInt32(Layout.Progress.FoldersTotal);
            ItemsDone = view.UInt64(Layout.Progress.ItemsDone);
            ItemsTotal = view.UInt64(Layout.Progress.ItemsTotal);
            BytesDone = view.UInt64(Layout.Progress.BytesDone);
            BytesTotal = view.UInt64(Layout.Progress.BytesTotal);
            Uploaded = view.UInt64(Layout.Progress.Uploaded);
            Downloaded = view.UInt64(Layout.Progress.Downloaded);
            Deleted = view.UInt64(Layout.Progress.Deleted);
            Conflicts = view.UInt64(Layout.Progress.Conflicts);
            Failures = view.UInt64(Layout.Progress.Failures);
            Folder = FolderId.OrNone(view.Raw(Layout.Progress.Folder, Layout.Feid.SizeOf));
        }

        /// <summary>Innermost open state.</summary>
        public SyncState State { get; private set; }

        public Phase Phase { get; private set; }
        public uint FoldersDone { get; private set; }

        /// <summary>As far as known, as all totals.</summary>
        public uint FoldersTotal { get; private set; }

        public ulong ItemsDone { get; private set; }
        public ulong ItemsTotal { get; private set; }
        public ulong BytesDone { get; private set; }
        public ulong BytesTotal { get; private set; }
        public ulong Uploaded { get; private set; }
        public ulong Downloaded { get; private set; }
        public ulong Deleted { get; private set; }
        public ulong Conflicts { get; private set; }
        public ulong Failures { get; private set; }

        /// <summary>The folder at work; null if there is none.</summary>
        public FolderId Folder { get; private set; }
    }

    /// <summary>
    /// Options of a session. What is not set is the default. Ask, Merge and Report are called on the session's thread; what they throw comes
    /// out of the call of the session that ran them. They hold what they refer to until the session is disposed.
    /// </summary>
    public sealed class SessionOptions
    {
        private static readonly SessionOptionsAsk OnAsk = RunAsk;
        private static readonly SessionOptionsMerge OnMerge = RunMerge;
        private static readonly SessionOptionsProgress OnProgress = RunProgress;
        private static readonly SessionOptionsUserdataFree OnFree = Callback.Free;

        public SessionFlags Flags { get; set; }

        /// <summary>Kinds of items that are offered; None: all.</summary>
        public ItemKinds Kinds { get; set; }

        public ConflictPolicy Policy { get; set; }

        /// <summary>Entries of one vector of read states or deletions; 0: 1,000.</summary>
        public uint VectorLimit { get; set; }

        /// <summary>As in StoreOptions; 0: the store's.</summary>
        public uint MassDeletePercent { get; set; }

        public uint MassDeleteCount { get; set; }

        /// <summary>The folder in which the session works; null: the IPM subtree.</summary>
        public FolderId Root { get; set; }

        /// <summary>Tags of the values that UploadItemBody.Values brings along.</summary>
        public uint[] Columns { get; set; }

        /// <summary>Decides a conflict under ConflictPolicy.Ask; may use the store, not the session.</summary>
        public Func<Conflict, ConflictChoice> Ask { get; set; }

        /// <summary>Merges contents: fills Conflict.Merged and answers true; false: it cannot be merged.</summary>
        public Func<Conflict, bool> Merge { get; set; }

        /// <summary>Told of progress, at most every 100 ms, and of what a phase came to when it ends.</summary>
        public Action<Progress> Report { get; set; }

        internal IntPtr Write(Arena arena)
        {
            Fields fields = arena.Sized(Layout.SessionOptions.SizeOf);
            fields.UInt32(Layout.SessionOptions.Flags, (uint)Flags);
            fields.UInt32(Layout.SessionOptions.Kinds, (uint)Kinds);
            fields.UInt32(Layout.SessionOptions.Policy, (uint)Policy);
            fields.UInt32(Layout.SessionOptions.VectorLimit, VectorLimit);
            fields.UInt32(Layout.SessionOptions.MassDeletePercent, MassDeletePercent);
            fields.UInt32(Layout.SessionOptions.MassDeleteCount, MassDeleteCount);
            if (Root != null)
                fields.Pointer(Layout.SessionOptions.Root, arena.Bytes(Root.Borrow()));
            fields.Tags(Layout.SessionOptions.Columns, Layout.SessionOptions.ColumnCount, Columns);
            if (Ask == null && Merge == null && Report == null)
                return fields.At;
            fields.Function(Layout.SessionOptions.Ask, Ask == null ? null : OnAsk);
            fields.Function(Layout.SessionOptions.Merge, Merge == null ? null : OnMerge);
            fields.Function(Layout.SessionOptions.Progress, Report == null ? null : OnProgress);
            // A copy: these options may be changed for the next session.
            fields.Pointer(Layout.SessionOptions.Userdata, Callback.Keep(MemberwiseClone()));
            fields.Function(Layout.SessionOptions.UserdataFree, OnFree);
            return fields.At;
        }

        private static int RunAsk(IntPtr userdata, IntPtr conflict, IntPtr choice)
        {
            return Callback.Run(() =>
            {
                uint chosen = (uint)Callback.Target<SessionOptions>(userdata).Ask(new Conflict(View.Sized(conflict, null)));
                System.Runtime.InteropServices.Marshal.WriteInt32(choice, (int)chosen);
                return Code.S_OK;
            });
        }

        private static int RunMerge(IntPtr userdata, IntPtr conflict)
        {
            return Callback.Run(() =>
                Callback.Target<SessionOptions>(userdata).Merge(new Conflict(View.Sized(conflict, null))) ? Code.S_OK : Code.S_FALSE);
        }

        private static void RunProgress(IntPtr userdata, IntPtr progress)
        {
            Callback.Run(() =>
            {
                Callback.Target<SessionOptions>(userdata).Report(new Progress(View.Sized(progress, null)));
                return Code.S_OK;
            });
        }
    }

    /// <summary>
    /// A synchronization session (IOSTX). One call at a time, from any thread; Cancel, IsCancelled, SkipFolder, IsSkipped and GetProgress at
    /// any time. Either <see cref="Replicate"/> walks its states, or the agent does: each method that enters a state gives null where there
    /// is no more of it, and those for a loop end there.
    /// </summary>
    public sealed class Session : IDisposable
    {
        private readonly SessionHandle handle;
        private readonly Stack<IOpenState> open = new Stack<IOpenState>();

        internal Session(SessionHandle handle)
        {
            this.handle = handle;
        }

        internal SessionHandle Handle
        {
            get { return handle; }
        }

        /// <summary>Sets the options; in idle only.</summary>
        public void SetOptions(SessionOptions options)
        {
            using (Arena arena = new Arena())
                handle.Check(Native.iostx_session_set_options(handle, options.Write(arena)));
        }

        /// <summary>Says that synchronization is about to start, and what it is to offer; None of the kinds of work: all. Clears a cancel.</summary>
        public void InitSync(InitFlags flags = InitFlags.None)
        {
            handle.Check(Native.iostx_init_sync(handle, (uint)flags));
        }

        // --- States, outermost first.

        /// <summary>One pass. direction: SyncFlags.UploadOnly or SyncFlags.DownloadOnly; None: both.</summary>
        public State<SyncBody> Synchronize(SyncFlags direction = SyncFlags.None)
        {
            State<SyncBody> state = Enter(SyncState.Synchronize, view => new SyncBody(view));
            if (state != null && direction != SyncFlags.None)
            {
                try
                {
                    SetSelection(direction);
                }
                catch
                {
                    state.Dispose();
                    throw;
                }
            }
            return state;
        }

        public State<UploadHierarchyBody> UploadHierarchy()
        {
            return Enter(SyncState.UploadHierarchy, view => new UploadHierarchyBody(view));
        }

        public State<UploadFolderBody> UploadFolder()
        {
            return Enter(SyncState.UploadFolder, view => new UploadFolderBody(view));
        }

        public State<ContentsBody> Contents()
        {
            return Enter(SyncState.Contents, view => new ContentsBody(view));
        }

        public State<UploadTableBody> UploadTable()
        {
            return Enter(SyncState.UploadTable, view => new UploadTableBody(view));
        }

        public State<UploadItemBody> UploadItem()
        {
            return Enter(SyncState.UploadMessage, view => new UploadItemBody(view));
        }

        public State<UploadReadBody> UploadRead()
        {
            return Enter(SyncState.UploadMessageRead, view => new UploadReadBody(view));
        }

        public State<UploadDeleteBody> UploadDelete()
        {
            return Enter(SyncState.UploadMessageDel, view => new UploadDeleteBody(view));
        }

        public State<DownloadHierarchyBody> DownloadHierarchy()
        {
            return Enter(SyncState.DownloadHierarchy, view => new DownloadHierarchyBody(view));
        }

        public State<DownloadTableBody> DownloadTable()
        {
            return Enter(SyncState.DownloadTable, view => new DownloadTableBody(view));
        }

        /// <summary>Completes one item of which only the header is here.</summary>
        public State<HeaderBody> DownloadHeader(ItemId item)
        {
            IntPtr state;
            int code = handle.Check(Native.iostx_sync_hdr_beg(handle, item.Borrow(), out state));
            return Entered(code, state, view => new HeaderBody(view));
        }

        // --- All of a kind of state, one after the other: each is left when the loop goes on.

        public IEnumerable<State<UploadFolderBody>> UploadFolders()
        {
            return Each(UploadFolder);
        }

        public IEnumerable<State<UploadTableBody>> UploadTables()
        {
            return Each(UploadTable);
        }

        public IEnumerable<State<UploadItemBody>> UploadItems()
        {
            return Each(UploadItem);
        }

        public IEnumerable<State<UploadReadBody>> UploadReads()
        {
            return Each(UploadRead);
        }

        public IEnumerable<State<UploadDeleteBody>> UploadDeletes()
        {
            return Each(UploadDelete);
        }

        public IEnumerable<State<DownloadTableBody>> DownloadTables()
        {
            return Each(DownloadTable);
        }

        private static IEnumerable<State<T>> Each<T>(Func<State<T>> enter) where T : StateBody
        {
            State<T> one;
            while ((one = enter()) != null)
                using (one)
                    yield return one;
        }

        // --- Results and [in] members.

        /// <summary>IOSTX::SetSyncResult: the result in the current state.</summary>
        public void SetSyncResult(int code)
        {
            handle.Check(Native.iostx_set_sync_result(handle, code));
        }

        /// <summary>The result in full. deferred: null for the open state; else an item that was left with UploadItemFlags.Defer.</summary>
        public void SetResult(ItemId deferred, Result result)
        {
            using (Arena arena = new Arena())
                handle.Check(Native.iostx_session_set_result(handle, EntryId.OrNull(deferred), Result.Write(arena, result)));
        }

        /// <summary>The results of entries of the open vector of read states or deletions, from the first on.</summary>
        public void SetEntryResults(int first, params Result[] results)
        {
            using (Arena arena = new Arena())
                handle.Check(Native.iostx_session_set_entry_results(
                    handle, checked((uint)first), (uint)results.Length, Result.Write(arena, results)));
        }

        /// <summary>Direction and folders of the open pass. options: one word for each folder, or null.</summary>
        public void SetSelection(SyncFlags flags, IEnumerable<FolderId> folders = null, UploadFolderFlags[] options = null)
        {
            FolderId[] ids = Memory.Array(folders);
            uint[] words = options == null ? null : Array.ConvertAll(options, word => (uint)word);
            if (words != null && words.Length != ids.Length)
                throw new ArgumentException("there is one word of options for each folder");
            handle.Check(Native.iostx_session_set_selection(handle, (uint)flags, EntryId.Join(ids), words, Memory.Count(ids)));
        }

        /// <summary>The folder of the open list whose table begins next.</summary>
        public void SetIndex(uint index)
        {
            handle.Check(Native.iostx_session_set_index(handle, index));
        }

        /// <summary>What came of the moves into a folder, of the open upload table.</summary>
        public void SetMove(FolderId destination, MoveFlags flags, uint moved)
        {
            handle.Check(Native.iostx_session_set_move(handle, destination.Borrow(), (uint)flags, moved, IntPtr.Zero, IntPtr.Zero));
        }

        /// <summary>The item for the open header; full: null: the one that the state has.</summary>
        public void SetHeader(HeaderFlags flags, Item full = null)
        {
            MessageHandle message = full == null ? new MessageHandle(IntPtr.Zero) : full.Handle;
            handle.Check(Native.iostx_session_set_header(handle, (uint)flags, message));
        }

        /// <summary>The state blob of the account; written after all imports made before.</summary>
        public void SetStateBlob(Octets blob)
        {
            using (Arena arena = new Arena())
                handle.Check(Native.iostx_session_set_state_blob(handle, arena.ByValue(blob)));
        }

        /// <summary>Kept with the retry marks that are set from now on, such as UIDNEXT before the send.</summary>
        public void SetAttemptCookie(Octets cookie)
        {
            using (Arena arena = new Arena())
                handle.Check(Native.iostx_session_set_attempt_cookie(handle, arena.ByValue(cookie)));
        }

        /// <summary>The server voided the ids of the folder of the open table (UIDVALIDITY).</summary>
        public void BeginEpoch()
        {
            handle.Check(Native.iostx_session_begin_epoch(handle));
        }

        /// <summary>How much the agent knows is to come, for the progress.</summary>
        public void Expect(ulong items, ulong bytes)
        {
            handle.Check(Native.iostx_session_expect(handle, items, bytes));
        }

        // --- Any thread, at any time.

        /// <summary>The next step throws CancelledException; what was done stays done. InitSync and Replicate clear it.</summary>
        public void Cancel()
        {
            handle.Check(Native.iostx_session_cancel(handle));
        }

        public bool IsCancelled
        {
            get { return handle.Check(Native.iostx_session_is_cancelled(handle)) == 1; }
        }

        /// <summary>Skips one folder until the next InitSync.</summary>
        public void SkipFolder(FolderId folder)
        {
            handle.Check(Native.iostx_session_skip_folder(handle, folder.Borrow()));
        }

        public bool IsSkipped(FolderId folder)
        {
            return handle.Check(Native.iostx_session_is_skipped(handle, folder.Borrow())) == 1;
        }

        public Progress GetProgress()
        {
            using (Arena arena = new Arena())
            {
                Fields fields = arena.Sized(Layout.Progress.SizeOf);
                handle.Check(Native.iostx_session_get_progress(handle, fields.At));
                return new Progress(View.Sized(fields.At, arena));
            }
        }

        /// <summary>
        /// Walks the states for an agent that gives the operations of its server: uploads, sends, downloads. What an operation throws that is
        /// no answer (see <see cref="Remote"/>) comes out of here when the run has ended. The report is <see cref="Report"/> then.
        /// </summary>
        public ReplicateReport Replicate(Remote remote, ReplicateOptions options = null)
        {
            return remote.Run(this, options);
        }

        /// <summary>What the last Replicate came to, also one that failed; null before.</summary>
        public ReplicateReport Report { get; internal set; }

        /// <summary>In any state: open work stays pending.</summary>
        public void Dispose()
        {
            EndAll();
            handle.Dispose();
        }

        // --- Entering and leaving.

        private State<T> Enter<T>(SyncState which, Func<View, T> body) where T : StateBody
        {
            IntPtr state;
            int code = Native.iostx_sync_beg(handle, (uint)which, out state);
            return Entered(code, state, body);
        }

        private State<T> Entered<T>(int code, IntPtr state, Func<View, T> body) where T : StateBody
        {
            if (code == Code.MAPI_E_NOT_FOUND)
            {
                Callback.Surface();
                return null;
            }
            State<T> entered = null;
            if (code >= 0)
            {
                int size = (int)new View(state, Layout.State.SizeOf, null).UInt32(Layout.State.Size);
                entered = new State<T>(this, body(new View(IntPtr.Add(state, Layout.State.Body), size - Layout.State.Body, this)));
                open.Push(entered);
            }
            try
            {
                handle.Check(code);
                return entered;
            }
            catch
            {
                // A callback threw while the state was entered: nobody has it.
                if (entered != null)
                    GiveUp(entered);
                throw;
            }
        }

        /// <summary>Leaves the states within an open one that were not left.</summary>
        internal void LeaveWithin(IOpenState state)
        {
            if (!open.Contains(state))
                throw new ObjectDisposedException("state", "the state was left");
            while (open.Peek() != state)
                handle.Check(LeaveInnermost());
        }

        /// <summary>Leaves a state, and those within it.</summary>
        internal int Leave(IOpenState state)
        {
            LeaveWithin(state);
            return handle.Check(LeaveInnermost());
        }

        private int LeaveInnermost()
        {
            IOpenState state = open.Peek();
            int code = state.IsHeader ? Native.iostx_sync_hdr_end(handle) : Native.iostx_sync_end(handle);
            // After these two it is still open.
            if (code != Code.E_UNEXPECTED && code != Code.MAPI_E_BUSY)
            {
                open.Pop();
                state.View.End();
            }
            return code;
        }

        /// <summary>Leaves a state if it is still open, whatever comes of it.</summary>
        internal void GiveUp(IOpenState state)
        {
            if (handle.IsClosed || !open.Contains(state))
                return;
            try
            {
                Leave(state);
            }
            catch (IostxException)
            {
                // What is not done stays pending.
            }
        }

        private void EndAll()
        {
            foreach (IOpenState state in open)
                state.View.End();
            open.Clear();
        }
    }
}
