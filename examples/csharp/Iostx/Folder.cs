using System;
using System.Collections.Generic;

namespace Iostx
{
    /// <summary>How a folder is synchronized. All members are set: read them first.</summary>
    public sealed class FolderOptions
    {
        public FolderOptionFlags Flags { get; set; }
        public Direction Direction { get; set; }
        public Scope Scope { get; set; }
        public ConflictPolicy Policy { get; set; }
        public Expunge Expunge { get; set; }

        /// <summary>Items deleted here that one pass offers at most; more are held. 0: no limit.</summary>
        public uint DeleteLimit { get; set; }

        /// <summary>For Scope.Newer; recurring items count by their last occurrence.</summary>
        public DateTime? ScopeSince { get; set; }

        /// <summary>For Scope.Newest: items.</summary>
        public ulong ScopeCount { get; set; }

        /// <summary>For Scope.Size: bytes.</summary>
        public ulong ScopeSize { get; set; }
    }

    /// <summary>What Folder.List lists.</summary>
    public sealed class ListOptions
    {
        public ListFlags Flags { get; set; }
        public SortKey Sort { get; set; }

        /// <summary>Tags; none: PR_ENTRYID, PR_SUBJECT, PR_MESSAGE_DELIVERY_TIME.</summary>
        public uint[] Columns { get; set; }
    }

    /// <summary>A folder. Any threads at once.</summary>
    public sealed class Folder : PropertyObject
    {
        private readonly FolderHandle handle;

        internal Folder(FolderHandle handle)
        {
            this.handle = handle;
        }

        /// <summary>One that the library lends; null for none.</summary>
        internal static Folder Borrow(IntPtr folder)
        {
            return folder == IntPtr.Zero ? null : new Folder(new FolderHandle(folder));
        }

        public FolderId Id
        {
            get
            {
                byte[] id = new byte[Layout.Feid.SizeOf];
                handle.Check(Native.iostx_folder_get_id(handle, id));
                return new FolderId(id);
            }
        }

        /// <summary>Its name; setting it renames.</summary>
        public string Name
        {
            get { return (string)this[Tag.DisplayName]; }
            set { this[Tag.DisplayName] = value; }
        }

        /// <summary>Creates a subfolder. containerClass: such as "IPF.Note"; null: that of this one. To be disposed.</summary>
        public Folder CreateFolder(string name, string containerClass = null, FolderCallFlags flags = FolderCallFlags.None)
        {
            FolderHandle made;
            handle.Check(Native.iostx_folder_create_folder(
                handle, Utf8.Terminated(name), Utf8.Terminated(containerClass), (uint)flags, out made));
            return new Folder(made);
        }

        /// <summary>Creates an item; nothing is stored before its Save. flags: OpenFlags.Associated. To be disposed.</summary>
        public Item CreateItem(OpenFlags flags = OpenFlags.None)
        {
            MessageHandle made;
            handle.Check(Native.iostx_folder_create_message(handle, (uint)flags, out made));
            return new Item(made);
        }

        public override Values GetValues(params uint[] tags)
        {
            return Read(handle, (uint[] t, UIntPtr count, uint flags, out ValuesHandle values) =>
                Native.iostx_folder_get_values(handle, t, count, flags, out values), tags);
        }

        /// <summary>Sets properties at once, in one commit; all or nothing.</summary>
        public override void SetValues(Values values)
        {
            using (Arena arena = new Arena())
                handle.Check(Native.iostx_folder_set_values(handle, ValueCodec.Write(arena, values), new UIntPtr((uint)values.Count)));
        }

        public override void DeleteValues(params uint[] tags)
        {
            handle.Check(Native.iostx_folder_delete_values(handle, tags, Memory.Count(tags)));
        }

        /// <summary>Lists the items, with these columns.</summary>
        public Cursor List(params uint[] columns)
        {
            return List(new ListOptions { Columns = columns });
        }

        public Cursor List(ListOptions options)
        {
            using (Arena arena = new Arena())
            {
                Fields fields = arena.Sized(Layout.ListOptions.SizeOf);
                fields.UInt32(Layout.ListOptions.Flags, (uint)options.Flags);
                fields.UInt32(Layout.ListOptions.Sort, (uint)options.Sort);
                fields.Tags(Layout.ListOptions.Columns, Layout.ListOptions.ColumnCount, options.Columns);
                CursorHandle cursor;
                handle.Check(Native.iostx_folder_list(handle, fields.At, out cursor));
                return new Cursor(cursor);
            }
        }

        /// <summary>The bound items in the order of their remote ids, as the server had them last; for agents that compare listings.</summary>
        public Cursor WalkRemote()
        {
            CursorHandle cursor;
            handle.Check(Native.iostx_folder_walk_remote(handle, out cursor));
            return new Cursor(cursor);
        }

        /// <summary>Moves it, with all that it holds, below another parent.</summary>
        public void MoveTo(Folder parent)
        {
            handle.Check(Native.iostx_folder_move(handle, parent.handle));
        }

        /// <summary>Copies it with its items below another parent; flags: FolderCallFlags.CopySubfolders. To be disposed.</summary>
        public Folder CopyTo(Folder parent, FolderCallFlags flags = FolderCallFlags.None)
        {
            FolderHandle copy;
            handle.Check(Native.iostx_folder_copy(handle, parent.handle, (uint)flags, out copy));
            return new Folder(copy);
        }

        /// <summary>Deletes it; flags: FolderCallFlags.DelMessages, DelFolders, DelAssociated: also if it holds such.</summary>
        public void Delete(FolderCallFlags flags = FolderCallFlags.None)
        {
            handle.Check(Native.iostx_folder_delete(handle, (uint)flags));
        }

