using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Iostx;

namespace IostxTests
{
    internal static class StoreTests
    {
        [Test]
        internal static void The_library_says_its_version_and_its_codes(string folder)
        {
            Expect.True(Library.Version.StartsWith("0."), Library.Version);
            Expect.Equal(0u, Library.AbiVersion);
            Expect.Equal("MAPI_E_NOT_FOUND", Library.NameOf(Code.MAPI_E_NOT_FOUND));
            Expect.Equal(null, Library.NameOf(-7));
            Expect.True(Library.TextOf(-7).Length > 0, "an unknown code has a text");
        }

        [Test]
        internal static void A_store_that_cannot_be_opened_says_why(string folder)
        {
            string path = Path.Combine(folder, "no", "such");
            NotFoundException thrown = Expect.Throws<NotFoundException>(() => Store.Open(path));
            Expect.Equal(Code.MAPI_E_NOT_FOUND, thrown.Code);
            Expect.Equal("MAPI_E_NOT_FOUND", thrown.CodeName);
            Expect.True(thrown.Message.Contains(path), thrown.Message);
            Expect.Equal("iostx_store_open", thrown.Component);
            Expect.Fails(Code.MAPI_E_NOT_FOUND, () => Store.Open(Path.Combine(folder, "a"), StoreFlags.MustExist));
        }

        [Test]
        internal static void Options_of_a_store_are_kept_in_its_file(string folder)
        {
            using (Store store = Sample.Open(folder))
            {
                StoreOptions options = store.Options;
                Expect.Equal(50u, options.MassDeletePercent);
                options.TrashDays = 7;
                options.BatchBytes = 1ul << 33;
                store.Options = options;
                store.Checkpoint();
                Expect.True(store.Close(), "it was open");
                Expect.True(!store.Close(), "it was closed already");
            }
            using (Store store = Sample.Open(folder))
            {
                Expect.Equal(7u, store.Options.TrashDays);
                Expect.Equal(1ul << 33, store.Options.BatchBytes);
            }
        }

        [Test]
        internal static void What_a_store_holds_is_told(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder notes = store.OpenFolder(SpecialFolder.Notes))
            {
                Guid before = store.GetInfo().Guid;
                Sample.Add(notes, "one");
                StoreInfo info = store.GetInfo();
                Expect.Equal(1ul, info.ItemCount);
                Expect.Equal(1ul, info.PendingCount);
                Expect.True(info.FolderCount > 10 && info.FileSize > 0 && info.Guid != Guid.Empty, "counts");
                store.RenewGuid();
                Expect.True(before != store.GetInfo().Guid, "a new replica GUID");
                Expect.Equal(0, store.Check().Count(), "findings");
            }
        }

