using System;
using System.Collections;
using System.Collections.Generic;
using System.Reflection;

namespace Iostx
{
    /// <summary>Options of a run. What is not set is the default.</summary>
    public sealed class ReplicateOptions
    {
        public ReplicateFlags Flags { get; set; }

        /// <summary>None of the kinds of work: all, the outgoing queue included.</summary>
        public InitFlags InitFlags { get; set; }

        /// <summary>SyncFlags.UploadOnly or SyncFlags.DownloadOnly; None: both.</summary>
        public SyncFlags Direction { get; set; }

        /// <summary>Items of one batch at most; 0: 100.</summary>
        public uint Window { get; set; }

        /// <summary>Content of one batch at most, in bytes; 0: 8 MiB.</summary>
        public ulong WindowBytes { get; set; }

        /// <summary>How often in a row the run begins again after the line failed; 0: 3; uint.MaxValue: never.</summary>
        public uint Retries { get; set; }

        /// <summary>Milliseconds before it begins again for the first time, doubled each time; 0: 1000.</summary>
        public uint RetryDelayMilliseconds { get; set; }

        /// <summary>Only these folders; null: all below the root of the session.</summary>
        public IEnumerable<FolderId> Folders { get; set; }

        internal IntPtr Write(Arena arena)
        {
            Fields fields = arena.Sized(Layout.ReplicateOptions.SizeOf);
            FolderId[] folders = Memory.Array(Folders);
            fields.UInt32(Layout.ReplicateOptions.Flags, (uint)Flags);
            fields.UInt32(Layout.ReplicateOptions.InitFlags, (uint)InitFlags);
            fields.UInt32(Layout.ReplicateOptions.Direction, (uint)Direction);
            fields.UInt32(Layout.ReplicateOptions.Window, Window);
            fields.UInt32(Layout.ReplicateOptions.Retries, Retries);
            fields.UInt64(Layout.ReplicateOptions.WindowBytes, WindowBytes);
            fields.UInt32(Layout.ReplicateOptions.RetryDelayMs, RetryDelayMilliseconds);
            fields.Pointer(Layout.ReplicateOptions.Folders, arena.Bytes(EntryId.Join(folders)));
            fields.UInt64(Layout.ReplicateOptions.FolderCount, (ulong)folders.Length);
            return fields.At;
        }
    }

    /// <summary>What was done in one direction.</summary>
    public sealed class ReplicateCounts
    {
        internal ReplicateCounts(View view)
        {
            Created = view.UInt64(Layout.ReplicateCounts.Created);
            Changed = view.UInt64(Layout.ReplicateCounts.Changed);
            Read = view.UInt64(Layout.ReplicateCounts.Read);
            Moved = view.UInt64(Layout.ReplicateCounts.Moved);
            Deleted = view.UInt64(Layout.ReplicateCounts.Deleted);
            Folders = view.UInt64(Layout.ReplicateCounts.Folders);
            Bytes = view.UInt64(Layout.ReplicateCounts.Bytes);
        }

        public ulong Created { get; private set; }

        /// <summary>Items whose content, properties, flags or keywords changed.</summary>
        public ulong Changed { get; private set; }

        /// <summary>Items of which only the read state changed.</summary>
        public ulong Read { get; private set; }

        /// <summary>Items moved on the server; the download counts moves as changes.</summary>
        public ulong Moved { get; private set; }

        public ulong Deleted { get; private set; }

        /// <summary>Folders created, changed and deleted.</summary>
        public ulong Folders { get; private set; }

        /// <summary>Bytes of content.</summary>
        public ulong Bytes { get; private set; }
    }

