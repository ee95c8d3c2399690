using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Iostx;

namespace IostxTests
{
    internal static class ReplicateTests
    {
        [Test]
        internal static void Two_stores_and_a_server_come_to_the_same(string folder)
        {
            DictionaryServer server = new DictionaryServer();
            using (new Pressure())
            using (Peer one = new Peer(folder, "one", server))
            using (Peer two = new Peer(folder, "two", server))
            {
                for (int i = 0; i < 20; i++)
                    one.Write("notes", "a" + i + "\n" + Sample.Text);
                two.Write("notes", "b\ntext of b");
                two.Write(Sample.Text, "c\ntext of c");
                server.Put("served", "x", "d\ntext of d");
                ReplicateReport report = one.Run();
                Expect.Equal(20ul, report.Up.Created);
                Expect.Equal(1ul, report.Down.Created);
                Expect.True(!report.IsPartial && report.Up.Bytes > 0 && report.Up.Folders > 0, "all of it");
                two.Run();
                one.Run();
                Expect.Equal(server.Dump(), one.Dump(), "the first store");
                Expect.Equal(server.Dump(), two.Dump(), "the second store");
                Expect.Equal(23, server.Dump().Split('\n').Length);

                one.Rewrite("notes", "b\nnew text of b");
                using (Folder notes = two.Folder("notes"))
                {
                    notes.SetReadFlags(new[] { two.Find("notes", "a3") });
                    notes.DeleteItems(new[] { two.Find("notes", "a4") });
                }
                report = one.Run();
                Expect.Equal(1ul, report.Up.Changed);
                report = two.Run();
                Expect.Equal(1ul, report.Up.Read);
                Expect.Equal(1ul, report.Up.Deleted);
                Expect.Equal(1ul, report.Down.Changed);
                Expect.Equal(1ul, one.Run().Down.Deleted);
                Expect.Equal(server.Dump(), one.Dump(), "the first store");
                Expect.Equal(server.Dump(), two.Dump(), "the second store");
                Expect.True(one.Store.OpenItem(one.Find("notes", "a3")).GetValues(Tag.Read).Boolean(Tag.Read), "read on both sides");
                Expect.Equal(0ul, one.Run().Up.Created + two.Run().Down.Changed, "work left");
            }
        }

        [Test]
        internal static void Folders_are_renamed_and_deleted_on_the_server(string folder)
        {
            DictionaryServer server = new DictionaryServer();
            using (Peer one = new Peer(folder, "one", server))
            {
                one.Write("notes", "a");
                one.Write("gone", "b");
                one.Run();
                using (Folder notes = one.Folder("notes"), gone = one.Folder("gone"))
                {
                    notes.Name = "renamed";
                    gone.Delete(FolderCallFlags.DelMessages);
                }
                one.Run();
                // The root of the session is no folder of the server.
                Expect.Same(new[] { "renamed" }, server.Folders.Keys);
                Expect.Equal("renamed: a", server.Dump());
            }
        }

        [Test]
        internal static void A_conflict_is_decided_by_the_callback(string folder)
        {
            DictionaryServer server = new DictionaryServer();
            List<string> asked = new List<string>();
            SessionOptions options = new SessionOptions { Policy = ConflictPolicy.Ask };
            options.Ask = conflict =>
            {
                asked.Add(conflict.Kind + " " + conflict.Local.Content.ToString().Replace("\n", "/") + " " + conflict.Server.Content.ToString().Replace("\n", "/"));
                return ConflictChoice.Local;
            };
            using (new Pressure())
            using (Peer one = new Peer(folder, "one", server, options))
            {
                one.Write("notes", "a\nfirst");
                one.Run();
                server.Put("notes", server.Folders["notes"].Keys.Single(), "a\ntheirs");
                one.Rewrite("notes", "a\nmine");
                ReplicateReport report = one.Run();
                Expect.Same(new[] { "ChangeChange a/mine a/theirs" }, asked);
                Expect.Equal(1ul, report.Conflicts);
                one.Run();
                Expect.Equal("notes: a/mine", server.Dump());
                Values conflict = one.Store.ListConflicts().Single();
                Expect.Equal((long)ConflictKind.ChangeChange, conflict.Number(Tag.ConflictKind));
                one.Store.ResolveConflict(conflict.ItemId(), ConflictChoice.Server);
                one.Run();
                Expect.Equal("notes: a/theirs", server.Dump());
            }
        }

