using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Iostx;

namespace FileSync
{
    /// <summary>
    /// A directory as a server: directories are folders, each with an id of its own in a hidden file, so that it is known again under
    /// another name; files are items, called by their names, with time and size as their version. What begins with a dot is not looked at;
    /// a file that is being written is such a file.
    /// </summary>
    public sealed class DirectoryRemote : Remote
    {
        private const string IdFile = ".folder-id";
        private const int LongestName = 100;
        private readonly string top;
        private readonly Dictionary<string, string> paths = new Dictionary<string, string>();

        public DirectoryRemote(string directory)
        {
            top = Directory.CreateDirectory(directory).FullName;
        }

        /// <summary>What failed without stopping the run.</summary>
        public event Action<ReplicateFailure> ItemFailed;

        public override void Failed(ReplicateFailure failure)
        {
            Action<ReplicateFailure> told = ItemFailed;
            if (told != null)
                told(failure);
        }

        // --- Folders.

        public override void ListFolders(DownloadHierarchyBody hierarchy)
        {
            paths.Clear();
            hierarchy.Sink.BeginListing();
            ListFolders(hierarchy.Sink, new DirectoryInfo(top), "");
            hierarchy.Sink.CompleteListing();
        }

        private void ListFolders(HierarchySink sink, DirectoryInfo parent, string parentId)
        {
            foreach (DirectoryInfo directory in parent.GetDirectories().Where(IsSeen).OrderBy(one => one.Name, StringComparer.Ordinal))
            {
                string id = IdOf(directory.FullName);
                Values values = new Values
                {
                    { Tag.DisplayName, directory.Name }, { Tag.RemoteId, id }, { Tag.RemoteVersion, "1" }, { Tag.ParentRemoteId, parentId },
                };
                if (parentId.Length == 0 && RoleOf(directory.Name) != SpecialFolder.None)
                    values.Add(Tag.SpecialFolder, RoleOf(directory.Name));
                sink.ImportFolder(values);
                ListFolders(sink, directory, id);
            }
        }

        /// <summary>The role that a directory at the top has by its name: Inbox, Sent Items and so on.</summary>
        private static SpecialFolder RoleOf(string name)
        {
            SpecialFolder role = SpecialFolder.None;
            bool named = char.IsLetter(name[0]) && Enum.TryParse(name.Replace(" Items", ""), out role);
            return named && role >= SpecialFolder.Inbox && role <= SpecialFolder.Archive ? role : SpecialFolder.None;
        }

        public override void UploadFolder(UploadFolderBody folder, Batch answers)
        {
            string there = PathOf(folder.Binding);
            if ((folder.Flags & UploadFolderFlags.Del) != 0)
            {
                if (there != null)
                    Directory.Delete(there, true);
                answers.Succeed(0);
                return;
            }
            string place = Path.Combine(PathOf(folder.ParentBinding) ?? top, Cleaned(folder.Folder.Name));
            if (there != null && there != place)
                Directory.Move(there, place);
            Directory.CreateDirectory(place);
            answers.Succeed(0, IdOf(place), "1");
        }

        /// <summary>The id of a directory, which it is given if it has none, or that of one that it was copied from.</summary>
        private string IdOf(string path)
        {
            string file = Path.Combine(path, IdFile), known;
            string id = File.Exists(file) ? File.ReadAllText(file).Trim() : "";
            if (id.Length == 0 || (paths.TryGetValue(id, out known) && known != path && Directory.Exists(known)))
            {
                id = Guid.NewGuid().ToString("N");
                File.WriteAllText(file, id);
            }
            paths[id] = path;
            return id;
        }

        /// <summary>Where a folder is; null if it is not there.</summary>
        private string PathOf(Binding binding)
        {
            string path;
            return paths.TryGetValue(binding.RemoteId.ToString(), out path) && Directory.Exists(path) ? path : null;
        }

        /// <summary>An item's file.</summary>
        private FileInfo FileOf(Binding folder, Binding item)
        {
            string path = PathOf(folder);
            return path == null || item.RemoteId.IsEmpty ? null : new FileInfo(Path.Combine(path, item.RemoteId.ToString()));
        }

        private static bool IsSeen(FileSystemInfo one)
        {
            return one.Name[0] != '.';
        }

        // --- Items.

        /// <summary>Lists all files, and reads those that the store does not have in this version.</summary>
        public override void ListChanges(DownloadTableBody table)
        {
            DirectoryInfo directory = new DirectoryInfo(PathOf(table.Binding));
            table.Sink.BeginListing();
            foreach (FileInfo file in directory.GetFiles().Where(IsSeen).OrderBy(one => one.Name, StringComparer.Ordinal))
            {
                ImportItem item = new ImportItem { RemoteId = file.Name, Values = new Values() };
                try
                {
                    Bring(file, item, table.Sink);
                }
                catch (Exception failure) when (failure is IOException || failure is UnauthorizedAccessException)
                {
                    // It goes on the wanted list with the reason, and the others follow.
                    item.Flags |= ImportFlags.Failed;
                    item.Values = new Values { { Tag.LastError, Code.MAPI_E_NO_ACCESS }, { Tag.LastErrorText, failure.Message } };
                    table.Sink.Import(item);
                }
            }
            table.Sink.CompleteListing();
        }

        /// <summary>Imports a file, if the store does not have it in this version.</summary>
        private static void Bring(FileInfo file, ImportItem item, ContentsSink sink)
        {
            item.RemoteVersion = Version(file);
            item.ContentSize = (ulong)file.Length;
            ProbeAnswer answer = sink.Probe(item);
            if (answer != ProbeAnswer.WantAll && answer != ProbeAnswer.WantHeader)
                return;
            item.Values.Add(Tag.Subject, Path.GetFileNameWithoutExtension(file.Name));
            item.Values.Add(Tag.MessageClass, ClassOf(file.Extension));
            item.Values.Add(Tag.LastModificationTime, file.LastWriteTimeUtc);
            if (answer == ProbeAnswer.WantHeader)
                item.Flags |= ImportFlags.Header;
            else
                item.Content = File.ReadAllBytes(file.FullName);
            sink.Import(item);
        }

