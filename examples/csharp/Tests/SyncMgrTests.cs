using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Iostx;

namespace IostxTests
{
    internal static class SyncMgrTests
    {
        private static readonly Guid Id = new Guid("11111111-2222-3333-4444-555555555555");
        private static readonly Guid First = new Guid("aaaaaaaa-0000-0000-0000-000000000001");
        private static readonly Guid Second = new Guid("aaaaaaaa-0000-0000-0000-000000000002");

        /// <summary>A handler of two items that does what a test says.</summary>
        private sealed class Played : Handler
        {
            internal readonly List<string> Calls = new List<string>();
            internal bool WasCalled(string call)
            {
                lock (Calls)
                    return Calls.Any(one => one.StartsWith(call));
            }

            internal Func<string, Played, Completion> On = (call, handler) => Completion.Done;

            public override string Name
            {
                get { return "played " + Sample.Text + new string('x', 100); }
            }

            public override string IconName
            {
                get { return "mail"; }
            }

            public override SyncMgrHandlerFlags Flags
            {
                get { return SyncMgrHandlerFlags.HasProperties | SyncMgrHandlerFlags.MayEstablishConnection; }
            }

            private Completion Called(string call)
            {
                lock (Calls)
                    Calls.Add(call);
                return On(call, this);
            }

            public override bool Initialize(SyncMgrFlags reason, Octets cookie)
            {
                return Called("Initialize " + cookie) != Completion.Later;
            }

            public override IEnumerable<HandlerItem> EnumItems()
            {
                Called("EnumItems");
                yield return new HandlerItem(First, "first") { LastUpdate = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), IconName = "calendar", Flags = SyncMgrItemFlags.HasProperties };
                Called("Next");
                yield return new HandlerItem(Second, new string('\u4e16', 200)) { IsChecked = false };
            }

            public override Completion Prepare(IReadOnlyList<Guid> items)
            {
                return Called("Prepare " + items.Count);
            }

            public override Completion Synchronize()
            {
                return Called("Synchronize");
            }

            public override void SetItemStatus(Guid item, SyncMgrStatus status)
            {
                Called("SetItemStatus " + status);
            }

            public override Completion ShowProperties(Guid? item)
            {
                return Called("ShowProperties " + item);
            }

            public override Completion ShowError(Guid error)
            {
                return Called("ShowError");
            }

            public override void ResolveConflict(Guid conflict, Guid item, ResolveChoice choice)
            {
                Called("ResolveConflict " + choice);
            }
        }

        private static SyncMgr Open(string folder, SyncMgrOptions options = null)
        {
            options = options ?? new SyncMgrOptions();
            options.Flags |= SyncMgrOptionFlags.NoClock;
            return SyncMgr.Open(Path.Combine(folder, "manager"), options);
        }

        private static SyncMgrEvent WaitFor(SyncMgrEvents events, SyncMgrEventKind kind)
        {
            SyncMgrEvent one;
            while ((one = events.Next(TimeSpan.FromSeconds(30))) != null)
                if (one.Kind == kind)
                    return one;
            throw new CheckFailed("no event " + kind);
        }

        private static SyncMgrOutcome Run(SyncMgr manager, Action start = null)
        {
            using (SyncMgrEvents events = manager.Subscribe())
            {
                (start ?? (() => manager.Start(Id)))();
                return (SyncMgrOutcome)WaitFor(events, SyncMgrEventKind.Ended).Status;
            }
        }

        /// <summary>A manager that serves one handler, for each run the same; closed at the end.</summary>
        private static void With(string folder, Action<SyncMgr, Played> body, SyncMgrOptions options = null)
        {
            Played handler = new Played();
            using (new Pressure())
            using (SyncMgr manager = Open(folder, options))
            {
                manager.Register(Id, "to come", SyncMgrRegisterFlags.Idle);
                manager.Attach(Id, () => handler);
                body(manager, handler);
                Expect.True(manager.Close(), "it was open");
            }
        }