        [Test]
        internal static void Both_versions_of_a_conflict_are_merged_by_the_callback(string folder)
        {
            DictionaryServer server = new DictionaryServer();
            SessionOptions options = new SessionOptions
            {
                Merge = conflict =>
                {
                    conflict.Merged.Content = conflict.Local.Content + "+" + conflict.Server.Content.ToString().Split('\n')[1];
                    return true;
                },
            };
            using (Peer one = new Peer(folder, "one", server, options))
            {
                one.Write("notes", "a\nfirst");
                one.Run();
                server.Put("notes", server.Folders["notes"].Keys.Single(), "a\ntheirs");
                one.Rewrite("notes", "a\nmine");
                one.Run();
                one.Run();
                Expect.Equal("notes: a/mine+theirs", server.Dump());
            }
        }

        [Test]
        internal static void An_item_that_the_server_refuses_stops_no_other(string folder)
        {
            DictionaryServer server = new DictionaryServer();
            using (Peer one = new Peer(folder, "one", server))
            {
                for (int i = 0; i < 10; i++)
                    one.Write("notes", "a" + i);
                one.Remote.Refuses = text => text == "a5" ? "too odd: " + Sample.Text : null;
                ReplicateReport report = one.Run();
                Expect.True(report.IsPartial, "not all");
                Expect.Equal(1ul, report.Failures);
                Expect.Equal(9ul, report.Up.Created);
                ReplicateFailure failure = one.Remote.Failures.Single();
                Expect.Equal(Code.MAPI_E_NO_ACCESS, failure.Code);
                Expect.Equal("too odd: " + Sample.Text, failure.Text);
                Expect.Equal(one.Find("notes", "a5"), failure.Item);
                Expect.Equal(1L, one.Store.ListPending().Single(row => row.Text(Tag.Subject) == "a5").Number(Tag.Attempts));
                one.Remote.Refuses = text => null;
                Expect.True(one.Store.Retry(new[] { failure.Item }), "found");
                Expect.Equal(1ul, one.Run().Up.Created);
            }
        }

        [Test]
        internal static void A_line_that_fails_is_tried_again(string folder)
        {
            DictionaryServer server = new DictionaryServer();
            using (Peer one = new Peer(folder, "one", server))
            {
                one.Write("notes", "a");
                int left = 2;
                one.Remote.Before = operation =>
                {
                    if (operation == "Upload" && left-- > 0)
                        throw new IostxException(Code.MAPI_E_NETWORK_ERROR, "cut");
                };
                ReplicateReport report = one.Run();
                Expect.Equal(2ul, report.Retries);
                Expect.Equal("notes: a", server.Dump());
            }
        }

        [Test]
        internal static void A_line_that_stays_down_comes_out_with_what_the_operation_threw(string folder)
        {
            DictionaryServer server = new DictionaryServer();
            using (Peer one = new Peer(folder, "one", server))
            {
                IostxException mine = new IostxException(Code.MAPI_E_LOGON_FAILED, "wrong password");
                one.Remote.Before = operation => { throw mine; };
                ConnectionException thrown = Expect.Throws<ConnectionException>(() => one.Run());
                Expect.Equal(Code.MAPI_E_LOGON_FAILED, thrown.Code);
                Expect.True(ReferenceEquals(mine, thrown.InnerException), "the exception of the operation is in it");
                Expect.True(one.Session.Report.IsPartial, "the report is there");
                one.Remote.Before = operation => { throw new TimeoutException(); };
                Expect.Equal(Code.MAPI_E_TIMEOUT, Expect.Throws<ConnectionException>(() => one.Run(new ReplicateOptions { Retries = uint.MaxValue })).Code);
                one.Remote.Before = operation => { throw new OperationCanceledException(); };
                Expect.Throws<CancelledException>(() => one.Run());
            }
        }

        /// <summary>All operations are called, and the one is not thrown at.</summary>
        private static void Throws(string folder, string operation)
        {
            DictionaryServer server = new DictionaryServer();
            using (new Pressure())
            using (Peer one = new Peer(folder, operation, server))
            {
                server.Put("served", "x", "x");
                one.Write("notes", "a");
                one.Write("notes", "b");
                one.Run();
                using (Folder notes = one.Folder("notes"))
                using (Folder outbox = one.Store.OpenFolder(SpecialFolder.Outbox))
                using (Item mail = outbox.CreateItem())
                {
                    notes.DeleteItems(new[] { one.Find("notes", "a") });
                    // What is made here is read.
                    notes.SetReadFlags(new[] { one.Find("notes", "b") }, ReadFlags.ClearReadFlag);
                    mail[Tag.Subject] = "mail";
                    mail.SetRecipients(new[] { new Values { { Tag.RecipientType, 1 }, { Tag.SmtpAddress, "ada@example.org" } } });
                    mail.Save();
                    mail.Submit();
                }
                one.Write("more", "c");
                server.Put("served", "y", "y");
                int thrown = 0;
                one.Remote.Refuses = text => text == "c" ? "no" : null;
                one.Remote.Before = called =>
                {
                    if (called == operation && thrown++ == 0)
                        throw new InvalidOperationException("mine");
                };
                InvalidOperationException surfaced = Expect.Throws<InvalidOperationException>(() => one.Run(), operation);
                Expect.Equal("mine", surfaced.Message, operation);
                Expect.True(surfaced.StackTrace.Contains(operation), "where it was thrown: " + surfaced.StackTrace);
                one.Remote.Refuses = text => null;
                foreach (Values row in one.Store.ListPending())
                    one.Store.Retry(new[] { row.ItemId() });
                one.Run();
                one.Run();
                Expect.Equal("more: c\nnotes: b\nserved: x\nserved: y", server.Dump(), operation);
                Expect.Equal(server.Dump(), one.Dump(), operation);
            }
        }

