using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Iostx;

namespace IostxTests
{
    internal static class SessionTests
    {
        /// <summary>The folder of the tests, with a state open in which its items are downloaded.</summary>
        private static void Downloading(Store store, Folder folder, Action<Session, DownloadTableBody> body)
        {
            using (Session session = store.OpenSession())
            {
                session.InitSync();
                using (State<SyncBody> pass = session.Synchronize())
                {
                    session.SetSelection(SyncFlags.DownloadOnly | SyncFlags.TheseFolders, new[] { folder.Id }, new[] { UploadFolderFlags.None });
                    using (State<ContentsBody> contents = session.Contents())
                    {
                        Expect.Equal(1u, contents.Body.Count);
                        using (State<DownloadTableBody> table = session.DownloadTable())
                        {
                            body(session, table.Body);
                            table.Complete();
                        }
                        Expect.Equal(null, session.DownloadTable());
                        Expect.True(session.UploadTables().All(table => table.Body.Normal.Modified == 0), "nothing goes up");
                        contents.Complete();
                    }
                    pass.Complete();
                }
            }
        }

        private static void Uploading(Store store, Folder folder, Action<Session, State<UploadTableBody>> body, SessionOptions options = null)
        {
            using (Session session = store.OpenSession(options))
            {
                session.InitSync(InitFlags.UploadContents);
                using (State<SyncBody> pass = session.Synchronize())
                {
                    session.SetSelection(SyncFlags.UploadOnly | SyncFlags.OneFolder, new[] { folder.Id });
                    using (State<ContentsBody> contents = session.Contents())
                    using (State<UploadTableBody> table = session.UploadTable())
                    {
                        body(session, table);
                        table.Complete();
                    }
                }
            }
        }

        private static void With(string folder, Action<Store, Folder> body)
        {
            using (new Pressure())
            using (Store store = Sample.Open(folder))
            using (Folder notes = store.OpenFolder(SpecialFolder.Notes))
            {
                notes.SetValues(new Values { { Tag.RemoteId, "notes" } });
                body(store, notes);
            }
        }

        private static ImportItem Imported(string id, string text)
        {
            return new ImportItem { RemoteId = id, RemoteVersion = "1", Content = text, Values = new Values { { Tag.Subject, id }, { Tag.MessageClass, "IPM.StickyNote" }, { Tag.Read, false } } };
        }

        [Test]
        internal static void Folders_go_up_and_come_down_state_by_state(string folder)
        {
            With(folder, (store, notes) =>
            {
                notes.CreateFolder("mine", "IPF.StickyNote").Dispose();
                using (Session session = store.OpenSession(new SessionOptions { Root = notes.Id }))
                {
                    session.InitSync(InitFlags.UploadHierarchy | InitFlags.DownloadHierarchy);
                    using (State<SyncBody> pass = session.Synchronize(SyncFlags.UploadOnly))
                    {
                        Expect.True(pass.Body.Path.EndsWith("a.iostx"), pass.Body.Path);
                        List<string> names = new List<string>();
                        using (State<UploadHierarchyBody> hierarchy = session.UploadHierarchy())
                        {
                            uint count = hierarchy.Body.Count;
                            foreach (State<UploadFolderBody> one in session.UploadFolders())
                            {
                                names.Add(one.Body.Folder.Name);
                                Expect.True(one.Body.ChangedTags != null && one.Body.Id != null, "the structure");
                                one.Complete(new Binding(one.Body.Folder.Name, "1"));
                            }
                            Expect.Equal(count, hierarchy.Body.Index);
                            hierarchy.Complete();
                        }
                        Expect.True(names.Contains("mine"), "the new folder was offered");
                        pass.Complete();
                    }
                    using (State<SyncBody> pass = session.Synchronize(SyncFlags.DownloadOnly))
                    {
                        using (State<DownloadHierarchyBody> hierarchy = session.DownloadHierarchy())
                        {
                            HierarchySink sink = hierarchy.Body.Sink;
                            sink.BeginListing();
                            sink.ImportFolder(new Values { { Tag.DisplayName, "mine" }, { Tag.RemoteId, "mine" }, { Tag.ParentRemoteId, "notes" } });
                            sink.ImportFolder(new Values { { Tag.DisplayName, "theirs" }, { Tag.RemoteId, "t" }, { Tag.ParentRemoteId, "mine" } });
                            Expect.Fails(Code.SYNC_E_NO_PARENT, () => sink.ImportFolder(new Values { { Tag.DisplayName, "x" }, { Tag.RemoteId, "x" }, { Tag.ParentRemoteId, "?" } }));
                            sink.CompleteListing();
                            sink.DeleteRemote(new Octets[] { "unknown" });
                            sink.SetStateBlob(Sample.Text);
                            hierarchy.Complete();
                        }
                        session.SetStateBlob("account");
                        pass.Complete();
                    }
                    using (State<SyncBody> pass = session.Synchronize(SyncFlags.DownloadOnly))
                    {
                        Expect.Equal("account", pass.Body.StateBlob.ToString());
                        using (State<DownloadHierarchyBody> hierarchy = session.DownloadHierarchy())
                            Expect.Equal(Sample.Text, hierarchy.Body.StateBlob.ToString());
                    }
                }
                using (Folder mine = notes.CreateFolder("mine", null, FolderCallFlags.OpenIfExists))
                    Expect.Equal("theirs", store.ListFolders(mine.Id).Single().Text(Tag.DisplayName));
            });
        }