        [Test]
        internal static void A_run_goes_through_the_documented_sequence(string folder)
        {
            With(folder, (manager, handler) =>
            {
                handler.On = (call, self) =>
                {
                    if (call != "Synchronize")
                        return Completion.Done;
                    Expect.Equal(ProgressAnswer.Continue, self.Callback.Progress(First, new HandlerProgress { Text = Sample.Text, Status = SyncMgrStatus.Updating, Value = 1, Maximum = 2 }));
                    Expect.Equal(ProgressAnswer.Continue, self.Callback.Progress(First));
                    self.Callback.LogError(SyncMgrLogLevel.Warning, "a line", new LogInfo { ItemId = First, Link = "https://example.org/", LinkText = "more" });
                    return Completion.Done;
                };
                Expect.Equal(SyncMgrOutcome.Succeeded, Run(manager, () => manager.UpdateItems(Id, Sample.Text)));
                Expect.Same(new[] { "Initialize " + Sample.Text, "EnumItems", "Next", "Prepare 1", "Synchronize" }, handler.Calls);
                Values row = manager.ListHandlers().Single();
                Expect.True(row.Text(Tag.SyncMgrName).StartsWith("played " + Sample.Text), row.Text(Tag.SyncMgrName));
                Expect.Equal(31, row.Text(Tag.SyncMgrName).Length);
                Expect.Equal("mail", row.Text(Tag.SyncMgrIcon));
                Expect.Equal(Id, (Guid)row[Tag.SyncMgrHandler]);
                Expect.Equal((long)SyncMgrOutcome.Succeeded, row.Number(Tag.SyncMgrLastOutcome));
                Dictionary<Guid, Values> items = manager.ListItems(Id).ToDictionary(item => (Guid)item[Tag.SyncMgrItem]);
                Expect.Equal(Sample.Text, items[First].Text(Tag.SyncMgrStatusText));
                Expect.Equal(2026, items[First].Time(Tag.SyncMgrLastUpdate).Value.Year);
                Expect.Equal(127, items[Second].Text(Tag.SyncMgrName).Length);
                Values line = manager.ListErrors().Single();
                Expect.Equal("a line", line.Text(Tag.SyncMgrText));
                Expect.Equal("more", line.Text(Tag.SyncMgrLinkText));
                manager.ClearErrors();
                Expect.Equal(0, manager.ListErrors(Id).Count(), "lines");
            });
        }

        [Test]
        internal static void What_a_method_throws_is_the_outcome_and_stands_in_the_log(string folder)
        {
            With(folder, (manager, handler) =>
            {
                foreach (string throwing in new[] { "Initialize ", "EnumItems", "Next", "Prepare 1", "Synchronize" })
                {
                    handler.On = (call, self) =>
                    {
                        if (call == throwing)
                            throw new InvalidOperationException("mine in " + call);
                        return Completion.Done;
                    };
                    Expect.Equal(SyncMgrOutcome.Failed, Run(manager), throwing);
                    Expect.Equal((long)Code.MAPI_E_CALL_FAILED, manager.ListHandlers().Single().Number(Tag.SyncMgrLastResult), throwing);
                }
                List<string> lines = manager.ListErrors().Select(row => row.Text(Tag.SyncMgrText)).ToList();
                Expect.True(lines.Contains("InvalidOperationException: mine in Synchronize") && lines.Contains("InvalidOperationException: mine in Prepare 1"), string.Join(", ", lines));
                handler.On = (call, self) => { throw new IostxException(Code.MAPI_E_LOGON_FAILED, "wrong password"); };
                Expect.Equal(SyncMgrOutcome.Failed, Run(manager));
                Expect.Equal((long)Code.MAPI_E_LOGON_FAILED, manager.ListHandlers().Single().Number(Tag.SyncMgrLastResult));
            });
        }