        public override void Upload(UploadTableBody table, Batch items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                UploadItemBody item = items[i];
                bool moves = (item.Flags & UploadItemFlags.Mov) != 0;
                FileInfo there = moves ? FileOf(item.SourceFolderBinding, item.SourceBinding) : FileOf(table.Binding, item.Binding);
                Octets version = (moves ? item.SourceBinding : item.Binding).RemoteVersion;
                try
                {
                    if (there != null && there.Exists && Version(there) != version)
                    {
                        // The download that follows brings it, and the policy of the session decides.
                        items.Fail(i, Code.SYNC_E_CONFLICT, there.Name + " was changed meanwhile");
                        continue;
                    }
                    FileInfo written = Write(item, PathOf(table.Binding), there);
                    items.Succeed(i, written.Name, Version(written), moves ? (uint)UploadItemFlags.Moved : 0);
                }
                catch (Exception failure) when (failure is IOException || failure is UnauthorizedAccessException)
                {
                    items.Fail(i, Code.MAPI_E_NO_ACCESS, failure.Message);
                }
            }
        }

        public override void Remove(UploadTableBody table, IReadOnlyList<DeleteEntry> deletes, Batch answers)
        {
            for (int i = 0; i < deletes.Count; i++)
            {
                // Where it was moved to it is moved.
                if ((deletes[i].Flags & UploadDeleteFlags.Mov) != 0)
                    continue;
                FileInfo there = FileOf(table.Binding, deletes[i].Binding);
                if (there != null && there.Exists && Version(there) != deletes[i].Binding.RemoteVersion)
                {
                    answers.Fail(i, Code.SYNC_E_CONFLICT, there.Name + " was changed meanwhile");
                    continue;
                }
                if (there != null)
                    there.Delete();
                answers.Succeed(i);
            }
        }

        /// <summary>
        /// Writes an item whole, beside where it belongs, and puts it there in one step. Moved, or with another subject, it gets a new place.
        /// </summary>
        private static FileInfo Write(UploadItemBody item, string directory, FileInfo there)
        {
            byte[] content = ContentOf(item.Item);
            bool keeps = there != null && there.Exists && there.DirectoryName == directory && Array.IndexOf(item.ChangedTags, Tag.Subject) < 0;
            string place = keeps ? there.FullName : Free(directory, item, content, there);
            string half = Path.Combine(directory, "." + Guid.NewGuid().ToString("N"));
            try
            {
                File.WriteAllBytes(half, content);
                if (File.Exists(place))
                    File.Replace(half, place, null);
                else
                    File.Move(half, place);
            }
            finally
            {
                File.Delete(half);
            }
            if (there != null && there.FullName != place)
                there.Delete();
            return new FileInfo(place);
        }

        /// <summary>A place for a new name. With a retry a file of this content may be the item itself, whose answer was lost.</summary>
        private static string Free(string directory, UploadItemBody item, byte[] content, FileInfo own)
        {
            string name = NameOf(item.Item);
            bool retry = (item.Flags & UploadItemFlags.Retry) != 0;
            for (int n = 1; ; n++)
            {
                string tried = n == 1 ? name : Path.GetFileNameWithoutExtension(name) + " (" + n + ")" + Path.GetExtension(name);
                string place = Path.Combine(directory, tried);
                bool ours = own != null && own.FullName == place;
                if (ours || !File.Exists(place) || (retry && File.ReadAllBytes(place).SequenceEqual(content)))
                    return place;
            }
        }

        private static byte[] ContentOf(Item item)
        {
            try
            {
                return item.Content.ToArray();
            }
            catch (NotFoundException)
            {
                // An item without a native text: what it has to say is its body.
                return Encoding.UTF8.GetBytes((string)item[Tag.Body] ?? "");
            }
        }

        private static string NameOf(Item item)
        {
            Values values = item.GetValues(Tag.Subject, Tag.MessageClass);
            return Cleaned(values.Text(Tag.Subject) ?? "") + ExtensionOf(values.Text(Tag.MessageClass) ?? "");
        }

        /// <summary>A name that a file can have.</summary>
        private static string Cleaned(string name)
        {
            foreach (char bad in Path.GetInvalidFileNameChars())
                name = name.Replace(bad, '_');
            name = name.Trim().TrimStart('.');
            if (name.Length > LongestName)
                name = name.Substring(0, char.IsHighSurrogate(name[LongestName - 1]) ? LongestName - 1 : LongestName);
            return name.Length == 0 ? "untitled" : name;
        }

        private static readonly Dictionary<string, string> Extensions = new Dictionary<string, string>
        {
            { "IPM.Appointment", ".ics" }, { "IPM.Task", ".ics" }, { "IPM.Contact", ".vcf" }, { "IPM.Note", ".eml" },
        };

        private static string ExtensionOf(string messageClass)
        {
            string extension;
            return Extensions.TryGetValue(messageClass, out extension) ? extension : ".txt";
        }

        private static string ClassOf(string extension)
        {
            foreach (KeyValuePair<string, string> one in Extensions)
                if (one.Value == extension.ToLowerInvariant())
                    return one.Key;
            return "IPM.StickyNote";
        }

        private static Octets Version(FileInfo file)
        {
            return file.LastWriteTimeUtc.Ticks + "-" + file.Length;
        }
    }
}