        [Test]
        internal static void Folders_are_made_renamed_moved_copied_and_deleted(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder inbox = store.OpenFolder(SpecialFolder.Inbox))
            using (Folder notes = store.OpenFolder(SpecialFolder.Notes))
            using (Folder made = inbox.CreateFolder("one", "IPF.Note"))
            {
                Expect.Throws<CollisionException>(() => inbox.CreateFolder("ONE"));
                inbox.CreateFolder("one", null, FolderCallFlags.OpenIfExists).Dispose();
                made.Name = "two";
                made.SetValues(new Values { { Tag.Comment, "c" } });
                Expect.Equal("c", made.GetValues(Tag.Comment).Text(Tag.Comment));
                made.DeleteValues(Tag.Comment);
                Expect.Equal(null, made[Tag.Comment]);
                made.MoveTo(notes);
                Sample.Add(made, "in it");
                using (Folder copy = made.CopyTo(inbox, FolderCallFlags.CopySubfolders))
                {
                    Expect.Same(new[] { "in it" }, Sample.Subjects(copy));
                    Expect.Equal(inbox.Id, new FolderId((byte[])copy[Tag.ParentEntryId]));
                }
                Expect.Fails(Code.MAPI_E_HAS_MESSAGES, () => made.Delete());
                made.Delete(FolderCallFlags.DelMessages);
                Expect.Throws<NotFoundException>(() => made.GetValues());
                Values row = store.ListFolders(inbox.Id, FolderListFlags.None, Tag.DisplayName, Tag.ContentCount).Single();
                Expect.Equal("two", row.Text(Tag.DisplayName));
                Expect.Equal(1L, row.Number(Tag.ContentCount));
                Expect.True(store.ListFolders(flags: FolderListFlags.Depth).Count() > 15, "the whole tree");
            }
        }

        [Test]
        internal static void Options_of_a_folder_are_kept(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder inbox = store.OpenFolder(SpecialFolder.Inbox))
            {
                DateTime since = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
                FolderOptions options = inbox.Options;
                Expect.True(options.ScopeSince == null && options.Scope == Scope.All, "the defaults");
                options.Policy = ConflictPolicy.KeepBoth;
                options.Scope = Scope.Newer;
                options.ScopeSince = since;
                options.DeleteLimit = 3;
                inbox.Options = options;
                Expect.Equal(ConflictPolicy.KeepBoth, inbox.Options.Policy);
                Expect.Equal(since, inbox.Options.ScopeSince.Value);
                Expect.Equal(3u, inbox.Options.DeleteLimit);
            }
        }

        [Test]
        internal static void Many_items_are_copied_moved_marked_changed_and_deleted_at_once(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder inbox = store.OpenFolder(SpecialFolder.Inbox))
            using (Folder notes = store.OpenFolder(SpecialFolder.Notes))
            {
                ItemId[] ids = { Sample.Add(inbox, "a"), Sample.Add(inbox, "b"), Sample.Add(inbox, "c") };
                ItemId unknown = new ItemId(ids[0].ToArray().Select((octet, i) => i == 66 ? (byte)99 : octet).ToArray());
                Expect.True(inbox.SetReadFlags(ids.Take(2)), "all were found");
                Expect.True(!inbox.SetReadFlags(new[] { ids[0], unknown }, ReadFlags.ClearReadFlag), "one was not found");
                Expect.True(inbox.UpdateItems(ids, new Values { { Tag.Importance, 2 } }, new[] { "red", Sample.Text }), "all were found");
                inbox.UpdateItems(ids.Take(1), null, null, new[] { "RED" });
                using (Item item = store.OpenItem(ids[0]))
                {
                    Expect.Same(new[] { Sample.Text }, item.GetValues(Tag.Keywords).Texts(Tag.Keywords));
                    Expect.Equal(2L, item.GetValues(Tag.Importance).Number(Tag.Importance));
                    Expect.True(!item.GetValues(Tag.Read).Boolean(Tag.Read), "unread");
                }
                IReadOnlyList<ItemId> copies = inbox.CopyItems(new[] { ids[0], unknown }, notes);
                Expect.True(copies[0] != null && copies[1] == null, "the one that was not found has no copy");
                IReadOnlyList<ItemId> moved = inbox.MoveItems(new[] { ids[1] }, notes);
                Expect.Equal(ids[1].LongTermId, moved[0].LongTermId);
                Expect.Equal(notes.Id, moved[0].Folder);
                Expect.True(inbox.DeleteItems(new[] { ids[2] }), "found");
                Expect.Same(new[] { "a" }, Sample.Subjects(inbox));
                Expect.Same(new[] { "a", "b" }, Sample.Subjects(notes));
            }
        }

        [Test]
        internal static void Tables_are_read_by_rows_and_by_pages_from_anywhere(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder inbox = store.OpenFolder(SpecialFolder.Inbox))
            {
                List<ItemId> ids = Enumerable.Range(0, 50).Select(i => Sample.Add(inbox, "s" + i.ToString("00"))).ToList();
                ListOptions options = new ListOptions { Sort = SortKey.Subject, Flags = ListFlags.Descending, Columns = new[] { Tag.Subject, Tag.EntryId, Tag.Importance, Tag.Body } };
                using (Cursor cursor = inbox.List(options))
                {
                    Expect.Equal(50ul, cursor.Total);
                    Page page = cursor.NextPage(20);
                    Expect.Equal(20, page.RowCount);
                    Expect.Equal(Tag.Subject, page.Columns[0].Tag);
                    Expect.Equal("s49", page.Columns[0].Text(0));
                    Expect.Equal("s30", page.Columns[0].Text(19));
                    Expect.Equal(ids[30], new ItemId(page.Columns[1].Octets(19).ToArray()));
                    Expect.True(!page.Columns[3].Has(0) && page.Columns[3].Text(0) == null, "no body");
                    cursor.Seek(Seek.Begin, 48);
                    Expect.Equal("s01", cursor.Next().Text(Tag.Subject));
                    Expect.Equal("s00", cursor.Next().Text(Tag.Subject));
                    Expect.Equal(null, cursor.Next());
                    Expect.Equal(null, cursor.NextPage(5));
                    cursor.Find(ids[10]);
                    Expect.Equal(39ul, cursor.Position);
                    Expect.Equal("s10", cursor.First().Text(Tag.Subject));
                    Expect.Throws<ObjectDisposedException>(() => cursor.Next());
                }
            }
        }

        [Test]
        internal static void An_item_is_opened_by_any_of_its_ids(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder inbox = store.OpenFolder(SpecialFolder.Inbox))
            using (Item item = inbox.CreateItem())
            {
                Expect.Throws<NotFoundException>(() => item.Id.ToString());
                item.SetValues(new Values { { Tag.Subject, "s" }, { Tag.RemoteId, "r1" }, { Tag.RemoteVersion, new byte[] { 1 } } });
                item.Save();
                using (PropertyObject entry = store.OpenEntry(item.Id.ToArray()))
                    Expect.Equal("s", (string)((Item)entry)[Tag.Subject]);
                using (PropertyObject entry = store.OpenEntry(inbox.Id.ToArray()))
                    Expect.Equal(inbox.Id, ((Folder)entry).Id);
                Values found = store.FindRemote(inbox.Id, "r0", "r1").Single();
                Expect.Equal(item.Id, found.ItemId());
                Expect.Equal("r1", found.Octets(Tag.RemoteId).ToString());
                Expect.Equal("r1", inbox.WalkRemote().Single().Octets(Tag.RemoteId).ToString());
                Expect.True(store.RequestFull(new[] { item.Id }), "found, and whole");
                Expect.Throws<ArgumentException>(() => new ItemId(new byte[46]));
                Expect.Fails(Code.MAPI_E_INVALID_ENTRYID, () => store.OpenEntry("x"));
            }
        }

        [Test]
        internal static void An_item_that_another_changed_is_not_overwritten_unless_asked(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder inbox = store.OpenFolder(SpecialFolder.Inbox))
            {
                ItemId id = Sample.Add(inbox, "first");
                using (Item one = store.OpenItem(id, OpenFlags.Modify))
                using (Item two = store.OpenItem(id, OpenFlags.Modify))
                {
                    one[Tag.Subject] = "one";
                    two[Tag.Subject] = "two";
                    one.Save();
                    Expect.Equal(Code.MAPI_E_OBJECT_CHANGED, Expect.Throws<ChangedException>(() => two.Save()).Code);
                    two.Save(SaveFlags.ForceSave);
                    Expect.Equal(1, store.ListConflicts().Count(), "the replaced version is kept");
                    Expect.True((two.GetPending().Number(Tag.Pending) & (long)PendingParts.New) != 0, "it is new");
                }
                using (Item read = store.OpenItem(id))
                    Expect.Fails(Code.MAPI_E_NO_ACCESS, () => read[Tag.Subject] = "x");
            }
        }

        [Test]
        internal static void Clock_and_random_bytes_may_be_the_applications(string folder)
        {
            DateTime now = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
            StoreOptions options = new StoreOptions { Now = () => now, Random = bytes => { for (int i = 0; i < bytes.Length; i++) bytes[i] = 7; } };
            using (Store store = Store.Open(Path.Combine(folder, "a.iostx"), options))
            using (Folder inbox = store.OpenFolder(SpecialFolder.Inbox))
            {
                Runner.Collect();
                using (Item item = store.OpenItem(Sample.Add(inbox, "s")))
                    Expect.Equal(now, item.GetValues(Tag.CreationTime).Time(Tag.CreationTime).Value);
                Expect.Equal(7, store.GetInfo().Guid.ToByteArray()[0], "of the GUID");
            }
            Expect.Throws<InvalidOperationException>(() => Store.Open(Path.Combine(folder, "b.iostx"), new StoreOptions { Now = () => { throw new InvalidOperationException(); } }));
            Expect.Throws<InvalidOperationException>(() => Store.Open(Path.Combine(folder, "c.iostx"), new StoreOptions { Random = bytes => { throw new InvalidOperationException(); } }));
        }

        [Test]
        internal static void Events_are_taken_one_by_one(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder inbox = store.OpenFolder(SpecialFolder.Inbox))
            using (Folder notes = store.OpenFolder(SpecialFolder.Notes))
            using (Events all = store.Subscribe())
            using (Events few = store.Subscribe(new EventsOptions { Mask = EventMask.ItemMoved, Folder = notes.Id }))
            {
                Expect.Equal(null, all.Next(TimeSpan.Zero));
                ItemId id = Sample.Add(inbox, "s");
                ChangeEvent created = all.Next();
                Expect.Equal(EventKind.ItemCreated, created.Kind);
                Expect.Equal(id, created.Item);
                Expect.Equal(inbox.Id, created.Folder);
                Expect.Equal(Origin.App, created.Origin);
                Expect.Equal(null, created.OldFolder);
                inbox.MoveItems(new[] { id }, notes);
                ChangeEvent moved = few.Next();
                Expect.Equal(EventKind.ItemMoved, moved.Kind);
                Expect.Equal(inbox.Id, moved.OldFolder);
            }
        }

        [Test]
        internal static void Events_come_to_handlers_until_they_are_stopped(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder inbox = store.OpenFolder(SpecialFolder.Inbox))
            using (Events events = store.Subscribe())
            using (CountdownEvent three = new CountdownEvent(3))
            using (new Pressure())
            {
                events.Received += (sender, change) => three.Signal();
                for (int i = 0; i < 3; i++)
                    Sample.Add(inbox, "s");
                Expect.True(three.Wait(30000), "three events");
                events.Stop();
                Sample.Add(inbox, "after");
                Expect.Equal(null, events.Next());
            }
        }

        [Test]
        internal static void What_a_handler_of_events_throws_is_told(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder inbox = store.OpenFolder(SpecialFolder.Inbox))
            using (Events heard = store.Subscribe())
            using (Events unheard = store.Subscribe())
            using (ManualResetEventSlim told = new ManualResetEventSlim(), ran = new ManualResetEventSlim())
            {
                heard.Error += (sender, error) => told.Set();
                heard.Received += (sender, change) => { throw new InvalidOperationException("mine"); };
                unheard.Received += (sender, change) =>
                {
                    ran.Set();
                    throw new InvalidOperationException("mine");
                };
                Sample.Add(inbox, "s");
                Expect.True(told.Wait(30000) && ran.Wait(30000), "both ran");
                heard.Stop();
                Expect.Equal("mine", Expect.Throws<InvalidOperationException>(() => unheard.Stop()).Message);
            }
        }

        [Test]
        internal static void A_loop_over_events_ends_when_another_thread_stops_it(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder inbox = store.OpenFolder(SpecialFolder.Inbox))
            using (Events events = store.Subscribe())
            {
                int seen = 0;
                Sample.Add(inbox, "s");
                foreach (ChangeEvent change in events)
                {
                    seen++;
                    Thread stopper = new Thread(events.Stop);
                    stopper.Start();
                    stopper.Join();
                }
                Expect.Equal(1, seen);
            }
        }

        [Test]
        internal static void Wake_says_that_an_event_waits_and_what_it_throws_comes_out_of_Next(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder inbox = store.OpenFolder(SpecialFolder.Inbox))
            using (AutoResetEvent woken = new AutoResetEvent(false))
            using (new Pressure())
            using (Events events = store.Subscribe(new EventsOptions { Wake = () => { woken.Set(); throw new InvalidOperationException(); } }))
            {
                Sample.Add(inbox, "s");
                Expect.True(woken.WaitOne(30000), "woken");
                while (true)
                {
                    try
                    {
                        Expect.True(events.Next(TimeSpan.Zero) == null, "nothing but what it threw");
                    }
                    catch (InvalidOperationException)
                    {
                        break;
                    }
                    catch (CheckFailed)
                    {
                        // The event itself was first: wake is called again for the next one.
                        Sample.Add(inbox, "again");
                        woken.WaitOne(30000);
                    }
                }
            }
        }

        [Test]
        internal static void The_outgoing_queue_is_served(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder outbox = store.OpenFolder(SpecialFolder.Outbox))
            {
                ItemId[] ids = new ItemId[2];
                for (int i = 0; i < 2; i++)
                    using (Item item = outbox.CreateItem())
                    {
                        item[Tag.Subject] = "mail " + i;
                        item.SetRecipients(new[] { new Values { { Tag.RecipientType, 1 }, { Tag.SmtpAddress, "ada@example.org" } } });
                        item.Save();
                        ids[i] = item.Id;
                        item.Submit();
                        Expect.Fails(Code.MAPI_E_INVALID_OBJECT, () => item.Save());
                    }
                Expect.Fails(Code.MAPI_E_NO_SUPPORT, () => store.ListOutgoing());
                store.EmulateSpooler(true);
                Expect.Same(new[] { "mail 0", "mail 1" }, store.ListOutgoing().Select(row => row.Text(Tag.Subject)));
                store.SetSpoolState(SpoolState.Suspended);
                Expect.Equal(0, store.ListOutgoing().Count(), "while it is suspended");
                store.SetSpoolState(SpoolState.Active);
                using (Item message = store.OpenItem(ids[0]))
                {
                    store.SetLockState(message, LockState.Locked);
                    store.FinishedMessage(ids[0]);
                }
                store.AbortSubmit(ids[1]);
                Expect.Equal(0, store.ListOutgoing().Count(), "queued");
                store.Disconnect();
            }
        }

        [Test]
        internal static void What_was_disposed_or_closed_says_so(string folder)
        {
            Store store = Sample.Open(folder);
            Folder inbox = store.OpenFolder(SpecialFolder.Inbox);
            Item item = inbox.CreateItem();
            Session session = store.OpenSession();
            Events events = store.Subscribe();
            item.Dispose();
            item.Dispose();
            Expect.Throws<ObjectDisposedException>(() => item.Save());
            store.Close();
            Expect.Throws<ClosedException>(() => inbox.GetValues());
            Expect.Throws<ClosedException>(() => session.InitSync());
            Expect.Equal(null, events.Next());
            store.Dispose();
            Expect.Throws<ObjectDisposedException>(() => store.GetInfo());
            inbox.Dispose();
            session.Dispose();
            events.Dispose();
            events.Dispose();
        }

        [Test]
        internal static void What_nobody_disposes_is_freed_by_the_collector_in_whatever_order(string folder)
        {
            Store store = Sample.Open(folder);
            Folder inbox = store.OpenFolder(SpecialFolder.Inbox);
            Sample.Add(inbox, "s");
            inbox.CreateItem()[Tag.Subject] = "never saved";
            Cursor cursor = inbox.List(Tag.Subject);
            cursor.Next();
            Session session = store.OpenSession(new SessionOptions { Ask = conflict => ConflictChoice.Local });
            session.InitSync();
            session.Synchronize();
            store.Subscribe(new EventsOptions { Wake = () => { } });
            // The runner collects, and looks at what is alive.
        }

        [Test]
        internal static void One_object_that_two_threads_use_at_once_is_busy(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Session session = store.OpenSession())
            using (Events events = store.Subscribe())
            {
                Exception other = null;
                using (ManualResetEventSlim waits = new ManualResetEventSlim())
                {
                    Thread waiter = new Thread(() =>
                    {
                        waits.Set();
                        // The other one may be within just now, which is as good: then it is this one that comes back.
                        while (true)
                        {
                            try
                            {
                                events.Next();
                                return;
                            }
                            catch (BusyException)
                            {
                            }
                        }
                    });
                    waiter.Start();
                    waits.Wait();
                    // Until the other thread waits in the library, this one takes nothing and comes back.
                    while (other == null)
                    {
                        try
                        {
                            events.Next(TimeSpan.Zero);
                        }
                        catch (BusyException busy)
                        {
                            other = busy;
                        }
                    }
                    events.Stop();
                    waiter.Join();
                }
                Expect.Equal(Code.MAPI_E_BUSY, ((BusyException)other).Code);
            }
        }
    }
}