        [Test]
        internal static void A_null_reference_on_a_thread_of_the_library_is_an_exception_like_any_other(string folder)
        {
            With(folder, (manager, handler) =>
            {
                // Runtimes find it by a fault, which the thread must be able to take.
                handler.On = (call, self) => call == "Synchronize" ? (Completion)Missing().Length : Completion.Done;
                Expect.Equal(SyncMgrOutcome.Failed, Run(manager));
                Expect.True(manager.ListErrors().Single().Text(Tag.SyncMgrText).StartsWith("NullReferenceException"), "the line");
            });
        }

        private static string Missing()
        {
            return null;
        }

        [Test]
        internal static void A_factory_that_throws_fails_the_run(string folder)
        {
            using (SyncMgr manager = Open(folder))
            {
                manager.Register(Id);
                manager.Attach(Id, () => { throw new TimeoutException(); });
                Expect.Equal(SyncMgrOutcome.Failed, Run(manager));
                manager.Close();
            }
        }

        [Test]
        internal static void A_handler_may_complete_later_from_another_thread(string folder)
        {
            With(folder, (manager, handler) =>
            {
                HandlerCallback kept = null;
                handler.On = (call, self) =>
                {
                    if (call == "Initialize " || !call.StartsWith("Prepare") && call != "Synchronize")
                        return Completion.Done;
                    kept = self.Callback;
                    new Thread(() =>
                    {
                        if (call == "Synchronize")
                            kept.SynchronizeCompleted();
                        else
                            kept.PrepareCompleted();
                    }).Start();
                    return Completion.Later;
                };
                Expect.Equal(SyncMgrOutcome.Succeeded, Run(manager));
                Expect.Fails(Code.E_UNEXPECTED, () => kept.SynchronizeCompleted());
                // The event of the end comes a moment before the handler is let go.
                while (kept.Progress(First) != ProgressAnswer.CancelAll)
                    Thread.Yield();
                handler.On = (call, self) => call.StartsWith("Initialize") ? Completion.Later : Completion.Done;
                Expect.Equal(SyncMgrOutcome.Declined, Run(manager));
            });
        }

        [Test]
        internal static void A_run_is_stopped_and_an_item_is_skipped(string folder)
        {
            With(folder, (manager, handler) =>
            {
                List<ProgressAnswer> answers = new List<ProgressAnswer>();
                handler.On = (call, self) =>
                {
                    if (call == "Synchronize")
                    {
                        manager.Stop(Id, First);
                        answers.Add(self.Callback.Progress(First));
                        manager.Stop();
                        answers.Add(self.Callback.Progress(Second));
                    }
                    return Completion.Done;
                };
                // An item can be named once it was enumerated.
                Expect.Equal(SyncMgrOutcome.Cancelled, Run(manager));
                answers.Clear();
                Expect.Equal(SyncMgrOutcome.Cancelled, Run(manager, () => manager.Start(Id, First, Second)));
                Expect.Same(new[] { ProgressAnswer.CancelItem, ProgressAnswer.CancelAll }, answers);
            });
        }

        [Test]
        internal static void Errors_are_opened_and_tried_again_and_conflicts_resolved(string folder)
        {
            Guid error = Guid.NewGuid(), conflict = Guid.NewGuid();
            With(folder, (manager, handler) =>
            {
                handler.On = (call, self) =>
                {
                    if (call == "Synchronize" && handler.Calls.Count(one => one == "Synchronize") == 1)
                    {
                        self.Callback.LogError(SyncMgrLogLevel.Error, "open me", new LogInfo { ErrorId = error, ItemId = First, CanOpen = true });
                        self.Callback.ReportConflict(conflict, First, Sample.Text);
                        self.Callback.ReportConflict(First, First, "gone");
                        self.Callback.RemoveConflict(First);
                        Expect.True(self.Callback.ProposeItem(new HandlerItem(conflict, "found")), "chosen");
                        Expect.True(!self.Callback.EnableModeless(true), "this run may not bother users");
                    }
                    return call == "ShowError" ? Completion.Retry : Completion.Done;
                };
                Expect.Equal(SyncMgrOutcome.Succeeded, Run(manager));
                Values waiting = manager.ListConflicts(Id).Single();
                Expect.Equal(Sample.Text, waiting.Text(Tag.SyncMgrText));
                Expect.True(manager.ListErrors().Single().Boolean(Tag.SyncMgrCanOpen), "the line can be opened");
                using (SyncMgrEvents events = manager.Subscribe())
                {
                    manager.ResolveConflicts(Id, new[] { conflict }, ResolveChoice.KeepLocal);
                    Expect.Equal(Code.S_OK, WaitFor(events, SyncMgrEventKind.Shown).Code);
                    manager.ShowError(Id, error);
                    WaitFor(events, SyncMgrEventKind.Ended);
                    manager.ShowProperties(Id, First);
                    Expect.Equal(Code.S_OK, WaitFor(events, SyncMgrEventKind.Shown).Code);
                }
                Expect.Equal(0, manager.ListConflicts().Count(), "conflicts");
                Expect.Equal(2, handler.Calls.Count(call => call == "Synchronize"), "runs");
                Expect.True(handler.Calls.Contains("ResolveConflict KeepLocal"), string.Join(", ", handler.Calls));
                Expect.True(handler.Calls.Contains("ShowProperties " + First), "the item's");
            });
        }

