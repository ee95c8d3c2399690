using System;
using System.Collections.Generic;

namespace Iostx
{
    /// <summary>The structure of a state. It ends with its state, or with the operation that it was given to.</summary>
    public abstract class StateBody
    {
        internal readonly View View;

        internal StateBody(View view)
        {
            View = view;
        }
    }

    /// <summary>
    /// An open state and its structure. Complete leaves it with success, Fail with a failure; dispose leaves it as one who gives up: what is
    /// not done stays pending.
    /// </summary>
    public sealed class State<T> : IDisposable, IOpenState where T : StateBody
    {
        internal const uint Ok = (uint)UploadItemFlags.Ok;
        private readonly Session session;

        internal State(Session session, T body)
        {
            this.session = session;
            Body = body;
        }

        /// <summary>The structure.</summary>
        public T Body { get; private set; }

        /// <summary>
        /// Leaves it: it went well. binding: what the object is called on the server now, if that is known. flags: more [in] flags, such as
        /// UploadItemFlags.Moved. True: deletions are held until they are confirmed or rejected.
        /// </summary>
        public bool Complete(Binding binding = default(Binding), uint flags = 0)
        {
            session.LeaveWithin(this);
            session.SetResult(null, new Result { Flags = Ok | flags, Binding = binding });
            return session.Leave(this) == Code.W_DELETIONS_HELD;
        }

        /// <summary>Leaves it: it failed. text: what the server said.</summary>
        public void Fail(int code, string text = null, TimeSpan retryAfter = default(TimeSpan))
        {
            session.LeaveWithin(this);
            session.SetResult(null, new Result { Code = code, Text = text, RetryAfter = retryAfter });
            session.Leave(this);
        }

        /// <summary>Leaves it with the result that was set.</summary>
        public int End()
        {
            return session.Leave(this);
        }

        public void Dispose()
        {
            session.GiveUp(this);
        }

        View IOpenState.View
        {
            get { return Body.View; }
        }

        bool IOpenState.IsHeader
        {
            get { return Body is HeaderBody; }
        }
    }

    internal interface IOpenState
    {
        View View { get; }

        /// <summary>Download header is left by a function of its own.</summary>
        bool IsHeader { get; }
    }

    /// <summary>The result of an upload in full.</summary>
    public sealed class Result
    {
        /// <summary>0, or why it failed.</summary>
        public int Code { get; set; }

        /// <summary>[in] flags of the state or entry; added to those in the structure.</summary>
        public uint Flags { get; set; }

        /// <summary>How long the server asks to wait.</summary>
        public TimeSpan RetryAfter { get; set; }

        /// <summary>The new id on the server (empty: as before) and the new version (empty: unknown).</summary>
        public Binding Binding { get; set; }

        /// <summary>What the server said.</summary>
        public string Text { get; set; }

        internal static IntPtr Write(Arena arena, params Result[] results)
        {
            Fields array = arena.Array(results.Length, Layout.Result.SizeOf);
            for (int i = 0; i < results.Length; i++)
            {
                Fields fields = array.Part(i * Layout.Result.SizeOf, Layout.Result.SizeOf);
                fields.UInt32(Layout.Result.StructSize, Layout.Result.SizeOf);
                fields.Int32(Layout.Result.Code, results[i].Code);
                fields.UInt32(Layout.Result.Flags, results[i].Flags);
                fields.UInt32(Layout.Result.RetryAfterMs, (uint)Math.Min(uint.MaxValue, Math.Max(0, results[i].RetryAfter.TotalMilliseconds)));
                fields.Octets(Layout.Result.RemoteId, results[i].Binding.RemoteId);
                fields.Octets(Layout.Result.RemoteVersion, results[i].Binding.RemoteVersion);
                fields.Text(Layout.Result.Text, results[i].Text);
            }
            return array.At;
        }
    }

    /// <summary>SYNC: one pass. Session.SetSelection sets its direction and folders.</summary>
    public sealed class SyncBody : StateBody
    {
        internal SyncBody(View view) : base(view)
        {
        }

        /// <summary>Path of the store.</summary>
        public string Path
        {
            get { return View.Text(Layout.Sync.Path); }
        }