        [Test]
        internal static void Items_go_up_state_by_state_and_each_answer_counts(string folder)
        {
            With(folder, (store, notes) =>
            {
                foreach (string name in new[] { "good", "bad", "left", "later" })
                    Sample.Add(notes, name, "text of " + name);
                ItemId later = null;
                SessionOptions options = new SessionOptions { Columns = new[] { Tag.Subject, Tag.MessageClass } };
                Uploading(store, notes, (session, table) =>
                {
                    Expect.Equal(4u, table.Body.Normal.Modified);
                    Expect.Equal("notes", table.Body.Binding.RemoteId.ToString());
                    session.SetAttemptCookie("cookie");
                    foreach (State<UploadItemBody> item in session.UploadItems())
                    {
                        string name = item.Body.Values.Text(Tag.Subject);
                        Expect.True((item.Body.Flags & UploadItemFlags.New) != 0, "it is new");
                        Expect.Equal("text of " + name, item.Body.Item.Content.ToString());
                        Expect.Equal((ulong)item.Body.Item.Content.Length, item.Body.ContentSize);
                        if (name == "good")
                            item.Complete(new Binding("id of good", "1"));
                        else if (name == "bad")
                            item.Fail(Code.MAPI_E_TOO_BIG, "no room", TimeSpan.FromSeconds(5));
                        else if (name == "later")
                            later = Defer(session, item);
                    }
                    Expect.True(table.Body.Normal.ModifiedDone > 0, "the counts move");
                    session.SetResult(later, new Result { Flags = (uint)UploadItemFlags.Ok, Binding = new Binding("id of later", "1") });
                }, options);
                Expect.Same(new[] { "bad", "left" }, store.ListPending(notes.Id).Select(row => row.Text(Tag.Subject)).OrderBy(name => name));
                Values bad = store.ListPending(notes.Id).First(row => row.Text(Tag.Subject) == "bad");
                Expect.Equal("no room", bad.Text(Tag.LastErrorText));
                Uploading(store, notes, (session, table) =>
                {
                    using (State<UploadItemBody> left = session.UploadItem())
                    {
                        Expect.True((left.Body.Flags & UploadItemFlags.Retry) != 0, "nobody knows how it went");
                        Expect.Equal("cookie", left.Body.Cookie.ToString());
                        session.SetSyncResult(Code.MAPI_E_OFFLINE);
                    }
                });
            });
        }

        private static ItemId Defer(Session session, State<UploadItemBody> item)
        {
            session.SetResult(null, new Result { Flags = (uint)UploadItemFlags.Defer });
            ItemId id = item.Body.Id;
            item.End();
            return id;
        }