        [Test]
        internal static void What_an_error_or_properties_that_are_shown_throw_is_told(string folder)
        {
            Guid error = Guid.NewGuid();
            With(folder, (manager, handler) =>
            {
                handler.On = (call, self) =>
                {
                    if (call == "Synchronize")
                        self.Callback.LogError(SyncMgrLogLevel.Error, "open me", new LogInfo { ErrorId = error, CanOpen = true });
                    if (call == "ShowError" || call.StartsWith("ShowProperties") || call.StartsWith("Resolve"))
                        throw new InvalidOperationException(call);
                    return Completion.Done;
                };
                Run(manager);
                using (SyncMgrEvents events = manager.Subscribe())
                {
                    manager.ShowError(Id, error);
                    Expect.Equal(Code.MAPI_E_CALL_FAILED, WaitFor(events, SyncMgrEventKind.Shown).Code);
                    manager.ShowProperties(Id);
                    Expect.Equal(Code.MAPI_E_CALL_FAILED, WaitFor(events, SyncMgrEventKind.Shown).Code);
                }
            });
        }

        [Test]
        internal static void Connections_come_from_the_application_and_what_it_throws_comes_out(string folder)
        {
            List<string> asked = new List<string>();
            Exception thrown = null;
            SyncMgrOptions options = new SyncMgrOptions
            {
                Connect = name =>
                {
                    asked.Add(name ?? "default");
                    if (name == "bad")
                        throw new InvalidOperationException("no modem");
                },
                Disconnect = name => { throw new InvalidOperationException("goes nowhere"); },
            };
            With(folder, (manager, handler) =>
            {
                handler.On = (call, self) =>
                {
                    if (call == "Synchronize")
                    {
                        self.Callback.EstablishConnection();
                        self.Callback.EstablishConnection(Sample.Text);
                        thrown = Expect.Throws<InvalidOperationException>(() => self.Callback.EstablishConnection("bad"));
                    }
                    return Completion.Done;
                };
                Expect.Equal(SyncMgrOutcome.Succeeded, Run(manager));
                Expect.Same(new[] { "default", Sample.Text, "bad" }, asked);
                Expect.Equal("no modem", thrown.Message);
            }, options);
        }