    /// <summary>What a run came to.</summary>
    public sealed class ReplicateReport
    {
        internal ReplicateReport(View view, int code)
        {
            IsPartial = code != Iostx.Code.S_OK;
            Flags = (ReplicateReportFlags)view.UInt32(Layout.ReplicateReport.Flags);
            Up = new ReplicateCounts(view.Part(Layout.ReplicateReport.Up, Layout.ReplicateCounts.SizeOf));
            Down = new ReplicateCounts(view.Part(Layout.ReplicateReport.Down, Layout.ReplicateCounts.SizeOf));
            Sent = view.UInt64(Layout.ReplicateReport.Sent);
            Conflicts = view.UInt64(Layout.ReplicateReport.Conflicts);
            Failures = view.UInt64(Layout.ReplicateReport.Failures);
            Unanswered = view.UInt64(Layout.ReplicateReport.Unanswered);
            FoldersFailed = view.UInt64(Layout.ReplicateReport.FoldersFailed);
            FoldersBusy = view.UInt64(Layout.ReplicateReport.FoldersBusy);
            Retries = view.UInt64(Layout.ReplicateReport.Retries);
        }

        /// <summary>Items or folders failed or were left out (MAPI_W_PARTIAL_COMPLETION), or the run failed.</summary>
        public bool IsPartial { get; private set; }

        public ReplicateReportFlags Flags { get; private set; }

        /// <summary>From here to the server.</summary>
        public ReplicateCounts Up { get; private set; }

        /// <summary>From the server to here.</summary>
        public ReplicateCounts Down { get; private set; }

        /// <summary>Messages of the outgoing queue that were sent.</summary>
        public ulong Sent { get; private set; }

        /// <summary>Conflicts that were kept.</summary>
        public ulong Conflicts { get; private set; }

        /// <summary>Items that the server refused.</summary>
        public ulong Failures { get; private set; }

        /// <summary>Items that the agent left without an answer.</summary>
        public ulong Unanswered { get; private set; }

        public ulong FoldersFailed { get; private set; }
        public ulong FoldersBusy { get; private set; }

        /// <summary>How often the run began again after the line failed.</summary>
        public ulong Retries { get; private set; }
    }

    /// <summary>A failure that did not stop a run.</summary>
    public sealed class ReplicateFailure
    {
        internal ReplicateFailure(View view)
        {
            State = (SyncState)view.UInt32(Layout.ReplicateFailure.State);
            Code = view.Int32(Layout.ReplicateFailure.Code);
            Folder = FolderId.OrNone(view.Raw(Layout.ReplicateFailure.Folder, Layout.Feid.SizeOf));
            Item = ItemId.OrNone(view.Raw(Layout.ReplicateFailure.Message, Layout.Meid.SizeOf));
            Text = view.Text(Layout.ReplicateFailure.Text);
        }

        public SyncState State { get; private set; }
        public int Code { get; private set; }

        /// <summary>null: the hierarchy as a whole.</summary>
        public FolderId Folder { get; private set; }

        /// <summary>null: the folder as a whole.</summary>
        public ItemId Item { get; private set; }

        /// <summary>What the server or the store said.</summary>
        public string Text { get; private set; }
    }

    /// <summary>A folder that could be downloaded.</summary>
    public sealed class FolderState
    {
        private readonly IntPtr at;

        internal FolderState(IntPtr at)
        {
            this.at = at;
            View view = new View(at, Layout.FolderState.SizeOf, null);
            Folder = new FolderId(view.Raw(Layout.FolderState.Feid, Layout.Feid.SizeOf));
            Binding = view.Binding(Layout.FolderState.Binding);
            StateBlob = view.Octets(Layout.FolderState.StateBlob);
            HasNews = true;
        }

        public FolderId Folder { get; private set; }
        public Binding Binding { get; private set; }
        public Octets StateBlob { get; private set; }

        /// <summary>False: the server has nothing new of it. True at first.</summary>
        public bool HasNews { get; set; }

        /// <summary>The one [in] member that has no function: it is in memory that was passed to be written.</summary>
        internal void Answer()
        {
            new Fields(at, Layout.FolderState.SizeOf, null).UInt32(Layout.FolderState.Changed, HasNews ? 1u : 0u);
        }
    }

    /// <summary>
    /// What an operation answers one by one, until it returns. Of an upload it is the list of items; of other operations index stands for
    /// the entry of the structure, or is 0. Any threads at once.
    /// </summary>
    public sealed class Batch : IReadOnlyList<UploadItemBody>
    {
        private readonly IntPtr batch;
        private readonly uint ok;

