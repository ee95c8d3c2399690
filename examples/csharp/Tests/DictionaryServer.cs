using System;
using System.Collections.Generic;
using System.Linq;
using Iostx;

namespace IostxTests
{
    /// <summary>A server in memory: folders of items, each with an id, a version, a text whose first line is its key.</summary>
    internal sealed class DictionaryServer
    {
        internal sealed class Entry
        {
            internal string Text;
            internal int Version;
            internal bool Read;

            internal string Key
            {
                get { return Text.Split('\n')[0]; }
            }
        }

        internal readonly SortedDictionary<string, SortedDictionary<string, Entry>> Folders =
            new SortedDictionary<string, SortedDictionary<string, Entry>>(StringComparer.Ordinal);
        internal readonly List<string> Sent = new List<string>();
        private int next;

        internal Entry Put(string folder, string id, string text)
        {
            if (!Folders.ContainsKey(folder))
                Folders[folder] = new SortedDictionary<string, Entry>(StringComparer.Ordinal);
            Entry entry;
            if (!Folders[folder].TryGetValue(id, out entry))
                entry = Folders[folder][id] = new Entry();
            entry.Text = text;
            entry.Version = ++next;
            return entry;
        }

        internal string NewId()
        {
            return "id-" + ++next + "-" + Sample.Text;
        }

        /// <summary>All that is there, in one text.</summary>
        internal string Dump()
        {
            return string.Join("\n", Folders.SelectMany(folder => folder.Value.Values.Select(entry => folder.Key + ": " + entry.Text.Replace("\n", "/"))).OrderBy(line => line, StringComparer.Ordinal));
        }
    }

    /// <summary>The agent of a DictionaryServer. Before each operation a test may have it throw.</summary>
    internal class DictionaryRemote : Remote
    {
        internal readonly DictionaryServer Server;
        internal readonly List<ReplicateFailure> Failures = new List<ReplicateFailure>();
        internal Action<string> Before = operation => { };
        /// <summary>Why the server refuses a text; null: it takes it.</summary>
        internal Func<string, string> Refuses = text => null;

        internal DictionaryRemote(DictionaryServer server)
        {
            Server = server;
        }

        public override void ListFolders(DownloadHierarchyBody hierarchy)
        {
            Before("ListFolders");
            hierarchy.Sink.BeginListing();
            foreach (string name in Server.Folders.Keys)
                hierarchy.Sink.ImportFolder(new Values { { Tag.DisplayName, name }, { Tag.RemoteId, name }, { Tag.RemoteVersion, "1" } });
            hierarchy.Sink.CompleteListing();
            hierarchy.Sink.SetStateBlob("folders " + Server.Folders.Count);
        }

        public override void UploadFolder(UploadFolderBody folder, Batch answers)
        {
            Before("UploadFolder");
            if ((folder.Flags & UploadFolderFlags.Del) != 0)
            {
                Server.Folders.Remove(folder.Binding.RemoteId.ToString());
                answers.Succeed(0);
                return;
            }
            string name = folder.Folder.Name;
            if (!folder.Binding.RemoteId.IsEmpty && Server.Folders.ContainsKey(folder.Binding.RemoteId.ToString()))
            {
                string old = folder.Binding.RemoteId.ToString();
                SortedDictionary<string, DictionaryServer.Entry> items = Server.Folders[old];
                Server.Folders.Remove(old);
                Server.Folders[name] = items;
            }
            else if (!Server.Folders.ContainsKey(name))
            {
                Server.Folders[name] = new SortedDictionary<string, DictionaryServer.Entry>(StringComparer.Ordinal);
            }
            answers.Succeed(0, name, "1");
        }

        public override void ChangedFolders(SyncBody sync, IReadOnlyList<FolderState> folders)
        {
            Before("ChangedFolders");
            foreach (FolderState folder in folders)
                folder.HasNews = Server.Folders.ContainsKey(folder.Binding.RemoteId.ToString())
                    && State(folder.Binding) != folder.StateBlob.ToString();
        }

        public override void ListChanges(DownloadTableBody table)
        {
            Before("ListChanges");
            SortedDictionary<string, DictionaryServer.Entry> items = Server.Folders[table.Binding.RemoteId.ToString()];
            table.Sink.BeginListing();
            foreach (KeyValuePair<string, DictionaryServer.Entry> one in items)
            {
                ImportItem item = new ImportItem
                {
                    Flags = ImportFlags.StrongKey,
                    RemoteId = one.Key,
                    RemoteVersion = one.Value.Version.ToString(),
                    MatchKey = one.Value.Key,
                };
                if (table.Sink.Probe(item) == ProbeAnswer.WantAll)
                {
                    item.Content = one.Value.Text;
                    item.Values = new Values { { Tag.MessageClass, "IPM.StickyNote" }, { Tag.Subject, one.Value.Key } };
                    table.Sink.Import(item);
                }
                table.Sink.UpdateFlags(new[]
                {
                    new ImportedFlags
                    {
                        RemoteId = one.Key,
                        RemoteVersion = one.Value.Version.ToString(),
                        Set = one.Value.Read ? ItemFlags.Read : ItemFlags.None,
                        Clear = one.Value.Read ? ItemFlags.None : ItemFlags.Read,
                    },
                });
            }
            table.Sink.CompleteListing();
            table.Sink.SetStateBlob(State(table.Binding));
        }

        private string State(Binding folder)
        {
            return string.Join(",", Server.Folders[folder.RemoteId.ToString()].Select(one => one.Key + "=" + one.Value.Version + one.Value.Read));
        }