        [Test]
        internal static void Read_states_deletions_and_moves_go_up_as_vectors(string folder)
        {
            With(folder, (store, notes) =>
            {
                Downloading(store, notes, (session, table) =>
                {
                    for (int i = 0; i < 4; i++)
                        table.Sink.Import(Imported("r" + i, "text"));
                });
                Dictionary<string, ItemId> ids = notes.List(Tag.Subject, Tag.EntryId).ToDictionary(row => row.Text(Tag.Subject), row => row.ItemId());
                using (Folder other = store.OpenFolder(SpecialFolder.Journal))
                {
                    notes.SetReadFlags(new[] { ids["r0"] });
                    notes.DeleteItems(new[] { ids["r1"] });
                    notes.MoveItems(new[] { ids["r2"] }, other);
                    Uploading(store, notes, (session, table) =>
                    {
                        using (State<UploadReadBody> reads = session.UploadRead())
                        {
                            ReadEntry entry = reads.Body.Entries.Single();
                            Expect.True(entry.IsRead && entry.Binding.RemoteId.ToString() == "r0" && entry.SourceKey.Length == 22, "the entry");
                            session.SetEntryResults(0, new Result { Flags = (uint)UploadReadFlags.Ok });
                            reads.Complete();
                        }
                        using (State<UploadDeleteBody> deletes = session.UploadDelete())
                        {
                            Expect.Equal("Journal", table.Body.Moves.Single().Name);
                            Expect.Same(new[] { "r1", "r2" }, deletes.Body.Entries.Select(entry => entry.Binding.RemoteId.ToString()).OrderBy(id => id));
                            DeleteEntry moved = deletes.Body.Entries.Single(entry => entry.Move != null);
                            Expect.True(moved.Move.Folder.Equals(other.Id) && (moved.Flags & UploadDeleteFlags.Mov) != 0 && moved.Destination != null, "the move");
                            session.SetMove(other.Id, MoveFlags.Dirty, 1);
                            session.SetEntryResults(0, deletes.Body.Entries.Select(entry => new Result
                            {
                                Flags = (uint)(entry.Move == null ? UploadDeleteFlags.Ok : UploadDeleteFlags.Ok | UploadDeleteFlags.Moved),
                            }).ToArray());
                            deletes.Complete();
                        }
                        Expect.True(!session.UploadReads().Any() && !session.UploadDeletes().Any(), "no more");
                    });
                    Expect.Equal(0, store.ListPending(notes.Id).Count(row => row.Number(Tag.ObjectType) != (long)ObjectType.Folder), "what is pending");
                }
            });
        }