        /// <summary>The account's state blob under the session's root.</summary>
        public Octets StateBlob
        {
            get { return View.Octets(Layout.Sync.StateBlob); }
        }
    }

    /// <summary>UPHIER: folders to upload.</summary>
    public sealed class UploadHierarchyBody : StateBody
    {
        internal UploadHierarchyBody(View view) : base(view)
        {
        }

        /// <summary>Folders done.</summary>
        public uint Index
        {
            get { return View.UInt32(Layout.Uphier.Index); }
        }

        /// <summary>Folders to do.</summary>
        public uint Count
        {
            get { return View.UInt32(Layout.Uphier.Count); }
        }
    }

    /// <summary>UPFLD: one folder to upload.</summary>
    public sealed class UploadFolderBody : StateBody
    {
        internal UploadFolderBody(View view) : base(view)
        {
            Flags = (UploadFolderFlags)view.UInt32(Layout.Upfld.Flags);
            Folder = Folder.Borrow(view.Pointer(Layout.Upfld.Folder));
            Id = new FolderId(view.Raw(Layout.Upfld.Feid, Layout.Feid.SizeOf));
            Binding = view.Binding(Layout.Upfld.Binding);
            ParentBinding = view.Binding(Layout.Upfld.ParentBinding);
            ChangedTags = view.Tags(Layout.Upfld.ChangedTags, Layout.Upfld.ChangedCount);
        }

        /// <summary>Why.</summary>
        public UploadFolderFlags Flags { get; private set; }

        /// <summary>The folder as it was handed out; null if it was deleted.</summary>
        public Folder Folder { get; private set; }

        public FolderId Id { get; private set; }
        public Binding Binding { get; private set; }
        public Binding ParentBinding { get; private set; }

        /// <summary>Tags of the modified properties.</summary>
        public uint[] ChangedTags { get; private set; }
    }

    /// <summary>SYNCCONT: the folders whose items are replicated. Session.SetIndex chooses the next one.</summary>
    public sealed class ContentsBody : StateBody
    {
        internal ContentsBody(View view) : base(view)
        {
        }

        /// <summary>The folder whose table begins next.</summary>
        public uint Index
        {
            get { return View.UInt32(Layout.Synccont.Index); }
        }

        public uint Count
        {
            get { return View.UInt32(Layout.Synccont.Count); }
        }
    }

    /// <summary>UPTBLE: how much of one kind of items there is to upload (upper bounds), and how much is done.</summary>
    public struct UploadCounts
    {
        internal UploadCounts(View view) : this()
        {
            ModifiedDone = view.UInt32(Layout.Uptble.IndexMod);
            Modified = view.UInt32(Layout.Uptble.CountMod);
            ReadDone = view.UInt32(Layout.Uptble.IndexRead);
            Read = view.UInt32(Layout.Uptble.CountRead);
            DeletedDone = view.UInt32(Layout.Uptble.IndexDel);
            Deleted = view.UInt32(Layout.Uptble.CountDel);
        }

        public uint ModifiedDone { get; private set; }
        public uint Modified { get; private set; }
        public uint ReadDone { get; private set; }
        public uint Read { get; private set; }
        public uint DeletedDone { get; private set; }
        public uint Deleted { get; private set; }
    }

    /// <summary>UPMOV: a folder that items of an open table were moved to. Session.SetMove sets its [in] members.</summary>
    public sealed class MoveTarget
    {
        internal MoveTarget(View view)
        {
            Name = view.Text(Layout.Upmov.Name);
            Folder = new FolderId(view.Raw(Layout.Upmov.Feid, Layout.Feid.SizeOf));
            Binding = view.Binding(Layout.Upmov.Binding);
        }

        public string Name { get; private set; }
        public FolderId Folder { get; private set; }
        public Binding Binding { get; private set; }

        /// <summary>The chain that begins at a pointer of a structure.</summary>
        internal static IReadOnlyList<MoveTarget> Chain(IntPtr first, object owner)
        {
            List<MoveTarget> chain = new List<MoveTarget>();
            while (first != IntPtr.Zero)
            {
                View view = new View(first, Layout.Upmov.SizeOf, owner);
                chain.Add(new MoveTarget(view));
                first = view.Pointer(Layout.Upmov.Next);
            }
            return chain;
        }
    }