        /// <summary>A second handle, which outlives the state that lent this one. To be disposed.</summary>
        public Folder Share()
        {
            FolderHandle shared;
            handle.Check(Native.iostx_folder_ref(handle, out shared));
            return new Folder(shared);
        }

        /// <summary>How it is synchronized; kept in the store.</summary>
        public FolderOptions Options
        {
            get
            {
                using (Arena arena = new Arena())
                {
                    Fields fields = arena.Sized(Layout.FolderOptions.SizeOf);
                    handle.Check(Native.iostx_folder_get_options(handle, fields.At));
                    View view = View.Sized(fields.At, arena);
                    ulong since = view.UInt64(Layout.FolderOptions.ScopeSince);
                    return new FolderOptions
                    {
                        Flags = (FolderOptionFlags)view.UInt32(Layout.FolderOptions.Flags),
                        Direction = (Direction)view.UInt32(Layout.FolderOptions.Direction),
                        Scope = (Scope)view.UInt32(Layout.FolderOptions.Scope),
                        Policy = (ConflictPolicy)view.UInt32(Layout.FolderOptions.Policy),
                        Expunge = (Expunge)view.UInt32(Layout.FolderOptions.Expunge),
                        DeleteLimit = view.UInt32(Layout.FolderOptions.DeleteLimit),
                        ScopeSince = since == 0 ? (DateTime?)null : ValueCodec.ToTime(since),
                        ScopeCount = view.UInt64(Layout.FolderOptions.ScopeCount),
                        ScopeSize = view.UInt64(Layout.FolderOptions.ScopeSize),
                    };
                }
            }
            set
            {
                using (Arena arena = new Arena())
                {
                    Fields fields = arena.Sized(Layout.FolderOptions.SizeOf);
                    fields.UInt32(Layout.FolderOptions.Flags, (uint)value.Flags);
                    fields.UInt32(Layout.FolderOptions.Direction, (uint)value.Direction);
                    fields.UInt32(Layout.FolderOptions.Scope, (uint)value.Scope);
                    fields.UInt32(Layout.FolderOptions.Policy, (uint)value.Policy);
                    fields.UInt32(Layout.FolderOptions.Expunge, (uint)value.Expunge);
                    fields.UInt32(Layout.FolderOptions.DeleteLimit, value.DeleteLimit);
                    fields.UInt64(Layout.FolderOptions.ScopeSince, value.ScopeSince.HasValue ? ValueCodec.FromTime(value.ScopeSince.Value) : 0);
                    fields.UInt64(Layout.FolderOptions.ScopeCount, value.ScopeCount);
                    fields.UInt64(Layout.FolderOptions.ScopeSize, value.ScopeSize);
                    handle.Check(Native.iostx_folder_set_options(handle, fields.At));
                }
            }
        }

        // Many items at once, in one commit. False: some were not found.

        /// <summary>Copies items; their new ids, null for those that were not found.</summary>
        public IReadOnlyList<ItemId> CopyItems(IEnumerable<ItemId> items, Folder destination)
        {
            return CopyItems(items, destination, FolderCallFlags.None);
        }

        /// <summary>Moves items, which keep their long-term ids; their new ids, null for those that were not found.</summary>
        public IReadOnlyList<ItemId> MoveItems(IEnumerable<ItemId> items, Folder destination)
        {
            return CopyItems(items, destination, FolderCallFlags.MessageMove);
        }

        private IReadOnlyList<ItemId> CopyItems(IEnumerable<ItemId> items, Folder destination, FolderCallFlags flags)
        {
            ItemId[] ids = Memory.Array(items);
            byte[] made = new byte[ids.Length * Layout.Meid.SizeOf];
            handle.Check(Native.iostx_folder_copy_messages(
                handle, EntryId.Join(ids), Memory.Count(ids), destination.handle, (uint)flags, made));
            return ItemId.Split(made);
        }

        /// <summary>Deletes items; flags: FolderCallFlags.DeleteHardDelete: past Deleted Items.</summary>
        public bool DeleteItems(IEnumerable<ItemId> items, FolderCallFlags flags = FolderCallFlags.None)
        {
            ItemId[] ids = Memory.Array(items);
            return handle.Check(Native.iostx_folder_delete_messages(
                handle, EntryId.Join(ids), Memory.Count(ids), (uint)flags)) == Code.S_OK;
        }

        /// <summary>Marks items as read, or as flags say; items: null with ReadFlags.AllMessages.</summary>
        public bool SetReadFlags(IEnumerable<ItemId> items, ReadFlags flags = ReadFlags.None)
        {
            ItemId[] ids = Memory.Array(items);
            return handle.Check(Native.iostx_folder_set_read_flags(
                handle, EntryId.Join(ids), Memory.Count(ids), (uint)flags)) == Code.S_OK;
        }

        /// <summary>Sets the same values, adds and removes keywords on many items.</summary>
        public bool UpdateItems(
            IEnumerable<ItemId> items, Values values, IEnumerable<string> keywordsAdd = null, IEnumerable<string> keywordsRemove = null)
        {
            ItemId[] ids = Memory.Array(items);
            string[] add = Memory.Array(keywordsAdd), remove = Memory.Array(keywordsRemove);
            values = values ?? new Values();
            using (Arena arena = new Arena())
                return handle.Check(Native.iostx_folder_update_messages(
                    handle, EntryId.Join(ids), Memory.Count(ids), ValueCodec.Write(arena, values), new UIntPtr((uint)values.Count),
                    arena.Texts(add), Memory.Count(add), arena.Texts(remove), Memory.Count(remove))) == Code.S_OK;
        }

        public override void Dispose()
        {
            handle.Dispose();
        }
    }
}