        internal Batch(IntPtr batch, uint ok)
        {
            this.batch = batch;
            this.ok = ok;
        }

        public int Count
        {
            get { return Memory.Size(Native.iostx_batch_get_count(batch)); }
        }

        /// <summary>An item to upload; lent until the operation returns.</summary>
        public UploadItemBody this[int index]
        {
            get
            {
                IntPtr item;
                Check(Native.iostx_batch_get(batch, Index(index), out item));
                return new UploadItemBody(new View(item, Layout.Upmsg.SizeOf, this));
            }
        }

        /// <summary>It went well. flags: more of the state's, such as UploadItemFlags.Moved.</summary>
        public void Succeed(int index, Octets remoteId = default(Octets), Octets remoteVersion = default(Octets), uint flags = 0)
        {
            Answer(index, new Result { Flags = ok | flags, Binding = new Binding(remoteId, remoteVersion) });
        }

        /// <summary>It failed. text: what the server said.</summary>
        public void Fail(int index, int code, string text = null)
        {
            Answer(index, new Result { Code = code, Text = text });
        }

        public void Answer(int index, Result result)
        {
            using (Arena arena = new Arena())
                Check(Native.iostx_batch_answer(batch, Index(index), Result.Write(arena, result)));
        }

        public IEnumerator<UploadItemBody> GetEnumerator()
        {
            for (int i = 0; i < Count; i++)
                yield return this[i];
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return GetEnumerator();
        }

        private static UIntPtr Index(int index)
        {
            if (index < 0)
                throw new ArgumentOutOfRangeException("index");
            return new UIntPtr((uint)index);
        }

        private static void Check(int code)
        {
            Callback.Surface();
            if (code < 0)
                throw IostxException.Of(code, IntPtr.Zero);
        }
    }

    /// <summary>
    /// A server, as an agent reaches it: the operations that Session.Replicate calls, on its thread. What is not overridden the server does
    /// not have; without ListFolders and UploadFolder folders are not bound.
    ///
    /// An operation that returns went well. It answers a code by throwing: an IostxException its own, OperationCanceledException
    /// MAPI_E_USER_CANCEL, TimeoutException MAPI_E_TIMEOUT; docs/driver.md has what follows from each. Any other exception fails what the
    /// operation was for (MAPI_E_CALL_FAILED), the run goes on, and Replicate throws the first one when it has ended.
    ///
    /// Operations may use the store, the sink of their structure, and what of the session does not walk.
    /// </summary>
    public abstract class Remote
    {
        // Kept for ever: the library calls them as long as a run lasts.
        private static readonly RemoteOpsListFolders OnListFolders = (u, h) =>
            Run(u, r => r.With(new DownloadHierarchyBody(Of(h, Layout.Dnhier.SizeOf)), r.ListFolders));
        private static readonly RemoteOpsUploadFolder OnUploadFolder = (u, f, b) =>
            Run(u, r => r.With(new UploadFolderBody(Of(f, Layout.Upfld.SizeOf)), folder => r.UploadFolder(folder, new Batch(b, Ok))));
        private static readonly RemoteOpsChangedFolders OnChangedFolders = (u, s, f, n) =>
            Run(u, r => r.RunChangedFolders(s, f, Memory.Size(n)));
        private static readonly RemoteOpsListChanges OnListChanges = (u, t) => Run(u, r => r.With(Download(t), r.ListChanges));
        private static readonly RemoteOpsUpload OnUpload = (u, t, b) =>
            Run(u, r => r.With(Upload(t), table => r.Upload(table, new Batch(b, Ok))));
        private static readonly RemoteOpsSetRead OnSetRead = (u, t, e, b) => Run(u, r => r.With(Upload(t), table =>
            r.With(new UploadReadBody(Of(e, Layout.Upread.SizeOf)), reads => r.SetRead(table, reads.Entries, new Batch(b, Ok)))));
        private static readonly RemoteOpsRemove OnRemove = (u, t, e, b) => Run(u, r => r.With(Upload(t), table =>
            r.With(new UploadDeleteBody(Of(e, Layout.Updel.SizeOf)), deletes => r.Remove(table, deletes.Entries, new Batch(b, Ok)))));
        private static readonly RemoteOpsFetchFull OnFetchFull = (u, t, ids, n) => Run(u, r => r.With(Download(t), table =>
            r.FetchFull(table, RemoteIds(ids, Memory.Size(n)))));
        private static readonly RemoteOpsSend OnSend = (u, m, b) => Run(u, r => r.Send(Item.Borrow(m), new Batch(b, 0)));
        private static readonly RemoteOpsFailed OnFailed = (u, f) => Run(u, r => r.Failed(new ReplicateFailure(View.Sized(f, null))));
        private static readonly RemoteOpsUserdataFree OnFree = Callback.Free;
        private const uint Ok = (uint)UploadItemFlags.Ok;