    /// <summary>UPTBL: what was changed in one folder.</summary>
    public sealed class UploadTableBody : StateBody
    {
        internal UploadTableBody(View view) : base(view)
        {
            Flags = (UploadTableFlags)view.UInt32(Layout.Uptbl.Flags);
            Name = view.Text(Layout.Uptbl.Name);
            Folder = new FolderId(view.Raw(Layout.Uptbl.Feid, Layout.Feid.SizeOf));
            Index = view.UInt32(Layout.Uptbl.Index);
            Count = view.UInt32(Layout.Uptbl.Count);
            Binding = view.Binding(Layout.Uptbl.Binding);
        }

        public UploadTableFlags Flags { get; private set; }
        public string Name { get; private set; }
        public FolderId Folder { get; private set; }

        /// <summary>Place of the folder in the list, and folders in it.</summary>
        public uint Index { get; private set; }
        public uint Count { get; private set; }
        public Binding Binding { get; private set; }

        public UploadCounts Normal
        {
            get { return new UploadCounts(View.Part(Layout.Uptbl.Entries, Layout.Uptble.SizeOf)); }
        }

        public UploadCounts Associated
        {
            get { return new UploadCounts(View.Part(Layout.Uptbl.Entries + Layout.Uptble.SizeOf, Layout.Uptble.SizeOf)); }
        }

        /// <summary>The folders that items were moved to.</summary>
        public IReadOnlyList<MoveTarget> Moves
        {
            get { return MoveTarget.Chain(View.Pointer(Layout.Uptbl.Moves), View); }
        }
    }

    /// <summary>UPMSG: one item to upload, as a snapshot.</summary>
    public sealed class UploadItemBody : StateBody
    {
        internal UploadItemBody(View view) : base(view)
        {
            Flags = (UploadItemFlags)view.UInt32(Layout.Upmsg.Flags);
            Item = Item.Borrow(view.Pointer(Layout.Upmsg.Message));
            Id = new ItemId(view.Raw(Layout.Upmsg.Meid, Layout.Meid.SizeOf));
            SourceFolder = FolderId.OrNone(view.Raw(Layout.Upmsg.SourceFolder, Layout.Feid.SizeOf));
            ChangeKey = view.Octets(Layout.Upmsg.ChangeKey);
            ChangeList = view.Octets(Layout.Upmsg.ChangeList);
            SourceKey = view.Raw(Layout.Upmsg.SourceKey, Layout.Skey.SizeOf);
            Binding = view.Binding(Layout.Upmsg.Binding);
            SourceBinding = view.Binding(Layout.Upmsg.SourceBinding);
            MatchKey = view.Octets(Layout.Upmsg.MatchKey);
            ChangedTags = view.Tags(Layout.Upmsg.ChangedTags, Layout.Upmsg.ChangedCount);
            Values = view.Values(Layout.Upmsg.Values, Layout.Upmsg.ValueCount);
            ContentSize = view.UInt64(Layout.Upmsg.ContentSize);
            Cookie = view.Octets(Layout.Upmsg.Cookie);
            Attempts = view.UInt32(Layout.Upmsg.Attempts);
            SourceFolderBinding = view.Binding(Layout.Upmsg.SourceFolderBinding);
        }

        /// <summary>Why. With UploadItemFlags.Retry an earlier upload of it has no known answer: look for it on the server first.</summary>
        public UploadItemFlags Flags { get; private set; }

        /// <summary>The item; Item.Share keeps it readable beyond the state.</summary>
        public Item Item { get; private set; }

        public ItemId Id { get; private set; }

        /// <summary>The folder that it was moved from; else null.</summary>
        public FolderId SourceFolder { get; private set; }

        public Octets ChangeKey { get; private set; }
        public Octets ChangeList { get; private set; }

        /// <summary>Source key of the item in the folder that it was moved from.</summary>
        public Octets SourceKey { get; private set; }

        /// <summary>The version is the one that the pending change was made on (If-Match).</summary>
        public Binding Binding { get; private set; }

        /// <summary>Its binding in the folder that it was moved from.</summary>
        public Binding SourceBinding { get; private set; }

        public Octets MatchKey { get; private set; }

