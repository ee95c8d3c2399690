using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Iostx;

namespace FileSync
{
    /// <summary>Lists a store, and synchronizes it with a directory of files.</summary>
    internal static class Program
    {
        private const string Usage =
            "usage: filesync ls STORE [FOLDER]      the folders of a store, or the items of one, such as Inbox/Work\n" +
            "       filesync sync STORE DIRECTORY    synchronizes folders with directories and items with files, both ways\n" +
            "Of sync: --quiet: no progress.\n" +
            "Exit codes: 0 all is done, 1 it failed, 2 wrong usage, 3 some of it failed or is held, 130 interrupted.";

        private const int Done = 0, Failed = 1, WrongUsage = 2, Partial = 3, Interrupted = 130;

        private static int Main(string[] arguments)
        {
            bool quiet = arguments.Contains("--quiet");
            string[] words = arguments.Where(word => word != "--quiet").ToArray();
            try
            {
                if (words.Length == 2 && words[0] == "ls")
                    return ListFolders(words[1]);
                if (words.Length == 3 && words[0] == "ls")
                    return ListItems(words[1], words[2]);
                if (words.Length == 3 && words[0] == "sync")
                    return Synchronize(words[1], words[2], quiet);
            }
            catch (CancelledException)
            {
                Console.Error.WriteLine("filesync: interrupted; what was done is done");
                return Interrupted;
            }
            catch (Exception failure) when (failure is IostxException || failure is IOException || failure is UnauthorizedAccessException
                || failure is ArgumentException || failure is DllNotFoundException)
            {
                Console.Error.WriteLine("filesync: " + failure.Message);
                return Failed;
            }
            bool asked = words.Length == 1 && (words[0] == "--help" || words[0] == "-h");
            (asked ? Console.Out : Console.Error).WriteLine(Usage);
            return asked ? Done : WrongUsage;
        }

        private static int ListFolders(string path)
        {
            using (Store store = Store.Open(path, StoreFlags.MustExist))
            {
                Console.WriteLine("items  pending  folder");
                FolderId subtree = store.GetSpecialFolder(SpecialFolder.IpmSubtree);
                uint[] columns = { Tag.DisplayName, Tag.ContentCount, Tag.PendingCount, Tag.Depth };
                foreach (Values row in store.ListFolders(subtree, FolderListFlags.Depth, columns))
                {
                    string indent = new string(' ', 2 * ((int)row.Number(Tag.Depth, 1) - 1));
                    string name = indent + row.Text(Tag.DisplayName);
                    Console.WriteLine("{0,5}  {1,7}  {2}", row.Number(Tag.ContentCount), row.Number(Tag.PendingCount), name);
                }
            }
            return Done;
        }

        private static int ListItems(string path, string name)
        {
            using (Store store = Store.Open(path, StoreFlags.MustExist))
            using (Folder folder = Find(store, name))
            {
                Console.WriteLine("{0,9}  {1,-20}  subject", "bytes", "changed");
                uint[] columns = { Tag.Subject, Tag.ContentSize, Tag.LastModificationTime, Tag.Pending };
                foreach (Values row in folder.List(new ListOptions { Sort = SortKey.Subject, Columns = columns }))
                {
                    // A star: it waits for upload.
                    string changed = string.Format("{0:yyyy-MM-dd HH:mm:ss}", row.Time(Tag.LastModificationTime)) + (row.Number(Tag.Pending) != 0 ? "*" : " ");
                    Console.WriteLine("{0,9}  {1}  {2}", row.Number(Tag.ContentSize), changed, row.Text(Tag.Subject));
                }
            }
            return Done;
        }

        private static int Synchronize(string path, string directory, bool quiet)
        {
            using (Store store = Store.Open(path))
            using (ProgressLine progress = new ProgressLine(quiet))
            using (Session session = store.OpenSession(new SessionOptions { Report = progress.Show }))
            {
                Console.CancelKeyPress += (sender, pressed) =>
                {
                    // The next step of the run notices.
                    pressed.Cancel = true;
                    session.Cancel();
                };
                DirectoryRemote remote = new DirectoryRemote(directory);
                remote.ItemFailed += failure =>
                {
                    progress.Clear();
                    Console.Error.WriteLine("filesync: " + NameOf(store, failure.Item) + failure.Text);
                };
                ReplicateReport report = session.Replicate(remote);
                progress.Clear();
                Console.WriteLine("to the directory:   " + Words(report.Up));
                Console.WriteLine("from the directory: " + Words(report.Down));
                if (report.Conflicts > 0)
                    Console.WriteLine(report.Conflicts + " conflicts: what lost is kept in Conflicts");
                if ((report.Flags & ReplicateReportFlags.DeletionsHeld) != 0)
                    Console.Error.WriteLine("filesync: so many files are gone that nothing was deleted: confirm or reject it with storectl");
                return report.IsPartial || report.Flags != ReplicateReportFlags.None ? Partial : Done;
            }
        }

        private static string Words(ReplicateCounts counts)
        {
            return counts.Created + " new, " + (counts.Changed + counts.Read) + " changed, " + counts.Deleted + " deleted";
        }

        private static string NameOf(Store store, ItemId id)
        {
            if (id == null || id.IsFolder)
                return "";
            using (Item item = store.OpenItem(id))
                return item[Tag.Subject] + ": ";
        }

        /// <summary>A folder by its path below the root of what users see.</summary>
        private static Folder Find(Store store, string path)
        {
            FolderId at = store.GetSpecialFolder(SpecialFolder.IpmSubtree);
            foreach (string name in path.Split(new[] { '/' }, StringSplitOptions.RemoveEmptyEntries))
            {
                Values row = store.ListFolders(at).FirstOrDefault(one => string.Equals(one.Text(Tag.DisplayName), name, StringComparison.OrdinalIgnoreCase));
                if (row == null)
                    throw new IostxException(Code.MAPI_E_NOT_FOUND, "no folder '" + path + "'");
                at = row.FolderId();
            }
            return store.OpenFolder(at);
        }
    }

    /// <summary>One line on the terminal that says how far a run is; nothing where there is no terminal.</summary>
    internal sealed class ProgressLine : IDisposable
    {
        private readonly bool shown;
        private int width;

        internal ProgressLine(bool quiet)
        {
            shown = !quiet && !Console.IsErrorRedirected;
        }

        internal void Show(Progress progress)
        {
            if (!shown || progress.Phase == Phase.Idle)
                return;
            string way = progress.Phase == Phase.UploadContents ? "to the directory" : "from the directory";
            string text = way + ": " + progress.ItemsDone + (progress.ItemsTotal > 0 ? " of " + progress.ItemsTotal : "");
            Console.Error.Write("\r" + text.PadRight(width));
            width = text.Length;
        }

        internal void Clear()
        {
            if (width > 0)
                Console.Error.Write("\r" + new string(' ', width) + "\r");
            width = 0;
        }

        public void Dispose()
        {
            Clear();
        }
    }
}
