using System;
using System.Collections.Generic;

namespace Iostx
{
    /// <summary>One item that comes from the server.</summary>
    public sealed class ImportItem
    {
        public ImportFlags Flags { get; set; }

        /// <summary>What it is called on the server; required.</summary>
        public Octets RemoteId { get; set; }

        public Octets RemoteVersion { get; set; }

        /// <summary>What it carries itself: UID of iCalendar and vCard (with ImportFlags.StrongKey), Message-ID.</summary>
        public Octets MatchKey { get; set; }

        /// <summary>Its properties; Tag.Fingerprint among them gives its fingerprint.</summary>
        public Values Values { get; set; }

        /// <summary>The native text, whole; none with ImportFlags.Header or ImportFlags.Stream.</summary>
        public Octets Content { get; set; }

        /// <summary>Size of the content on the server, also when it does not come along; 0: unknown.</summary>
        public ulong ContentSize { get; set; }

        internal static IntPtr Write(Arena arena, params ImportItem[] items)
        {
            Fields array = arena.Array(items.Length, Layout.ImportItem.SizeOf);
            for (int i = 0; i < items.Length; i++)
            {
                Fields fields = array.Part(i * Layout.ImportItem.SizeOf, Layout.ImportItem.SizeOf);
                fields.UInt32(Layout.ImportItem.StructSize, Layout.ImportItem.SizeOf);
                fields.UInt32(Layout.ImportItem.Flags, (uint)items[i].Flags);
                fields.Binding(Layout.ImportItem.Binding, new Binding(items[i].RemoteId, items[i].RemoteVersion));
                fields.Octets(Layout.ImportItem.MatchKey, items[i].MatchKey);
                fields.Values(Layout.ImportItem.Values, Layout.ImportItem.ValueCount, items[i].Values);
                fields.Octets(Layout.ImportItem.Content, items[i].Content);
                fields.UInt64(Layout.ImportItem.ContentSize, items[i].ContentSize);
            }
            return array.At;
        }
    }

    /// <summary>Flags and keywords of one item that come from the server, without its content.</summary>
    public sealed class ImportedFlags
    {
        /// <summary>Flags that the server has set. One in neither stays as it is.</summary>
        public ItemFlags Set { get; set; }

        /// <summary>Flags that the server has clear.</summary>
        public ItemFlags Clear { get; set; }

        public Octets RemoteId { get; set; }
        public Octets RemoteVersion { get; set; }

        /// <summary>All its keywords; null: they stay as they are.</summary>
        public string[] Keywords { get; set; }
    }

    /// <summary>What a listing names in full. What is empty does not narrow it.</summary>
    public sealed class ListingScope
    {
        public ListingFlags Flags { get; set; }

        /// <summary>First and last remote id, both inclusive, as memcmp orders them.</summary>
        public Octets First { get; set; }
        public Octets Last { get; set; }

        /// <summary>Only items at or after this time, and before that.</summary>
        public DateTime? Since { get; set; }
        public DateTime? Until { get; set; }

        internal static IntPtr Write(Arena arena, ListingScope scope)
        {
            if (scope == null)
                return IntPtr.Zero;
            Fields fields = arena.Sized(Layout.ListingScope.SizeOf);
            fields.UInt32(Layout.ListingScope.Flags, (uint)scope.Flags);
            fields.Octets(Layout.ListingScope.First, scope.First);
            fields.Octets(Layout.ListingScope.Last, scope.Last);
            fields.UInt64(Layout.ListingScope.Since, scope.Since.HasValue ? ValueCodec.FromTime(scope.Since.Value) : 0);
            fields.UInt64(Layout.ListingScope.Until, scope.Until.HasValue ? ValueCodec.FromTime(scope.Until.Value) : 0);
            return fields.At;
        }
    }

    /// <summary>The read state of an item, by its source key.</summary>
    public struct ReadState
    {
        public ReadState(Octets sourceKey, bool isRead) : this()
        {
            SourceKey = sourceKey;
            IsRead = isRead;
        }

        public Octets SourceKey { get; private set; }
        public bool IsRead { get; private set; }
    }

    /// <summary>The parameters of ImportMessageMove; none may be empty.</summary>
    public sealed class MessageMove
    {
        public Octets SourceFolderKey { get; set; }
        public Octets SourceMessageKey { get; set; }
        public Octets ChangeList { get; set; }
        public Octets DestinationMessageKey { get; set; }
        public Octets DestinationChangeKey { get; set; }
    }