        /// <summary>Tags of the modified properties.</summary>
        public uint[] ChangedTags { get; private set; }

        /// <summary>The columns that the session's options asked for, and keywords added and removed.</summary>
        public Values Values { get; private set; }

        public ulong ContentSize { get; private set; }

        /// <summary>The cookie that was set with an attempt whose answer is not known.</summary>
        public Octets Cookie { get; private set; }

        /// <summary>Attempts that failed in a row.</summary>
        public uint Attempts { get; private set; }

        /// <summary>The binding of SourceFolder, also if that was deleted here meanwhile.</summary>
        public Binding SourceFolderBinding { get; private set; }
    }

    /// <summary>UPREADE: the read state of one item.</summary>
    public sealed class ReadEntry
    {
        internal ReadEntry(View view)
        {
            Flags = (UploadReadFlags)view.UInt32(Layout.Upreade.Flags);
            SourceKey = view.Raw(Layout.Upreade.SourceKey, Layout.Skey.SizeOf);
            Binding = view.Binding(Layout.Upreade.Binding);
        }

        public UploadReadFlags Flags { get; private set; }

        public bool IsRead
        {
            get { return (Flags & UploadReadFlags.Read) != 0; }
        }

        public Octets SourceKey { get; private set; }
        public Binding Binding { get; private set; }
    }

    /// <summary>UPREAD: read states to upload. Session.SetEntryResults answers them.</summary>
    public sealed class UploadReadBody : StateBody
    {
        internal UploadReadBody(View view) : base(view)
        {
            ReadEntry[] entries = new ReadEntry[view.UInt32(Layout.Upread.Count)];
            IntPtr first = view.Pointer(Layout.Upread.Entries);
            for (int i = 0; i < entries.Length; i++)
                entries[i] = new ReadEntry(new View(IntPtr.Add(first, i * Layout.Upreade.SizeOf), Layout.Upreade.SizeOf, view));
            Entries = entries;
        }

        public IReadOnlyList<ReadEntry> Entries { get; private set; }
    }

    /// <summary>UPDELE: one item that was deleted or moved out.</summary>
    public sealed class DeleteEntry
    {
        internal DeleteEntry(View view)
        {
            Flags = (UploadDeleteFlags)view.UInt32(Layout.Updele.Flags);
            SourceKey = view.Raw(Layout.Updele.SourceKey, Layout.Skey.SizeOf);
            DestinationKey = view.Raw(Layout.Updele.DestKey, Layout.Skey.SizeOf);
            ChangeKey = view.Octets(Layout.Updele.ChangeKey);
            ChangeList = view.Octets(Layout.Updele.ChangeList);
            IntPtr move = view.Pointer(Layout.Updele.Move);
            Move = move == IntPtr.Zero ? null : new MoveTarget(new View(move, Layout.Upmov.SizeOf, view));
            Binding = view.Binding(Layout.Updele.Binding);
            Destination = ItemId.OrNone(view.Raw(Layout.Updele.Dest, Layout.Meid.SizeOf));
        }

        public UploadDeleteFlags Flags { get; private set; }

        /// <summary>The item, as it was here.</summary>
        public Octets SourceKey { get; private set; }

        public Octets DestinationKey { get; private set; }
        public Octets ChangeKey { get; private set; }
        public Octets ChangeList { get; private set; }

        /// <summary>The destination folder of a move; else null.</summary>
        public MoveTarget Move { get; private set; }

        public Binding Binding { get; private set; }

        /// <summary>Its id in the destination folder; null for a deletion.</summary>
        public ItemId Destination { get; private set; }
    }

    /// <summary>UPDEL: deletions and moves out to upload. Session.SetEntryResults answers them.</summary>
    public sealed class UploadDeleteBody : StateBody
    {
        internal UploadDeleteBody(View view) : base(view)
        {
            DeleteEntry[] entries = new DeleteEntry[view.UInt32(Layout.Updel.Count)];
            IntPtr first = view.Pointer(Layout.Updel.Entries);
            for (int i = 0; i < entries.Length; i++)
                entries[i] = new DeleteEntry(new View(IntPtr.Add(first, i * Layout.Updele.SizeOf), Layout.Updele.SizeOf, view));
            Entries = entries;
        }

        public IReadOnlyList<DeleteEntry> Entries { get; private set; }
    }

