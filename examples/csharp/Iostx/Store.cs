using System;
using System.Collections.Generic;

namespace Iostx
{
    /// <summary>Options of a store. What is not set is the default.</summary>
    public sealed class StoreOptions
    {
        /// <summary>Only when it is opened.</summary>
        public StoreFlags Flags { get; set; }

        /// <summary>Days that the local trash keeps what the server deleted; 0: no trash; uint.MaxValue: for ever.</summary>
        public uint TrashDays { get; set; }

        /// <summary>Share of a folder, in percent, above which deletions from the server are held; 0: 50; uint.MaxValue: never.</summary>
        public uint MassDeletePercent { get; set; }

        /// <summary>Count of items above which they are held (both must be exceeded); 0: 20.</summary>
        public uint MassDeleteCount { get; set; }

        /// <summary>Imports after which a transaction is committed; 0: 500.</summary>
        public uint BatchItems { get; set; }

        /// <summary>Bytes of imports after which it is committed; 0: 2 MiB.</summary>
        public ulong BatchBytes { get; set; }

        /// <summary>Milliseconds after which it is committed; 0: 200.</summary>
        public uint BatchMilliseconds { get; set; }

        /// <summary>Replaces the clock, for tests; called on any thread. Only when it is opened.</summary>
        public Func<DateTime> Now { get; set; }

        /// <summary>Fills an array with random bytes, for tests; called on any thread. Only when it is opened.</summary>
        public Action<byte[]> Random { get; set; }

        internal IntPtr Write(Arena arena)
        {
            Fields fields = arena.Sized(Layout.StoreOptions.SizeOf);
            fields.UInt32(Layout.StoreOptions.Flags, (uint)Flags);
            fields.UInt32(Layout.StoreOptions.TrashDays, TrashDays);
            fields.UInt32(Layout.StoreOptions.MassDeletePercent, MassDeletePercent);
            fields.UInt32(Layout.StoreOptions.MassDeleteCount, MassDeleteCount);
            fields.UInt32(Layout.StoreOptions.BatchItems, BatchItems);
            fields.UInt64(Layout.StoreOptions.BatchBytes, BatchBytes);
            fields.UInt32(Layout.StoreOptions.BatchMs, BatchMilliseconds);
            if (Now == null && Random == null)
                return fields.At;
            fields.Function(Layout.StoreOptions.Now, Now == null ? null : Hooks.StoreNow);
            fields.Function(Layout.StoreOptions.Random, Random == null ? null : Hooks.StoreRandom);
            fields.Pointer(Layout.StoreOptions.Userdata, Callback.Keep(new Hooks(Now, Random)));
            fields.Function(Layout.StoreOptions.UserdataFree, Hooks.StoreFree);
            return fields.At;
        }
    }

    /// <summary>Clock and random bytes of the application, for a store or a manager.</summary>
    internal sealed class Hooks
    {
        // Kept for ever: the library may call them as long as the process runs.
        internal static readonly StoreOptionsNow StoreNow = userdata => Now(Callback.Target<Hooks>(userdata).now);
        internal static readonly StoreOptionsRandom StoreRandom = (userdata, buffer, size) =>
            Random(Callback.Target<Hooks>(userdata).random, buffer, size);
        internal static readonly StoreOptionsUserdataFree StoreFree = Callback.Free;
        private readonly Func<DateTime> now;
        private readonly Action<byte[]> random;

        internal Hooks(Func<DateTime> now, Action<byte[]> random)
        {
            this.now = now;
            this.random = random;
        }

        /// <summary>The time; that of the system if the function throws.</summary>
        internal static ulong Now(Func<DateTime> now)
        {
            ulong units = ValueCodec.FromTime(DateTime.UtcNow);
            Callback.Run(() =>
            {
                units = ValueCodec.FromTime(now());
                return Code.S_OK;
            });
            return units;
        }

        /// <summary>Random bytes; those that new GUIDs are made of if the function throws.</summary>
        internal static void Random(Action<byte[]> random, IntPtr buffer, UIntPtr size)
        {
            byte[] bytes = new byte[Memory.Size(size)];
            int code = Callback.Run(() =>
            {
                random(bytes);
                return Code.S_OK;
            });
            for (int i = 0; code < 0 && i < bytes.Length; i += 16)
                Array.Copy(System.Guid.NewGuid().ToByteArray(), 0, bytes, i, Math.Min(16, bytes.Length - i));
            System.Runtime.InteropServices.Marshal.Copy(bytes, 0, buffer, bytes.Length);
        }
    }