        [Test]
        internal static void The_sink_takes_items_flags_moves_and_deletions_by_remote_id(string folder)
        {
            With(folder, (store, notes) =>
            {
                using (Folder other = store.OpenFolder(SpecialFolder.Journal))
                {
                    Downloading(store, other, (session, table) => table.Sink.Import(Imported("o", "elsewhere")));
                    Downloading(store, notes, (session, table) =>
                    {
                        ContentsSink sink = table.Sink;
                        session.Expect(5, 100);
                        sink.BeginListing(new ListingScope { First = "a", Last = "z", Since = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc) });
                        sink.Import(Imported("a", "text a"));
                        sink.Import(Imported("b", "text b"));
                        sink.Import(new ImportItem { Flags = ImportFlags.Header, RemoteId = "h", RemoteVersion = "1", ContentSize = 9, Values = new Values { { Tag.Subject, "h" } } });
                        sink.Import(new ImportItem { Flags = ImportFlags.Failed, RemoteId = "f", Values = new Values { { Tag.LastError, Code.MAPI_E_TIMEOUT }, { Tag.LastErrorText, "slow" } } });
                        using (Item item = sink.ImportStream(new ImportItem { RemoteId = "s", Values = new Values { { Tag.Subject, "s" } } }))
                        {
                            using (ItemStream stream = item.OpenStream(Tag.InternetContent, OpenFlags.Modify))
                            {
                                stream.Write(new byte[100000], 0, 100000);
                                stream.Commit();
                            }
                            item.Save();
                        }
                        sink.CompleteListing();
                        Expect.Same(
                            new[] { ProbeAnswer.Have, ProbeAnswer.WantAll },
                            sink.Probe(new[] { new ImportItem { RemoteId = "a", RemoteVersion = "1" }, new ImportItem { RemoteId = "n", RemoteVersion = "1" } }));
                        Expect.Same(new[] { 0, Code.MAPI_E_NOT_FOUND }, sink.UpdateFlags(new[]
                        {
                            new ImportedFlags { RemoteId = "a", RemoteVersion = "2", Set = ItemFlags.Read | ItemFlags.Flagged, Keywords = new[] { "red", Sample.Text } },
                            new ImportedFlags { RemoteId = "u", Clear = ItemFlags.Read },
                        }));
                        sink.MoveRemote(other.Id, "o", new Binding("moved", "1"));
                        sink.DeleteRemote(new Octets[] { "b" });
                        sink.DeleteRemoteRange("x", "z");
                        Expect.Same(new[] { "f", "u" }, sink.ListWanted().Select(row => row.Octets(Tag.RemoteId).ToString()).OrderBy(id => id));
                        sink.SetStateBlob("token");
                        sink.Flush();
                        Expect.True(table.Normal.New >= 3, "counts");
                    });
                    Downloading(store, notes, (session, table) => Expect.Equal("token", table.StateBlob.ToString()));
                    Expect.Same(new[] { "a", "h", "o", "s" }, Sample.Subjects(notes));
                    Values a = notes.List(Tag.Subject, Tag.EntryId, Tag.Keywords, Tag.Read).First(row => row.Text(Tag.Subject) == "a");
                    Expect.Same(new[] { "red", Sample.Text }.OrderBy(word => word), a.Texts(Tag.Keywords).OrderBy(word => word));
                    Expect.True(a.Boolean(Tag.Read), "read");
                }
            });
        }

        [Test]
        internal static void The_documented_methods_of_the_sinks_take_source_keys(string folder)
        {
            With(folder, (store, notes) =>
            {
                Octets key = new Octets(Enumerable.Range(1, 22).Select(i => (byte)i).ToArray());
                Octets change = new Octets(Enumerable.Range(1, 22).Select(i => (byte)(i + 1)).ToArray());
                using (ItemStream state = ItemStream.Create())
                {
                    Downloading(store, notes, (session, table) =>
                    {
                        table.Sink.Config(null, IcsFlags.Normal);
                        Values values = new Values { { Tag.SourceKey, key }, { Tag.ChangeKey, change }, { Tag.LastModificationTime, DateTime.UtcNow } };
                        using (Item item = table.Sink.ImportMessageChange(values, IcsFlags.NewMessage))
                        {
                            item[Tag.Subject] = "by key";
                            item.Save();
                        }
                        Expect.Fails(Code.SYNC_E_IGNORE, () => table.Sink.ImportMessageChange(values));
                        table.Sink.ImportReadStates(new[] { new ReadState(key, true) });
                        table.Sink.UpdateState(state);
                        Expect.True(state.Length > 0, "a state");
                        Expect.Fails(Code.MAPI_E_INVALID_PARAMETER, () => table.Sink.ImportMessageMove(new MessageMove()));
                        Expect.Fails(Code.MAPI_E_INVALID_PARAMETER, () => table.Hierarchy.ImportFolderDeletion(new Octets[] { "short" }));
                    });
                    Expect.True(notes.List(Tag.Subject, Tag.Read).Single().Boolean(Tag.Read), "read");
                    state.Position = 0;
                    Downloading(store, notes, (session, table) =>
                    {
                        table.Sink.Config(state);
                        table.Sink.ImportMessageDeletion(new[] { key });
                    });
                    Expect.Equal(0, notes.List(Tag.Subject).Count(), "items");
                    using (Session session = store.OpenSession())
                    {
                        session.InitSync(InitFlags.DownloadHierarchy);
                        using (session.Synchronize(SyncFlags.DownloadOnly))
                        using (State<DownloadHierarchyBody> hierarchy = session.DownloadHierarchy())
                        {
                            hierarchy.Body.Sink.Config(null);
                            hierarchy.Body.Sink.ImportFolder(new Values { { Tag.SourceKey, change }, { Tag.ChangeKey, key }, { Tag.DisplayName, "by key" } });
                            hierarchy.Body.Sink.UpdateState(state);
                            Expect.Equal(1u, hierarchy.Body.New);
                            hierarchy.Complete();
                        }
                    }
                }
            });
        }