    /// <summary>DNHIER: folders come from the server, into the sink.</summary>
    public sealed class DownloadHierarchyBody : StateBody
    {
        internal DownloadHierarchyBody(View view) : base(view)
        {
            Sink = new HierarchySink(view.Pointer(Layout.Dnhier.Sink));
            StateBlob = view.Octets(Layout.Dnhier.StateBlob);
        }

        public HierarchySink Sink { get; private set; }

        /// <summary>The hierarchy's state blob, as it was when the state began.</summary>
        public Octets StateBlob { get; private set; }

        /// <summary>New folders so far.</summary>
        public uint New
        {
            get { return View.UInt32(Layout.Dnhier.CountNew); }
        }

        public uint Modified
        {
            get { return View.UInt32(Layout.Dnhier.CountMod); }
        }

        public uint Deleted
        {
            get { return View.UInt32(Layout.Dnhier.CountDel); }
        }
    }

    /// <summary>DNTBLE: what came of one kind of items so far.</summary>
    public struct DownloadCounts
    {
        internal DownloadCounts(View view) : this()
        {
            New = view.UInt32(Layout.Dntble.CountNew);
            Modified = view.UInt32(Layout.Dntble.CountMod);
            Read = view.UInt32(Layout.Dntble.CountRead);
            Deleted = view.UInt32(Layout.Dntble.CountDel);
        }

        public uint New { get; private set; }
        public uint Modified { get; private set; }
        public uint Read { get; private set; }
        public uint Deleted { get; private set; }
    }

    /// <summary>DNTBL: items of one folder come from the server, into the sink.</summary>
    public sealed class DownloadTableBody : StateBody
    {
        internal DownloadTableBody(View view) : base(view)
        {
            Sink = new ContentsSink(view.Pointer(Layout.Dntbl.Contents));
            Hierarchy = new HierarchySink(view.Pointer(Layout.Dntbl.Hierarchy));
            Name = view.Text(Layout.Dntbl.Name);
            ulong modified = view.UInt64(Layout.Dntbl.LastModified);
            LastModified = modified == 0 ? (DateTime?)null : ValueCodec.ToTime(modified);
            Rights = view.UInt32(Layout.Dntbl.Rights);
            Folder = new FolderId(view.Raw(Layout.Dntbl.Feid, Layout.Feid.SizeOf));
            Binding = view.Binding(Layout.Dntbl.Binding);
            StateBlob = view.Octets(Layout.Dntbl.StateBlob);
        }

        public ContentsSink Sink { get; private set; }

        /// <summary>A sink for folders.</summary>
        public HierarchySink Hierarchy { get; private set; }

        public string Name { get; private set; }

        /// <summary>When the folder was last modified.</summary>
        public DateTime? LastModified { get; private set; }

        public uint Rights { get; private set; }
        public FolderId Folder { get; private set; }
        public Binding Binding { get; private set; }

        /// <summary>The folder's state blob, as it was when the state began.</summary>
        public Octets StateBlob { get; private set; }

        public DownloadCounts Normal
        {
            get { return new DownloadCounts(View.Part(Layout.Dntbl.Entries, Layout.Dntble.SizeOf)); }
        }

        public DownloadCounts Associated
        {
            get { return new DownloadCounts(View.Part(Layout.Dntbl.Entries + Layout.Dntble.SizeOf, Layout.Dntble.SizeOf)); }
        }
    }

    /// <summary>HDRSYNC: a header is completed. Session.SetHeader sets its [in] members.</summary>
    public sealed class HeaderBody : StateBody
    {
        internal HeaderBody(View view) : base(view)
        {
            Header = new UploadItemBody(new View(view.Pointer(Layout.Hdrsync.Header), Layout.Upmsg.SizeOf, view));
            Parent = new FolderId(view.Raw(Layout.Hdrsync.Parent, Layout.Feid.SizeOf));
            Full = Item.Borrow(view.Pointer(Layout.Hdrsync.Full));
        }

        /// <summary>The header item.</summary>
        public UploadItemBody Header { get; private set; }

        public FolderId Parent { get; private set; }

        /// <summary>An empty item to fill.</summary>
        public Item Full { get; private set; }
    }
}
