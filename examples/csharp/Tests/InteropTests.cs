using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Iostx;

namespace IostxTests
{
    /// <summary>How structures of other versions are read and filled.</summary>
    internal static class InteropTests
    {
        [Test]
        internal static void A_structure_of_an_older_library_is_read_no_further_than_it_goes(string folder)
        {
            using (Arena arena = new Arena())
            {
                Fields event_ = arena.Sized(Layout.Event.SizeOf);
                event_.UInt32(Layout.Event.Kind, (uint)EventKind.ItemMoved);
                event_.UInt32(Layout.Event.Origin, (uint)Origin.App);
                event_.Raw(Layout.Event.Feid, Enumerable.Repeat((byte)7, Layout.Feid.SizeOf).ToArray());
                // As if the library knew the first three members only.
                event_.UInt32(Layout.Event.StructSize, Layout.Event.Origin);
                ChangeEvent read = new ChangeEvent(View.Sized(event_.At, arena));
                Expect.Equal(EventKind.ItemMoved, read.Kind);
                Expect.Equal((Origin)0, read.Origin);
                Expect.Equal(null, read.Folder);
            }
        }

        [Test]
        internal static void A_structure_that_is_passed_is_filled_no_further_than_it_goes(string folder)
        {
            using (Arena arena = new Arena())
            {
                Fields whole = arena.Sized(Layout.SyncMgrItem.SizeOf);
                whole.UInt32(Layout.SyncMgrItem.StructSize, Layout.SyncMgrItem.Name);
                new HandlerItem(Guid.NewGuid(), "name") { IconName = "mail", IsChecked = true }.Write(Fields.Passed(whole.At));
                View view = new View(whole.At, Layout.SyncMgrItem.SizeOf, arena);
                Expect.Equal((uint)SyncMgrItemState.Checked, view.UInt32(Layout.SyncMgrItem.ItemState));
                Expect.True(view.Raw(Layout.SyncMgrItem.Name, Layout.SyncMgrItem.SizeOf - Layout.SyncMgrItem.Name).All(octet => octet == 0), "nothing behind its end");
            }
        }

        [Test]
        internal static void A_text_in_a_structure_is_cut_at_the_end_of_a_character(string folder)
        {
            using (Arena arena = new Arena())
            {
                Fields fields = arena.Array(1, 8);
                fields.FixedText(0, 8, "ab\ud83d\ude80cd");
                Expect.Equal("ab\ud83d\ude80c", Utf8.Read(fields.At));
                fields.FixedText(0, 8, "abcde\ud83d\ude80");
                Expect.Equal("abcde", Utf8.Read(fields.At));
                fields.FixedText(0, 8, null);
                Expect.Equal("", Utf8.Read(fields.At));
            }
        }

        [Test]
        internal static void Memory_for_arguments_is_zeroed_and_apart_whatever_its_size(string folder)
        {
            Random random = new Random(3);
            for (int round = 0; round < 20; round++)
                using (Arena arena = new Arena())
                    for (int i = 0; i < 50; i++)
                    {
                        byte[] bytes = new byte[random.Next(1, 6000)];
                        IntPtr at = arena.Allocate(bytes.Length);
                        Expect.Equal(0L, at.ToInt64() % 8, "alignment");
                        Marshal.Copy(at, bytes, 0, bytes.Length);
                        Expect.True(bytes.All(octet => octet == 0), "zeroed");
                        for (int k = 0; k < bytes.Length; k++)
                            bytes[k] = 255;
                        Marshal.Copy(bytes, 0, at, bytes.Length);
                    }
        }

        [Test]
        internal static void Times_beyond_those_of_DateTime_are_its_last_one(string folder)
        {
            Expect.Equal(DateTime.MaxValue, ValueCodec.ToTime(ulong.MaxValue));
            Expect.Equal(DateTimeKind.Utc, ValueCodec.ToTime(ulong.MaxValue).Kind);
            Expect.Equal(new DateTime(1601, 1, 1), ValueCodec.ToTime(0));
            Expect.Throws<ArgumentOutOfRangeException>(() => ValueCodec.FromTime(new DateTime(1600, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
        }

        [Test]
        internal static void Ids_and_bytes_are_equal_by_content(string folder)
        {
            byte[] one = new byte[70], other = new byte[70];
            one[5] = other[5] = 1;
            other[0] = 9;
            Expect.Equal(new ItemId(one), new ItemId(other), "flags do not count");
            Expect.Equal(new ItemId(one).GetHashCode(), new ItemId(other).GetHashCode());
            other[69] = 1;
            Expect.True(!new ItemId(one).Equals(new ItemId(other)), "another item");
            Expect.True(new ItemId(one).IsFolder && new ItemId(one).Folder.AsItem().Equals(new ItemId(one)), "a folder");
            Octets text = Sample.Text;
            Expect.True(text == System.Text.Encoding.UTF8.GetBytes(Sample.Text) && text != "" && default(Octets).IsEmpty, "bytes");
            Expect.Equal(text.GetHashCode(), new Octets(text.ToArray()).GetHashCode());
        }

        /// <summary>What the library was given to call back, in a frame that is gone when it returns.</summary>
        private static void Give(string folder, List<WeakReference> given)
        {
            object[] kept = new object[5];
            for (int i = 0; i < kept.Length; i++)
                given.Add(new WeakReference(kept[i] = new object()));
            StoreOptions options = new StoreOptions { Now = () => kept[0] == null ? DateTime.MinValue : DateTime.UtcNow };
            using (Store store = Store.Open(Path.Combine(folder, "a.iostx"), options))
            using (Session session = store.OpenSession(new SessionOptions { Ask = conflict => kept[1] == null ? ConflictChoice.Local : ConflictChoice.Server }))
            using (Events events = store.Subscribe(new EventsOptions { Wake = () => kept[2].ToString() }))
            using (SyncMgr manager = SyncMgr.Open(Path.Combine(folder, "m"), new SyncMgrOptions { Connect = name => kept[3].ToString() }))
            {
                DictionaryRemote remote = new DictionaryRemote(new DictionaryServer()) { Before = operation => kept[4].ToString() };
                given.Add(new WeakReference(remote));
                session.Replicate(remote);
                manager.Register(Guid.NewGuid());
                manager.Close();
                store.Close();
            }
        }

        [Test]
        internal static void What_callbacks_refer_to_is_let_go_of_when_the_library_is_done_with_it(string folder)
        {
            List<WeakReference> given = new List<WeakReference>();
            Thread giver = new Thread(() => Give(folder, given));
            giver.Start();
            giver.Join();
            for (int i = 0; i < 10 && given.Any(one => one.IsAlive); i++)
                Runner.Collect();
            Expect.Equal(0, given.Count(one => one.IsAlive), "objects that are still held");
        }
    }
}