    /// <summary>
    /// The import sink for items, lent by a download table: the documented methods (IExchangeImportContentsChanges) and those for servers
    /// with remote ids. Belongs to the session's thread; ends with its state.
    /// </summary>
    public sealed class ContentsSink
    {
        private readonly IntPtr sink;

        internal ContentsSink(IntPtr sink)
        {
            this.sink = sink;
        }

        // --- By remote id.

        /// <summary>Imports one item.</summary>
        public void Import(ImportItem item)
        {
            using (ImportOne(item))
            {
            }
        }

        /// <summary>Imports one whose content comes by stream, into the item that this gives; nothing is imported before its Save.</summary>
        public Item ImportStream(ImportItem item)
        {
            item.Flags |= ImportFlags.Stream;
            return ImportOne(item);
        }

        private Item ImportOne(ImportItem item)
        {
            using (Arena arena = new Arena())
            {
                MessageHandle message;
                Check(Native.iostx_contents_sink_import_item(sink, ImportItem.Write(arena, item), out message));
                return message.IsInvalid ? null : new Item(message);
            }
        }

        /// <summary>Asks what of a listing is to be fetched, before anything is; many items at once.</summary>
        public ProbeAnswer[] Probe(IEnumerable<ImportItem> items)
        {
            ImportItem[] all = Memory.Array(items);
            uint[] answers = new uint[all.Length];
            using (Arena arena = new Arena())
                Check(Native.iostx_contents_sink_probe(sink, ImportItem.Write(arena, all), Memory.Count(all), answers));
            return Array.ConvertAll(answers, answer => (ProbeAnswer)answer);
        }

        public ProbeAnswer Probe(ImportItem item)
        {
            return Probe(new[] { item })[0];
        }

        /// <summary>Imports flags, keywords and versions. The codes, one each: 0, or MAPI_E_NOT_FOUND: it goes on the wanted list.</summary>
        public int[] UpdateFlags(IEnumerable<ImportedFlags> items)
        {
            ImportedFlags[] all = Memory.Array(items);
            int[] results = new int[all.Length];
            using (Arena arena = new Arena())
            {
                Fields array = arena.Array(all.Length, Layout.ImportFlags.SizeOf);
                for (int i = 0; i < all.Length; i++)
                {
                    Fields fields = array.Part(i * Layout.ImportFlags.SizeOf, Layout.ImportFlags.SizeOf);
                    fields.UInt32(Layout.ImportFlags.StructSize, Layout.ImportFlags.SizeOf);
                    fields.UInt32(Layout.ImportFlags.Set, (uint)all[i].Set);
                    fields.UInt32(Layout.ImportFlags.Clear, (uint)all[i].Clear);
                    fields.Binding(Layout.ImportFlags.Binding, new Binding(all[i].RemoteId, all[i].RemoteVersion));
                    if (all[i].Keywords != null)
                        fields.Pointer(Layout.ImportFlags.Keywords, ValueCodec.Write(arena, new Values { { Tag.Keywords, all[i].Keywords } }));
                }
                Check(Native.iostx_contents_sink_import_flags(sink, array.At, Memory.Count(all), results));
            }
            return results;
        }

        /// <summary>Imports deletions; carried out at the end of the state. Unknown ids are passed over.</summary>
        public void DeleteRemote(IEnumerable<Octets> remoteIds, IcsFlags flags = IcsFlags.None)
        {
            Octets[] ids = Memory.Array(remoteIds);
            using (Arena arena = new Arena())
                Check(Native.iostx_contents_sink_delete_remote(sink, arena.Octets(ids), Memory.Count(ids), (uint)flags));
        }

        /// <summary>Imports the deletion of all items between two remote ids, both inclusive. Empty leaves that end open.</summary>
        public void DeleteRemoteRange(Octets first, Octets last, IcsFlags flags = IcsFlags.None)
        {
            using (Arena arena = new Arena())
                Check(Native.iostx_contents_sink_delete_remote_range(sink, arena.ByValue(first), arena.ByValue(last), (uint)flags));
        }