        [Test]
        internal static void What_users_set_is_kept(string folder)
        {
            DateTime now = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
            SyncMgrOptions options = new SyncMgrOptions { Now = () => now, Poll = () => SyncMgrPoll.Online };
            With(folder, (manager, handler) =>
            {
                Run(manager);
                manager.SetItem(Id, Second, isChecked: true);
                manager.SetItem(Id, First, isEnabled: false, reason: Sample.Text);
                Values first = manager.ListItems(Id).First(item => (Guid)item[Tag.SyncMgrItem] == First);
                Expect.True(!first.Boolean(Tag.SyncMgrEnabled) && first.Text(Tag.SyncMgrReason) == Sample.Text, "disabled");
                Run(manager);
                Expect.True(handler.Calls.Last(call => call.StartsWith("Prepare")) == "Prepare 1", "the second one alone");
                manager.SetSchedule(Id, new Schedule { Interval = TimeSpan.FromMinutes(5), DailyMinute = 90, Flags = SyncMgrScheduleFlags.Utc });
                Schedule schedule = manager.GetSchedule(Id);
                Expect.Equal(TimeSpan.FromMinutes(5), schedule.Interval.Value);
                Expect.Equal(90u, schedule.DailyMinute.Value);
                Expect.Equal(SyncMgrScheduleFlags.Utc, schedule.Flags);
                Expect.True(manager.RunDue().HasValue, "something is due some time");
                using (SyncMgrEvents events = manager.Subscribe())
                {
                    now = now.AddMinutes(6);
                    manager.RunDue();
                    Expect.Equal((uint)SyncMgrOutcome.Succeeded, WaitFor(events, SyncMgrEventKind.Ended).Status);
                    manager.Notify(SyncMgrNotify.Idle);
                    WaitFor(events, SyncMgrEventKind.Ended);
                    manager.UpdateAll();
                    WaitFor(events, SyncMgrEventKind.Ended);
                }
                manager.SetSchedule(Id, null);
                Expect.True(manager.GetSchedule(Id).Interval == null && manager.GetSchedule(Id).DailyMinute == null, "never");
                manager.SetEnabled(Id, false, "off");
                Expect.Fails(Code.MAPI_E_NO_ACCESS, () => manager.Start(Id));
                Expect.Equal(SyncMgrRegisterFlags.Idle, manager.GetRegistration(Id).Value);
                manager.Unregister(Id);
                Expect.True(manager.GetRegistration(Id) == null, "not registered");
            }, options);
        }

        [Test]
        internal static void The_clock_asks_and_what_poll_throws_is_no_answer(string folder)
        {
            int asked = 0;
            SyncMgrOptions options = new SyncMgrOptions { PollIntervalMilliseconds = 1 };
            options.Poll = () =>
            {
                if (asked++ == 0)
                    throw new InvalidOperationException("mine");
                return SyncMgrPoll.Idle;
            };
            Played handler = new Played();
            using (new Pressure())
            using (SyncMgr manager = SyncMgr.Open(Path.Combine(folder, "manager"), options))
            using (SyncMgrEvents events = manager.Subscribe())
            {
                manager.Register(Id, null, SyncMgrRegisterFlags.Idle);
                manager.Attach(Id, () => handler);
                Expect.Equal((uint)SyncMgrOutcome.Succeeded, WaitFor(events, SyncMgrEventKind.Ended).Status);
                manager.Close();
            }
        }

        [Test]
        internal static void What_is_thrown_when_an_item_is_skipped_or_a_conflict_resolved_stops_nothing(string folder)
        {
            Guid conflict = Guid.NewGuid();
            With(folder, (manager, handler) =>
            {
                handler.On = (call, self) =>
                {
                    if (call == "Synchronize")
                    {
                        self.Callback.ReportConflict(conflict, First, "both");
                        manager.Stop(Id, First);
                        // The method returns first: the item is skipped while its completion is owed.
                        new Thread(() =>
                        {
                            while (!handler.WasCalled("SetItemStatus"))
                                Thread.Yield();
                            self.Callback.SynchronizeCompleted();
                        }).Start();
                        return Completion.Later;
                    }
                    if (call.StartsWith("SetItemStatus") || call.StartsWith("Resolve"))
                        throw new InvalidOperationException(call);
                    return Completion.Done;
                };
                Expect.Equal(SyncMgrOutcome.Succeeded, Run(manager));
                using (SyncMgrEvents events = manager.Subscribe())
                {
                    manager.ResolveConflicts(Id, new[] { conflict }, ResolveChoice.KeepBoth);
                    WaitFor(events, SyncMgrEventKind.Shown);
                }
                Expect.Equal(1, manager.ListConflicts().Count(), "it waits");
                Expect.True(manager.ListErrors().Any(line => line.Text(Tag.SyncMgrText) == "InvalidOperationException: SetItemStatus Skipped"), "the line");
            });
        }