    /// <summary>What a store is and holds.</summary>
    public sealed class StoreInfo
    {
        internal StoreInfo(View view)
        {
            Flags = (StoreFlags)view.UInt32(Layout.StoreInfo.Flags);
            SchemaVersion = view.UInt32(Layout.StoreInfo.SchemaVersion);
            Guid = new Guid(view.Raw(Layout.StoreInfo.Guid, Layout.Guid.SizeOf));
            FileSize = view.UInt64(Layout.StoreInfo.FileSize);
            FolderCount = view.UInt64(Layout.StoreInfo.FolderCount);
            ItemCount = view.UInt64(Layout.StoreInfo.ItemCount);
            PendingCount = view.UInt64(Layout.StoreInfo.PendingCount);
            TombstoneCount = view.UInt64(Layout.StoreInfo.TombstoneCount);
            ConflictCount = view.UInt64(Layout.StoreInfo.ConflictCount);
            FailureCount = view.UInt64(Layout.StoreInfo.FailureCount);
            HeldCount = view.UInt64(Layout.StoreInfo.HeldCount);
            WantedCount = view.UInt64(Layout.StoreInfo.WantedCount);
            OutgoingCount = view.UInt64(Layout.StoreInfo.OutgoingCount);
            Path = view.Text(Layout.StoreInfo.Path);
        }

        public StoreFlags Flags { get; private set; }
        public uint SchemaVersion { get; private set; }

        /// <summary>Replica GUID.</summary>
        public Guid Guid { get; private set; }

        /// <summary>Bytes of the file, without its write-ahead log.</summary>
        public ulong FileSize { get; private set; }

        public ulong FolderCount { get; private set; }

        /// <summary>Associated ones included.</summary>
        public ulong ItemCount { get; private set; }

        /// <summary>Items with work pending for upload, tombstones included.</summary>
        public ulong PendingCount { get; private set; }

        /// <summary>Deletions and moves out that the server does not know yet.</summary>
        public ulong TombstoneCount { get; private set; }

        public ulong ConflictCount { get; private set; }
        public ulong FailureCount { get; private set; }

        /// <summary>Deletions held by the mass-delete guard.</summary>
        public ulong HeldCount { get; private set; }

        public ulong WantedCount { get; private set; }
        public ulong OutgoingCount { get; private set; }
        public string Path { get; private set; }
    }

    /// <summary>The name of a named property.</summary>
    public sealed class PropertyName
    {
        /// <summary>A numbered name, such as Lid.Location of PropertySet.Appointment; type: what its tag is to have, PropertyType.</summary>
        public PropertyName(Guid set, uint id, uint type)
        {
            Set = set;
            Kind = NameKind.Id;
            Id = id;
            Type = type;
        }

        public PropertyName(Guid set, string name, uint type)
        {
            Set = set;
            Kind = NameKind.String;
            Name = name;
            Type = type;
        }

        public Guid Set { get; private set; }
        public NameKind Kind { get; private set; }
        public uint Id { get; private set; }
        public string Name { get; private set; }
        public uint Type { get; private set; }
    }

    /// <summary>
    /// A store: one file of folders and items that tracks what changed. Any threads at once. Supervision and the outgoing queue are in
    /// StoreSupervision.cs.
    /// </summary>
    public sealed partial class Store : IDisposable
    {
        private readonly StoreHandle handle;

        private Store(StoreHandle handle)
        {
            this.handle = handle;
        }

        internal StoreHandle Handle
        {
            get { return handle; }
        }

        /// <summary>Opens a store, or creates it.</summary>
        public static Store Open(string path, StoreFlags flags = StoreFlags.None)
        {
            return Open(path, new StoreOptions { Flags = flags });
        }

        public static Store Open(string path, StoreOptions options)
        {
            Library.Require();
            byte[] name = Utf8.Terminated(path);
            using (Arena arena = new Arena())
            {
                StoreHandle store;
                IntPtr error;
                int code = Native.iostx_store_open(name, options == null ? IntPtr.Zero : options.Write(arena), out store, out error);
                Callback.Surface();
                if (code < 0)
                    throw IostxException.Of(code, error);
                return new Store(store);
            }
        }

        /// <summary>
        /// Closes it for all that came from it: new calls throw ClosedException, sessions are cancelled, running calls are waited for.
        /// False: it was closed already. A time-out throws (MAPI_E_TIMEOUT), and it closes when the last call returns.
        /// </summary>
        public bool Close(TimeSpan? timeout = null)
        {
            return handle.Check(Native.iostx_store_close(handle, Milliseconds(timeout))) == Code.S_OK;
        }