        /// <summary>Imports a move into this folder.</summary>
        public void MoveRemote(FolderId sourceFolder, Octets sourceId, Binding destination)
        {
            using (Arena arena = new Arena())
            {
                Fields binding = arena.Array(1, Layout.Binding.SizeOf);
                binding.Binding(0, destination);
                Check(Native.iostx_contents_sink_move_remote(sink, sourceFolder.Borrow(), arena.ByValue(sourceId), binding.At));
            }
        }

        /// <summary>Remote ids that still must be fetched.</summary>
        public Cursor ListWanted()
        {
            CursorHandle cursor;
            Check(Native.iostx_contents_sink_list_wanted(sink, out cursor));
            return new Cursor(cursor);
        }

        /// <summary>Begins a listing; scope: null: of the whole folder.</summary>
        public void BeginListing(ListingScope scope = null)
        {
            using (Arena arena = new Arena())
                Check(Native.iostx_contents_sink_listing_begin(sink, ListingScope.Write(arena, scope)));
        }

        /// <summary>Completes it: what was bound and did not appear is deleted at the end of the state. Only this makes absence deletion.</summary>
        public void CompleteListing()
        {
            Check(Native.iostx_contents_sink_listing_complete(sink));
        }

        /// <summary>The folder's state blob: committed with all imports made so far, never before them.</summary>
        public void SetStateBlob(Octets blob)
        {
            using (Arena arena = new Arena())
                Check(Native.iostx_contents_sink_set_state_blob(sink, arena.ByValue(blob)));
        }

        /// <summary>Commits the imports made so far, with the blob, now.</summary>
        public void Flush()
        {
            Check(Native.iostx_contents_sink_flush(sink));
        }

        // --- The documented methods, by source key.

        /// <summary>Config. state: of an earlier <see cref="UpdateState"/>, or null.</summary>
        public void Config(ItemStream state, IcsFlags flags = IcsFlags.None)
        {
            Check(Native.iostx_contents_sink_config(sink, state == null ? ItemStream.None : state.Handle, (uint)flags));
        }

        /// <summary>UpdateState. state: null: that of Config.</summary>
        public void UpdateState(ItemStream state)
        {
            Check(Native.iostx_contents_sink_update_state(sink, state == null ? ItemStream.None : state.Handle, 0));
        }

        /// <summary>ImportMessageChange: an empty item to fill and save. SYNC_E_IGNORE, SYNC_E_OBJECT_DELETED: skip it.</summary>
        public Item ImportMessageChange(Values values, IcsFlags flags = IcsFlags.None)
        {
            using (Arena arena = new Arena())
            {
                MessageHandle message;
                Check(Native.iostx_contents_sink_import_message_change(
                    sink, ValueCodec.Write(arena, values), new UIntPtr((uint)values.Count), (uint)flags, out message));
                return new Item(message);
            }
        }

        public void ImportMessageDeletion(IEnumerable<Octets> sourceKeys, IcsFlags flags = IcsFlags.None)
        {
            Octets[] keys = Memory.Array(sourceKeys);
            using (Arena arena = new Arena())
                Check(Native.iostx_contents_sink_import_message_deletion(sink, (uint)flags, arena.Octets(keys), Memory.Count(keys)));
        }

        public void ImportReadStates(IEnumerable<ReadState> states)
        {
            ReadState[] all = Memory.Array(states);
            using (Arena arena = new Arena())
            {
                Fields array = arena.Array(all.Length, Layout.Readstate.SizeOf);
                for (int i = 0; i < all.Length; i++)
                {
                    Fields fields = array.Part(i * Layout.Readstate.SizeOf, Layout.Readstate.SizeOf);
                    fields.UInt32(Layout.Readstate.StructSize, Layout.Readstate.SizeOf);
                    fields.UInt32(Layout.Readstate.Flags, all[i].IsRead ? (uint)IcsFlags.Read : 0);
                    fields.Octets(Layout.Readstate.SourceKey, all[i].SourceKey);
                }
                Check(Native.iostx_contents_sink_import_per_user_read_state_change(sink, array.At, Memory.Count(all)));
            }
        }