        /// <summary>
        /// Brings the server's folders into hierarchy.Sink: all of them between BeginListing and CompleteListing, or what changed since
        /// hierarchy.StateBlob.
        /// </summary>
        public virtual void ListFolders(DownloadHierarchyBody hierarchy)
        {
            throw Unsupported();
        }

        /// <summary>Creates, renames, moves or deletes a folder, as its flags say. The answer of index 0 has the folder's binding.</summary>
        public virtual void UploadFolder(UploadFolderBody folder, Batch answers)
        {
            throw Unsupported();
        }

        /// <summary>Clears HasNews of the folders of which the server has nothing new. Not overridden: all are visited.</summary>
        public virtual void ChangedFolders(SyncBody sync, IReadOnlyList<FolderState> folders)
        {
            throw Unsupported();
        }

        /// <summary>Brings what is new in a folder since table.StateBlob into table.Sink, and sets the new blob there.</summary>
        public virtual void ListChanges(DownloadTableBody table)
        {
            throw Unsupported();
        }

        /// <summary>Uploads new, moved-in and modified items into a folder, in whatever order, and answers each.</summary>
        public virtual void Upload(UploadTableBody table, Batch items)
        {
            throw Unsupported();
        }

        /// <summary>Sets read states; the answer of index i is that of reads[i]. Not overridden: they count as uploaded.</summary>
        public virtual void SetRead(UploadTableBody table, IReadOnlyList<ReadEntry> reads, Batch answers)
        {
            throw Unsupported();
        }

        /// <summary>Deletes items; the answer of index i is that of deletes[i]. Entries with UploadDeleteFlags.Mov may be left unanswered.</summary>
        public virtual void Remove(UploadTableBody table, IReadOnlyList<DeleteEntry> deletes, Batch answers)
        {
            throw Unsupported();
        }

        /// <summary>Fetches whole items that the folder still wants into table.Sink. Not overridden: ListChanges looks after them.</summary>
        public virtual void FetchFull(DownloadTableBody table, IReadOnlyList<Octets> remoteIds)
        {
            throw Unsupported();
        }

        /// <summary>Sends a queued message. The answer of index 0: Succeed once it is sent; none: nobody knows.</summary>
        public virtual void Send(Item message, Batch answers)
        {
            throw Unsupported();
        }

        /// <summary>Told of what failed without stopping the run.</summary>
        public virtual void Failed(ReplicateFailure failure)
        {
        }

        private static IostxException Unsupported()
        {
            return new IostxException(Code.MAPI_E_NO_SUPPORT);
        }

        /// <summary>A run, as the operations are given it.</summary>
        private sealed class Running
        {
            internal readonly Remote Remote;
            /// <summary>What an operation last answered by throwing.</summary>
            internal IostxException Answered;

            internal Running(Remote remote)
            {
                Remote = remote;
            }
        }

        internal ReplicateReport Run(Session session, ReplicateOptions options)
        {
            using (Arena arena = new Arena())
            {
                Running running = new Running(this);
                IntPtr given = options == null ? IntPtr.Zero : options.Write(arena);
                Fields report = arena.Sized(Layout.ReplicateReport.SizeOf);
                IntPtr operations = Operations(arena, running);
                int code = Native.iostx_replicate(session.Handle, operations, given, report.At);
                session.Report = new ReplicateReport(View.Sized(report.At, arena), code);
                try
                {
                    session.Handle.Check(code);
                }
                catch (IostxException failure) when (running.Answered != null && failure.Code == running.Answered.Code)
                {
                    // With what the operation threw in it.
                    throw IostxException.Of(code, failure.Message, running.Answered);
                }
                return session.Report;
            }
        }