        /// <summary>Lets go of it. What was made from it keeps it open; <see cref="Close"/> does not ask.</summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        internal static uint Milliseconds(TimeSpan? timeout)
        {
            return timeout.HasValue ? (uint)Math.Min(uint.MaxValue - 1, Math.Max(0, timeout.Value.TotalMilliseconds)) : uint.MaxValue;
        }

        public StoreInfo GetInfo()
        {
            using (Arena arena = new Arena())
            {
                Fields fields = arena.Sized(Layout.StoreInfo.SizeOf);
                handle.Check(Native.iostx_store_get_info(handle, fields.At));
                StoreInfo info = new StoreInfo(View.Sized(fields.At, arena));
                GC.KeepAlive(handle);
                return info;
            }
        }

        /// <summary>Trash, mass-delete guard and batch limits, which are kept in the file.</summary>
        public StoreOptions Options
        {
            get
            {
                using (Arena arena = new Arena())
                {
                    Fields fields = arena.Sized(Layout.StoreOptions.SizeOf);
                    handle.Check(Native.iostx_store_get_options(handle, fields.At));
                    View view = View.Sized(fields.At, arena);
                    return new StoreOptions
                    {
                        TrashDays = view.UInt32(Layout.StoreOptions.TrashDays),
                        MassDeletePercent = view.UInt32(Layout.StoreOptions.MassDeletePercent),
                        MassDeleteCount = view.UInt32(Layout.StoreOptions.MassDeleteCount),
                        BatchItems = view.UInt32(Layout.StoreOptions.BatchItems),
                        BatchBytes = view.UInt64(Layout.StoreOptions.BatchBytes),
                        BatchMilliseconds = view.UInt32(Layout.StoreOptions.BatchMs),
                    };
                }
            }
            set
            {
                if (value.Now != null || value.Random != null)
                    throw new ArgumentException("clock and random bytes are given when a store is opened");
                using (Arena arena = new Arena())
                    handle.Check(Native.iostx_store_set_options(handle, value.Write(arena)));
            }
        }

        /// <summary>Looks for faults; no row: all is well.</summary>
        public Cursor Check(CheckFlags flags = CheckFlags.None)
        {
            CursorHandle cursor;
            handle.Check(Native.iostx_store_check(handle, (uint)flags, out cursor));
            return new Cursor(cursor);
        }

        /// <summary>Folds the write-ahead log into the file, for a backup.</summary>
        public void Checkpoint()
        {
            handle.Check(Native.iostx_store_checkpoint(handle));
        }

        /// <summary>A new replica GUID, for a file that was restored or copied.</summary>
        public void RenewGuid()
        {
            handle.Check(Native.iostx_store_renew_guid(handle));
        }

        // --- Finding and opening folders and items.

        public FolderId GetSpecialFolder(SpecialFolder which)
        {
            byte[] id = new byte[Layout.Feid.SizeOf];
            handle.Check(Native.iostx_store_get_special_folder(handle, (uint)which, id));
            return new FolderId(id);
        }

        /// <summary>
        /// Lists the folders below a parent, null being the root; with FolderListFlags.Depth the whole tree. No tags: PR_ENTRYID,
        /// PR_PARENT_ENTRYID, PR_DISPLAY_NAME.
        /// </summary>
        public Cursor ListFolders(FolderId parent = null, FolderListFlags flags = FolderListFlags.None, params uint[] tags)
        {
            CursorHandle cursor;
            handle.Check(Native.iostx_store_list_folders(
                handle, EntryId.OrNull(parent), tags, Memory.Count(tags), (uint)flags, out cursor));
            return new Cursor(cursor);
        }

        /// <summary>To be disposed.</summary>
        public Folder OpenFolder(FolderId folder)
        {
            FolderHandle opened;
            handle.Check(Native.iostx_store_open_folder(handle, folder.Borrow(), out opened));
            return new Folder(opened);
        }

        public Folder OpenFolder(SpecialFolder which)
        {
            return OpenFolder(GetSpecialFolder(which));
        }

        /// <summary>Opens an item, to read; to write with OpenFlags.Modify. To be disposed.</summary>
        public Item OpenItem(ItemId item, OpenFlags flags = OpenFlags.None)
        {
            MessageHandle opened;
            handle.Check(Native.iostx_store_open_message(handle, item.Borrow(), (uint)flags, out opened));
            return new Item(opened);
        }