        /// <summary>ImportMessageMove, on the sink of the destination. False: the store held a newer version; its change key stands.</summary>
        public bool ImportMessageMove(MessageMove move)
        {
            using (Arena arena = new Arena())
            {
                Fields fields = arena.Sized(Layout.MessageMove.SizeOf);
                fields.Octets(Layout.MessageMove.SourceFolderKey, move.SourceFolderKey);
                fields.Octets(Layout.MessageMove.SourceMessageKey, move.SourceMessageKey);
                fields.Octets(Layout.MessageMove.ChangeList, move.ChangeList);
                fields.Octets(Layout.MessageMove.DestMessageKey, move.DestinationMessageKey);
                fields.Octets(Layout.MessageMove.DestChangeKey, move.DestinationChangeKey);
                return Check(Native.iostx_contents_sink_import_message_move(sink, fields.At)) != Code.SYNC_W_CLIENT_CHANGE_NEWER;
            }
        }

        private int Check(int code)
        {
            Callback.Surface();
            if (code >= 0)
                return code;
            IntPtr error;
            Native.iostx_contents_sink_get_last_error(sink, out error);
            throw IostxException.Of(code, error);
        }
    }

    /// <summary>
    /// The import sink for folders, lent by a download: the documented methods (IExchangeImportHierarchyChanges) and those for servers with
    /// remote ids. Belongs to the session's thread; ends with its state.
    /// </summary>
    public sealed class HierarchySink
    {
        private readonly IntPtr sink;

        internal HierarchySink(IntPtr sink)
        {
            this.sink = sink;
        }

        /// <summary>
        /// Creates, renames, moves or changes a folder; parents come first. Tag.DisplayName, and Tag.RemoteId or source and change key, are
        /// required; the parent is Tag.ParentRemoteId or a source key; Tag.SpecialFolder gives its role.
        /// </summary>
        public void ImportFolder(Values values)
        {
            using (Arena arena = new Arena())
                Check(Native.iostx_hierarchy_sink_import_folder_change(
                    sink, ValueCodec.Write(arena, values), new UIntPtr((uint)values.Count)));
        }

        /// <summary>ImportFolderDeletion, by source keys.</summary>
        public void ImportFolderDeletion(IEnumerable<Octets> sourceKeys, IcsFlags flags = IcsFlags.None)
        {
            Octets[] keys = Memory.Array(sourceKeys);
            using (Arena arena = new Arena())
                Check(Native.iostx_hierarchy_sink_import_folder_deletion(sink, (uint)flags, arena.Octets(keys), Memory.Count(keys)));
        }

        /// <summary>Deletions by remote id.</summary>
        public void DeleteRemote(IEnumerable<Octets> remoteIds)
        {
            Octets[] ids = Memory.Array(remoteIds);
            using (Arena arena = new Arena())
                Check(Native.iostx_hierarchy_sink_delete_remote(sink, arena.Octets(ids), Memory.Count(ids)));
        }

        /// <summary>Begins a listing of folders; of a scope only First and Last count. null: all.</summary>
        public void BeginListing(ListingScope scope = null)
        {
            using (Arena arena = new Arena())
                Check(Native.iostx_hierarchy_sink_listing_begin(sink, ListingScope.Write(arena, scope)));
        }

        /// <summary>Completes it: folders that did not appear are deleted.</summary>
        public void CompleteListing()
        {
            Check(Native.iostx_hierarchy_sink_listing_complete(sink));
        }

        /// <summary>The hierarchy's state blob, which is kept per root.</summary>
        public void SetStateBlob(Octets blob)
        {
            using (Arena arena = new Arena())
                Check(Native.iostx_hierarchy_sink_set_state_blob(sink, arena.ByValue(blob)));
        }

        /// <summary>Config. state: of an earlier <see cref="UpdateState"/>, or null.</summary>
        public void Config(ItemStream state, IcsFlags flags = IcsFlags.None)
        {
            Check(Native.iostx_hierarchy_sink_config(sink, state == null ? ItemStream.None : state.Handle, (uint)flags));
        }

        /// <summary>UpdateState. state: null: that of Config.</summary>
        public void UpdateState(ItemStream state)
        {
            Check(Native.iostx_hierarchy_sink_update_state(sink, state == null ? ItemStream.None : state.Handle, 0));
        }

        private int Check(int code)
        {
            Callback.Surface();
            if (code >= 0)
                return code;
            IntPtr error;
            Native.iostx_hierarchy_sink_get_last_error(sink, out error);
            throw IostxException.Of(code, error);
        }
    }
}