        [Test]
        internal static void A_handler_is_detached_and_released(string folder)
        {
            using (SyncMgr manager = Open(folder))
            {
                manager.Register(Id);
                ulong token = manager.Attach(Id, () => new Played());
                Expect.Throws<CollisionException>(() => manager.Attach(Id, () => null));
                Run(manager);
                // The thread of the run may have to put its things away.
                while (true)
                {
                    try
                    {
                        manager.Detach(token);
                        break;
                    }
                    catch (BusyException)
                    {
                        Thread.Yield();
                    }
                }
                Expect.Throws<NotFoundException>(() => manager.Detach(token));
                Expect.Fails(Code.MAPI_E_NO_SUPPORT, () => manager.Start(Id));
                manager.Close();
                Expect.True(!manager.Close(), "closed already");
                Expect.Throws<ClosedException>(() => manager.UpdateAll());
            }
        }

        [Test]
        internal static void Events_of_a_manager_come_to_handlers(string folder)
        {
            With(folder, (manager, handler) =>
            {
                using (ManualResetEventSlim ended = new ManualResetEventSlim())
                using (SyncMgrEvents events = manager.Subscribe(10, () => { }))
                {
                    events.Received += (sender, one) =>
                    {
                        if (one.Kind == SyncMgrEventKind.Ended)
                            ended.Set();
                    };
                    manager.Start();
                    Expect.True(ended.Wait(30000), "the run ended");
                }
            });
        }

        private sealed class Served : StoreHandler
        {
            private readonly Remote remote;
            internal Exception Throws;
            internal int Prepared;

            internal Served(Store store, Remote remote) : base(store, "store")
            {
                this.remote = remote;
            }

            public override void Prepare()
            {
                if (Prepared++ > 0 && Throws is TimeoutException)
                    throw Throws;
            }

            public override ReplicateReport Synchronize(Session session, HandlerCallback callback, IReadOnlyList<FolderId> folders)
            {
                if (Throws != null)
                    throw Throws;
                callback.Progress(ItemOf(folders[0]), new HandlerProgress { Text = "mine" });
                return session.Replicate(remote, new ReplicateOptions { Folders = folders });
            }
        }

        [Test]
        internal static void The_folders_of_a_store_are_synchronized_as_items(string folder)
        {
            DictionaryServer server = new DictionaryServer();
            using (new Pressure())
            using (Store store = Sample.Open(folder))
            using (SyncMgr manager = Open(folder))
            {
                using (Folder notes = store.OpenFolder(SpecialFolder.Notes))
                using (Item item = notes.CreateItem())
                {
                    item.SetValues(new Values { { Tag.Subject, "a" }, { Tag.MatchKey, "a" } });
                    item.Content = "a";
                    item.Save();
                }
                Served served = new Served(store, new DictionaryRemote(server));
                manager.AttachStore(Id, served);
                Expect.Equal(SyncMgrOutcome.Succeeded, Run(manager));
                Expect.Equal(1, served.Prepared);
                Expect.Equal("Notes: a", server.Dump());
                Expect.True(manager.ListItems(Id).Any(item => item.Text(Tag.SyncMgrName) == "Notes"), "an item for each folder");
                served.Throws = new InvalidOperationException("mine");
                Expect.Equal(SyncMgrOutcome.Failed, Run(manager));
                Expect.Same(new[] { "InvalidOperationException: mine" }, manager.ListErrors().Select(line => line.Text(Tag.SyncMgrText)));
                served.Throws = new TimeoutException();
                Expect.Equal(SyncMgrOutcome.Failed, Run(manager));
                Expect.Equal((long)Code.MAPI_E_TIMEOUT, manager.ListHandlers().Single().Number(Tag.SyncMgrLastResult));
                manager.Close();
                store.Close();
            }
        }
    }
}