        /// <summary>Opens a <see cref="Folder"/> or an <see cref="Item"/> by its entry id, of 46 or 70 bytes; empty: the root folder.</summary>
        public PropertyObject OpenEntry(Octets entryId, OpenFlags flags = OpenFlags.None)
        {
            using (Arena arena = new Arena())
            {
                FolderHandle folder;
                MessageHandle item;
                handle.Check(Native.iostx_store_open_entry(handle, arena.ByValue(entryId), (uint)flags, out folder, out item));
                return folder.IsInvalid ? (PropertyObject)new Item(item) : new Folder(folder);
            }
        }

        /// <summary>Finds items by their ids on the server: rows of remote id, entry id, parent, version. folder: null: in all.</summary>
        public Cursor FindRemote(FolderId folder, params Octets[] remoteIds)
        {
            using (Arena arena = new Arena())
            {
                CursorHandle cursor;
                handle.Check(Native.iostx_store_find_remote(
                    handle, EntryId.OrNull(folder), arena.Octets(remoteIds), Memory.Count(remoteIds), out cursor));
                return new Cursor(cursor);
            }
        }

        /// <summary>Asks for the whole of header-only items. False: some were not found.</summary>
        public bool RequestFull(IEnumerable<ItemId> items)
        {
            ItemId[] ids = Memory.Array(items);
            return handle.Check(Native.iostx_store_request_full(handle, EntryId.Join(ids), Memory.Count(ids))) == Code.S_OK;
        }

        // --- Named properties.

        /// <summary>The tags of named properties in this store, which they keep for ever. One that has none gets PropertyType.Error.</summary>
        public uint[] MapNames(IEnumerable<PropertyName> names, NameFlags flags = NameFlags.Create)
        {
            PropertyName[] all = Memory.Array(names);
            uint[] tags = new uint[all.Length];
            using (Arena arena = new Arena())
            {
                Fields array = arena.Array(all.Length, Layout.Name.SizeOf);
                for (int i = 0; i < all.Length; i++)
                {
                    Fields name = array.Part(i * Layout.Name.SizeOf, Layout.Name.SizeOf);
                    name.UInt32(Layout.Name.StructSize, Layout.Name.SizeOf);
                    name.UInt32(Layout.Name.Kind, (uint)all[i].Kind);
                    name.UInt32(Layout.Name.Id, all[i].Id);
                    name.UInt32(Layout.Name.Type, all[i].Type);
                    name.Raw(Layout.Name.Set, all[i].Set.ToByteArray());
                    name.Text(Layout.Name.NameMember, all[i].Name);
                }
                handle.Check(Native.iostx_store_map_names(handle, array.At, Memory.Count(all), (uint)flags, tags));
            }
            return tags;
        }

        /// <summary>The tag of one named property, which is made if there is none.</summary>
        public uint MapName(PropertyName name)
        {
            return MapNames(new[] { name })[0];
        }

        /// <summary>The names of tags; null for one that has none.</summary>
        public PropertyName[] GetNames(params uint[] tags)
        {
            ValuesHandle values;
            handle.Check(Native.iostx_store_get_names(handle, tags, Memory.Count(tags), out values));
            PropertyName[] names = new PropertyName[tags.Length];
            object set = null;
            int i = 0;
            foreach (KeyValuePair<uint, object> value in PropertyObject.Read(values))
            {
                // Two values for each tag: the set, then the number or the text.
                if (i % 2 == 0)
                    set = value.Value;
                else if (set is Guid && value.Value is string)
                    names[i / 2] = new PropertyName((Guid)set, (string)value.Value, tags[i / 2] & 0xFFFF);
                else if (set is Guid)
                    names[i / 2] = new PropertyName((Guid)set, unchecked((uint)(int)value.Value), tags[i / 2] & 0xFFFF);
                i++;
            }
            return names;
        }

        /// <summary>Subscribes to changes, those of other processes included. To be disposed.</summary>
        public Events Subscribe(EventsOptions options = null)
        {
            return new Events(handle, options ?? new EventsOptions());
        }

        /// <summary>A synchronization session, in idle. To be disposed.</summary>
        public Session OpenSession(SessionOptions options = null)
        {
            SessionHandle session;
            handle.Check(Native.iostx_get_sync_object(handle, out session));
            Session opened = new Session(session);
            if (options != null)
                opened.SetOptions(options);
            return opened;
        }

        /// <summary>
        /// Synchronizes with a server, in a session of its own: <see cref="Session.Replicate"/>. One that is to be cancelled, or asked how far
        /// it is, needs a session.
        /// </summary>
        public ReplicateReport Replicate(Remote remote, ReplicateOptions options = null, SessionOptions sessionOptions = null)
        {
            using (Session session = OpenSession(sessionOptions))
                return session.Replicate(remote, options);
        }
    }
}