        [Test]
        internal static void A_header_becomes_a_whole_item(string folder)
        {
            With(folder, (store, notes) =>
            {
                Downloading(store, notes, (session, table) => table.Sink.Import(new ImportItem { Flags = ImportFlags.Header, RemoteId = "h", RemoteVersion = "1", Values = new Values { { Tag.Subject, "h" } } }));
                ItemId id = notes.List(Tag.EntryId).Single().ItemId();
                using (Item header = store.OpenItem(id))
                    Expect.Fails(Code.MAPI_E_NOT_FOUND, () => header.Content.ToString());
                using (Session session = store.OpenSession())
                {
                    session.InitSync();
                    using (State<HeaderBody> state = session.DownloadHeader(id))
                    {
                        Expect.Equal(id, state.Body.Header.Id);
                        Expect.Equal(notes.Id, state.Body.Parent);
                        state.Body.Full.Content = "whole";
                        session.SetHeader(HeaderFlags.Ok);
                        state.End();
                    }
                    Expect.Throws<NotFoundException>(() => session.DownloadHeader(new ItemId(id.ToArray().Select((octet, i) => i == 66 ? (byte)99 : octet).ToArray())));
                }
                using (Item whole = store.OpenItem(id))
                    Expect.Equal("whole", whole.Content.ToString());
            });
        }

        [Test]
        internal static void A_state_that_is_left_without_a_word_leaves_its_work_pending(string folder)
        {
            With(folder, (store, notes) =>
            {
                Sample.Add(notes, "a", "text");
                using (Session session = store.OpenSession())
                {
                    session.InitSync();
                    State<SyncBody> pass = session.Synchronize(SyncFlags.UploadOnly);
                    State<UploadHierarchyBody> hierarchy = session.UploadHierarchy();
                    // The outer one takes the inner one with it.
                    pass.Dispose();
                    Expect.Throws<ObjectDisposedException>(() => hierarchy.Body.Count.ToString());
                    Expect.Throws<ObjectDisposedException>(() => hierarchy.End());
                    hierarchy.Dispose();
                    session.InitSync();
                    pass = session.Synchronize();
                    pass.Complete();
                    Expect.Throws<ObjectDisposedException>(() => pass.Complete());
                }
                Expect.True(store.ListPending(notes.Id).Any(row => row.Text(Tag.Subject) == "a"), "still pending");
            });
        }

        [Test]
        internal static void A_session_that_is_disposed_in_a_state_ends_what_it_lent(string folder)
        {
            With(folder, (store, notes) =>
            {
                Session session = store.OpenSession();
                session.InitSync();
                State<SyncBody> pass = session.Synchronize();
                session.Dispose();
                Expect.Throws<ObjectDisposedException>(() => pass.Body.Path.ToString());
                pass.Dispose();
                Expect.Throws<ObjectDisposedException>(() => session.InitSync());
            });
        }