        public override void Upload(UploadTableBody table, Batch items)
        {
            Before("Upload");
            string folder = table.Binding.RemoteId.ToString();
            for (int i = 0; i < items.Count; i++)
            {
                UploadItemBody item = items[i];
                string text = item.Item.Content.ToString();
                string id = item.Binding.RemoteId.ToString();
                DictionaryServer.Entry there;
                if (Refuses(text) != null)
                {
                    items.Fail(i, Code.MAPI_E_NO_ACCESS, Refuses(text));
                    continue;
                }
                if (id.Length > 0 && Server.Folders[folder].TryGetValue(id, out there) && there.Version.ToString() != item.Binding.RemoteVersion.ToString())
                {
                    items.Fail(i, Code.SYNC_E_CONFLICT);
                    continue;
                }
                if (id.Length == 0 && (item.Flags & UploadItemFlags.Retry) != 0)
                    id = Server.Folders[folder].Where(one => one.Value.Key == item.MatchKey.ToString()).Select(one => one.Key).FirstOrDefault() ?? "";
                if (id.Length == 0)
                    id = Server.NewId();
                items.Succeed(i, id, Server.Put(folder, id, text).Version.ToString());
            }
        }

        public override void SetRead(UploadTableBody table, IReadOnlyList<ReadEntry> reads, Batch answers)
        {
            Before("SetRead");
            for (int i = 0; i < reads.Count; i++)
            {
                Server.Folders[table.Binding.RemoteId.ToString()][reads[i].Binding.RemoteId.ToString()].Read = reads[i].IsRead;
                answers.Succeed(i, reads[i].Binding.RemoteId, reads[i].Binding.RemoteVersion);
            }
        }

        public override void Remove(UploadTableBody table, IReadOnlyList<DeleteEntry> deletes, Batch answers)
        {
            Before("Remove");
            for (int i = 0; i < deletes.Count; i++)
            {
                Server.Folders[table.Binding.RemoteId.ToString()].Remove(deletes[i].Binding.RemoteId.ToString());
                answers.Succeed(i);
            }
        }

        public override void FetchFull(DownloadTableBody table, IReadOnlyList<Octets> remoteIds)
        {
            Before("FetchFull");
            foreach (Octets id in remoteIds)
            {
                DictionaryServer.Entry entry;
                if (Server.Folders[table.Binding.RemoteId.ToString()].TryGetValue(id.ToString(), out entry))
                    table.Sink.Import(new ImportItem { Flags = ImportFlags.StrongKey, RemoteId = id, RemoteVersion = entry.Version.ToString(), MatchKey = entry.Key, Content = entry.Text, Values = new Values { { Tag.Subject, entry.Key } } });
                else
                    table.Sink.DeleteRemote(new[] { id });
            }
        }

        public override void Send(Item message, Batch answers)
        {
            Before("Send");
            Server.Sent.Add((string)message[Tag.Subject]);
            answers.Succeed(0);
        }

        public override void Failed(ReplicateFailure failure)
        {
            Failures.Add(failure);
            Before("Failed");
        }
    }

    /// <summary>A store and the agent of a server.</summary>
    internal sealed class Peer : IDisposable
    {
        internal readonly Store Store;
        internal readonly Folder Root;
        internal readonly DictionaryRemote Remote;
        internal readonly Session Session;

        internal Peer(string folder, string name, DictionaryServer server, SessionOptions options = null)
        {
            Store = Sample.Open(folder, name);
            using (Folder subtree = Store.OpenFolder(SpecialFolder.IpmSubtree))
                Root = subtree.CreateFolder("work", "IPF.StickyNote");
            options = options ?? new SessionOptions();
            options.Root = Root.Id;
            Session = Store.OpenSession(options);
            Remote = new DictionaryRemote(server);
        }

        internal ReplicateReport Run(ReplicateOptions options = null)
        {
            return Session.Replicate(Remote, options ?? new ReplicateOptions { RetryDelayMilliseconds = 1 });
        }

        internal Folder Folder(string name)
        {
            return Root.CreateFolder(name, null, FolderCallFlags.OpenIfExists);
        }

        /// <summary>An item with this text, whose first line is its key.</summary>
        internal void Write(string folder, string text)
        {
            using (Folder into = Folder(folder))
            using (Item item = into.CreateItem())
                Fill(item, text);
        }

        internal void Rewrite(string folder, string text)
        {
            using (Item item = Store.OpenItem(Find(folder, text.Split('\n')[0]), OpenFlags.Modify))
                Fill(item, text);
        }

        internal ItemId Find(string folder, string key)
        {
            using (Folder from = Folder(folder))
                return from.List(Tag.Subject, Tag.EntryId).First(row => row.Text(Tag.Subject) == key).ItemId();
        }

        private static void Fill(Item item, string text)
        {
            string key = text.Split('\n')[0];
            item.SetValues(new Values { { Tag.MessageClass, "IPM.StickyNote" }, { Tag.Subject, key }, { Tag.MatchKey, key }, { Tag.MatchStrength, MatchStrength.Strong } });
            item.Content = text;
            item.Save();
        }

        /// <summary>All that is in the folders, in one text.</summary>
        internal string Dump()
        {
            List<string> lines = new List<string>();
            foreach (Values row in Store.ListFolders(Root.Id))
                using (Folder folder = Store.OpenFolder(row.FolderId()))
                    foreach (Values item in folder.List(Tag.EntryId))
                        using (Item opened = Store.OpenItem(item.ItemId()))
                            lines.Add(row.Text(Tag.DisplayName) + ": " + opened.Content.ToString().Replace("\n", "/"));
            return string.Join("\n", lines.OrderBy(line => line, StringComparer.Ordinal));
        }

        public void Dispose()
        {
            Session.Dispose();
            Root.Dispose();
            Store.Close();
            Store.Dispose();
        }
    }
}