        [Test]
        internal static void What_an_operation_throws_comes_out_of_Replicate_and_the_next_run_makes_up_for_it(string folder)
        {
            foreach (string operation in new[] { "ListFolders", "UploadFolder", "ChangedFolders", "ListChanges", "Upload", "SetRead", "Remove", "Send", "Failed" })
                Throws(folder, operation);
        }

        [Test]
        internal static void What_FetchFull_throws_comes_out_of_Replicate(string folder)
        {
            DictionaryServer server = new DictionaryServer();
            using (Peer one = new Peer(folder, "one", server))
            {
                one.Write("notes", "a\nfirst");
                one.Run();
                one.Rewrite("notes", "a\nmine");
                one.Store.DropChanges(new[] { one.Find("notes", "a") });
                Expect.Equal(1, one.Store.ListWanted().Count(), "wanted");
                one.Remote.Before = operation =>
                {
                    if (operation == "FetchFull")
                        throw new InvalidOperationException("mine");
                };
                Expect.Throws<InvalidOperationException>(() => one.Run());
                one.Remote.Before = operation => { };
                one.Run();
                Expect.Equal(0, one.Store.ListWanted().Count(), "wanted");
                Expect.Equal(server.Dump(), one.Dump());
            }
        }

        [Test]
        internal static void What_ask_and_merge_throw_comes_out_of_the_call_that_ran_them(string folder)
        {
            foreach (string which in new[] { "ask", "merge" })
            {
                DictionaryServer server = new DictionaryServer();
                bool throws = true;
                Func<bool> trap = () =>
                {
                    if (throws)
                        throw new InvalidOperationException(which);
                    return true;
                };
                SessionOptions options = new SessionOptions { Policy = ConflictPolicy.Ask };
                options.Ask = conflict => which == "ask" && trap() ? ConflictChoice.Local : ConflictChoice.Server;
                options.Merge = conflict => which == "merge" && !trap();
                using (new Pressure())
                using (Peer one = new Peer(folder, which, server, options))
                {
                    one.Write("notes", "a\nfirst");
                    one.Run();
                    server.Put("notes", server.Folders["notes"].Keys.Single(), "a\ntheirs");
                    one.Rewrite("notes", "a\nmine");
                    Expect.Equal(which, Expect.Throws<InvalidOperationException>(() => one.Run()).Message);
                    throws = false;
                    // Who could not be asked has not decided.
                    if (which == "ask")
                        one.Store.ResolveConflict(one.Store.ListConflicts().Single().ItemId(), ConflictChoice.Server);
                    one.Run();
                    one.Run();
                    Expect.Equal("notes: a/theirs", server.Dump(), which);
                    Expect.Equal(server.Dump(), one.Dump(), which);
                }
            }
        }

        [Test]
        internal static void What_the_report_of_progress_throws_comes_out_of_the_call_that_ran_it(string folder)
        {
            DictionaryServer server = new DictionaryServer();
            int told = 0;
            SessionOptions options = new SessionOptions();
            options.Report = progress =>
            {
                Expect.True(progress.ItemsDone <= 1, "one item is at work");
                if (++told == 2)
                    throw new InvalidOperationException("mine");
            };
            using (Peer one = new Peer(folder, "one", server, options))
            {
                // It is told every 100 ms at most, so that there must be work for so long.
                Expect.Throws<InvalidOperationException>(() =>
                {
                    for (int i = 0; i < 100000; i++)
                    {
                        one.Write("notes", "a" + i);
                        one.Run();
                    }
                });
                one.Run();
                Expect.Equal(server.Dump(), one.Dump());
            }
        }