        [Test]
        internal static void A_call_out_of_order_says_what_is_legal(string folder)
        {
            With(folder, (store, notes) =>
            {
                using (Session session = store.OpenSession())
                {
                    Expect.Fails(Code.E_UNEXPECTED, () => session.Synchronize());
                    session.InitSync();
                    using (State<SyncBody> pass = session.Synchronize())
                    {
                        IostxException thrown = Expect.Fails(Code.E_UNEXPECTED, () => session.UploadItem());
                        Expect.Equal(SyncState.Synchronize, thrown.Context);
                        Expect.Equal("iostx_sync_beg", thrown.Component);
                        Expect.Fails(Code.E_UNEXPECTED, () => session.SetOptions(new SessionOptions()));
                        Expect.Fails(Code.E_UNEXPECTED, () => session.SetIndex(0));
                        Expect.Fails(Code.E_UNEXPECTED, () => session.BeginEpoch());
                        Expect.Throws<ArgumentException>(() => session.SetSelection(SyncFlags.TheseFolders, new[] { notes.Id }, new UploadFolderFlags[2]));
                        using (State<ContentsBody> contents = session.Contents())
                        {
                            session.SetIndex(contents.Body.Count - 1);
                            Expect.Equal(contents.Body.Count - 1, contents.Body.Index);
                        }
                    }
                    session.SkipFolder(notes.Id);
                    Expect.True(session.IsSkipped(notes.Id), "skipped");
                    session.Cancel();
                    Expect.True(session.IsCancelled, "cancelled");
                    Expect.Throws<CancelledException>(() => session.Synchronize());
                    session.InitSync();
                    Expect.True(!session.IsCancelled, "InitSync clears it");
                }
            });
        }

        [Test]
        internal static void What_was_held_is_confirmed_or_rejected(string folder)
        {
            With(folder, (store, notes) =>
            {
                Downloading(store, notes, (session, table) =>
                {
                    for (int i = 0; i < 30; i++)
                        table.Sink.Import(Imported("r" + i, "text"));
                });
                using (Session session = store.OpenSession())
                {
                    session.InitSync();
                    using (session.Synchronize(SyncFlags.DownloadOnly))
                    {
                        session.SetSelection(SyncFlags.DownloadOnly | SyncFlags.TheseFolders, new[] { notes.Id });
                        using (session.Contents())
                        using (State<DownloadTableBody> table = session.DownloadTable())
                        {
                            table.Body.Sink.BeginListing();
                            table.Body.Sink.CompleteListing();
                            Expect.True(table.Complete(), "deletions are held");
                        }
                    }
                }
                Expect.Equal(30, store.ListHeld(notes.Id).Count(), "held");
                store.RejectHeld(notes.Id);
                Expect.Equal(0, store.ListHeld().Count(), "held");
                Expect.Throws<NotFoundException>(() => store.ConfirmHeld(notes.Id));
                Expect.Equal(0, store.ListFailures().Count(), "failures");
            });
        }

        [Test]
        internal static void A_session_that_another_thread_uses_is_busy(string folder)
        {
            With(folder, (store, notes) =>
            {
                BusyException busy = null;
                SessionOptions options = new SessionOptions { Policy = ConflictPolicy.Ask };
                using (Session session = store.OpenSession())
                {
                    options.Ask = conflict =>
                    {
                        // The session is in the call that asks.
                        Thread other = new Thread(() => busy = Expect.Throws<BusyException>(() => session.SetStateBlob("x")));
                        other.Start();
                        other.Join();
                        return ConflictChoice.Server;
                    };
                    session.SetOptions(options);
                    Downloading(store, notes, (one, table) => table.Sink.Import(Imported("a", "first")));
                    using (Item item = store.OpenItem(notes.List(Tag.EntryId).Single().ItemId(), OpenFlags.Modify))
                    {
                        item.Content = "mine";
                        item.Save();
                    }
                    session.InitSync();
                    using (session.Synchronize(SyncFlags.DownloadOnly))
                    using (session.Contents())
                    {
                        foreach (State<DownloadTableBody> table in session.DownloadTables())
                            if (table.Body.Folder.Equals(notes.Id))
                            {
                                ImportItem theirs = Imported("a", "theirs");
                                theirs.RemoteVersion = "2";
                                table.Body.Sink.Import(theirs);
                                table.Body.Sink.Flush();
                            }
                    }
                }
                Expect.True(busy != null, "the callback was asked, and the other thread was refused");
            });
        }
    }
}