        private IntPtr Operations(Arena arena, Running running)
        {
            Fields ops = arena.Sized(Layout.RemoteOps.SizeOf);
            ops.Function(Layout.RemoteOps.ListFolders, Overrides("ListFolders") ? OnListFolders : null);
            ops.Function(Layout.RemoteOps.UploadFolder, Overrides("UploadFolder") ? OnUploadFolder : null);
            ops.Function(Layout.RemoteOps.ChangedFolders, Overrides("ChangedFolders") ? OnChangedFolders : null);
            ops.Function(Layout.RemoteOps.ListChanges, Overrides("ListChanges") ? OnListChanges : null);
            ops.Function(Layout.RemoteOps.Upload, Overrides("Upload") ? OnUpload : null);
            ops.Function(Layout.RemoteOps.SetRead, Overrides("SetRead") ? OnSetRead : null);
            ops.Function(Layout.RemoteOps.Remove, Overrides("Remove") ? OnRemove : null);
            ops.Function(Layout.RemoteOps.FetchFull, Overrides("FetchFull") ? OnFetchFull : null);
            ops.Function(Layout.RemoteOps.Send, Overrides("Send") ? OnSend : null);
            ops.Function(Layout.RemoteOps.Failed, OnFailed);
            ops.Function(Layout.RemoteOps.UserdataFree, OnFree);
            ops.Pointer(Layout.RemoteOps.Userdata, Callback.Keep(running));
            return ops.At;
        }

        private bool Overrides(string operation)
        {
            foreach (MethodInfo method in GetType().GetMethods())
                if (method.Name == operation && method.GetBaseDefinition().DeclaringType == typeof(Remote))
                    return method.DeclaringType != typeof(Remote);
            return false;
        }

        /// <summary>Runs an operation. What is an answer becomes its code here; the rest comes out of Replicate.</summary>
        private static int Run(IntPtr userdata, Action<Remote> operation)
        {
            return Callback.Run(() =>
            {
                Running running = Callback.Target<Running>(userdata);
                try
                {
                    operation(running.Remote);
                    return Code.S_OK;
                }
                catch (Exception thrown) when (thrown is IostxException || thrown is OperationCanceledException || thrown is TimeoutException)
                {
                    int code = IostxException.CodeOf(thrown);
                    running.Answered = thrown as IostxException ?? new IostxException(code, thrown.Message, thrown);
                    return code;
                }
            });
        }

        /// <summary>Gives an operation its structure, which ends with it.</summary>
        private void With<T>(T body, Action<T> operation) where T : StateBody
        {
            try
            {
                operation(body);
            }
            finally
            {
                body.View.End();
            }
        }

        private void RunChangedFolders(IntPtr sync, IntPtr folders, int count)
        {
            FolderState[] states = new FolderState[count];
            for (int i = 0; i < count; i++)
                states[i] = new FolderState(IntPtr.Add(folders, i * Layout.FolderState.SizeOf));
            With(new SyncBody(Of(sync, Layout.Sync.SizeOf)), body => ChangedFolders(body, states));
            foreach (FolderState state in states)
                state.Answer();
        }

        private static View Of(IntPtr structure, int size)
        {
            return new View(structure, size, null);
        }

        private static DownloadTableBody Download(IntPtr table)
        {
            return new DownloadTableBody(Of(table, Layout.Dntbl.SizeOf));
        }

        private static UploadTableBody Upload(IntPtr table)
        {
            return new UploadTableBody(Of(table, Layout.Uptbl.SizeOf));
        }

        private static Octets[] RemoteIds(IntPtr ids, int count)
        {
            Octets[] read = new Octets[count];
            View view = new View(ids, count * Layout.Bytes.SizeOf, null);
            for (int i = 0; i < count; i++)
                read[i] = view.Octets(i * Layout.Bytes.SizeOf);
            return read;
        }
    }
}