        [Test]
        internal static void A_server_without_an_operation_is_not_asked_for_it(string folder)
        {
            DictionaryServer server = new DictionaryServer();
            server.Put("notes", "x", "a");
            using (Peer one = new Peer(folder, "one", server))
            {
                one.Write("notes", "b");
                Remote reader = new ReadOnlyRemote(new DictionaryRemote(server));
                ReplicateReport report = one.Session.Replicate(reader);
                Expect.Equal(0ul, report.Up.Created);
                Expect.Equal(1ul, report.Down.Created);
                Expect.Equal("notes: a\nnotes: b", one.Dump());
            }
        }

        private sealed class ReadOnlyRemote : Remote
        {
            private readonly DictionaryRemote all;

            internal ReadOnlyRemote(DictionaryRemote all)
            {
                this.all = all;
            }

            public override void ListFolders(DownloadHierarchyBody hierarchy)
            {
                all.ListFolders(hierarchy);
            }

            public override void ListChanges(DownloadTableBody table)
            {
                all.ListChanges(table);
            }
        }

        [Test]
        internal static void Direction_folders_and_windows_of_a_run_are_chosen(string folder)
        {
            DictionaryServer server = new DictionaryServer();
            using (Peer one = new Peer(folder, "one", server))
            {
                using (one.Folder("notes"))
                    one.Run();
                for (int i = 0; i < 7; i++)
                    one.Write("notes", "a" + i);
                one.Write("other", "b");
                server.Put("served", "x", "c");
                using (Folder notes = one.Folder("notes"))
                    one.Run(new ReplicateOptions { Direction = SyncFlags.UploadOnly, Window = 3, Folders = new[] { notes.Id } });
                Expect.Equal(7, server.Folders["notes"].Count);
                Expect.True(!server.Folders.ContainsKey("other") || server.Folders["other"].Count == 0, "another folder");
                ReplicateReport report = one.Run(new ReplicateOptions { Flags = ReplicateFlags.DownloadFirst });
                Expect.Equal(1ul, report.Down.Created);
                Expect.Equal(1ul, report.Up.Created);
            }
        }

        [Test]
        internal static void What_walks_the_session_is_busy_inside_an_operation_and_cancel_is_not(string folder)
        {
            DictionaryServer server = new DictionaryServer();
            using (Peer one = new Peer(folder, "one", server))
            {
                one.Write("notes", "a");
                Exception inside = null, elsewhere = null;
                one.Remote.Before = operation =>
                {
                    if (operation != "Upload")
                        return;
                    inside = Expect.Throws<BusyException>(() => one.Session.InitSync());
                    Thread other = new Thread(() =>
                    {
                        elsewhere = Expect.Throws<BusyException>(() => one.Session.Synchronize());
                        Expect.True(!one.Session.IsCancelled && one.Session.GetProgress().Phase == Phase.UploadContents, "any thread may ask");
                        one.Session.Cancel();
                    });
                    other.Start();
                    other.Join();
                };
                Expect.Throws<CancelledException>(() => one.Run());
                Expect.True(inside != null && elsewhere != null, "both were busy");
                one.Remote.Before = operation => { };
                one.Run();
                Expect.Equal("notes: a", server.Dump());
            }
        }

        [Test]
        internal static void What_an_operation_was_lent_ends_with_it(string folder)
        {
            DictionaryServer server = new DictionaryServer();
            server.Put("notes", "x", "a");
            using (Peer one = new Peer(folder, "one", server))
            {
                Keeper keeper = new Keeper(server);
                one.Session.Replicate(keeper);
                Expect.Throws<ObjectDisposedException>(() => keeper.Table.Normal.ToString());
                Expect.Fails(Code.MAPI_E_INVALID_OBJECT, () => keeper.Table.Sink.Flush());
                one.Write("notes", "b");
                one.Session.Replicate(keeper);
                Expect.Equal(0, keeper.Batch.Count);
                Expect.Fails(Code.MAPI_E_INVALID_OBJECT, () => keeper.Batch.Succeed(0));
                Expect.Fails(Code.MAPI_E_INVALID_OBJECT, () => keeper.Lent.GetValues());
                Expect.Equal("b", (string)keeper.Kept[Tag.Subject]);
                keeper.Kept.Dispose();
            }
        }

        private sealed class Keeper : DictionaryRemote
        {
            internal DownloadTableBody Table;
            internal Batch Batch;
            internal Item Lent;
            internal Item Kept;

            internal Keeper(DictionaryServer server) : base(server)
            {
            }

            public override void ListChanges(DownloadTableBody table)
            {
                base.ListChanges(table);
                Table = table;
                Expect.True(table.Normal.New <= 1 && table.Associated.New == 0, "counts");
            }

            public override void Upload(UploadTableBody table, Batch items)
            {
                Batch = items;
                Lent = items[0].Item;
                Kept = Lent.Share();
                base.Upload(table, items);
            }
        }
    }
}
