using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Iostx;

namespace IostxTests
{
    internal static class PropertyTests
    {
        private static readonly Guid Any = new Guid("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");
        private static readonly DateTime Day = new DateTime(2026, 2, 28, 23, 59, 59, DateTimeKind.Utc).AddTicks(1234567);

        /// <summary>A tag of the store for a named property of a type.</summary>
        private static uint Named(Store store, uint type)
        {
            return store.MapName(new PropertyName(PropertySet.PublicStrings, "test-" + type, type));
        }

        private static object Back(Store store, uint type, object value)
        {
            using (Folder notes = store.OpenFolder(SpecialFolder.Notes))
            using (Item item = notes.CreateItem())
            {
                uint tag = Named(store, type);
                item[tag] = value;
                item.Save();
                using (Item again = store.OpenItem(item.Id))
                    return again[tag];
            }
        }

        private static void Comes<T>(Store store, uint type, T value)
        {
            object back = Back(store, type, value);
            Expect.True(back is T, "type 0x" + type.ToString("X") + " came back as " + back);
            if (value is Array)
                Expect.Same(Flat((Array)(object)value), Flat((Array)back), "type 0x" + type.ToString("X"));
            else
                Expect.Equal(value, (T)back, "type 0x" + type.ToString("X"));
        }

        private static IEnumerable<string> Flat(Array values)
        {
            return values.Cast<object>().Select(value => value is byte[] ? BitConverter.ToString((byte[])value) : Convert.ToString(value));
        }

        [Test]
        internal static void Values_of_each_type_come_back_as_they_were(string folder)
        {
            using (Store store = Sample.Open(folder))
            {
                Comes(store, PropertyType.I2, (short)-12345);
                Comes(store, PropertyType.Long, int.MinValue);
                Comes(store, PropertyType.I8, long.MinValue);
                Comes(store, PropertyType.R4, 1.5f);
                Comes(store, PropertyType.Double, Math.PI);
                Comes(store, PropertyType.Currency, -922337203685.4775m);
                Comes(store, PropertyType.AppTime, 45678.25);
                Comes(store, PropertyType.Boolean, true);
                Comes(store, PropertyType.SysTime, Day);
                Comes(store, PropertyType.Clsid, Any);
                Comes(store, PropertyType.Unicode, Sample.Text);
            }
        }

        [Test]
        internal static void Lists_of_each_type_come_back_as_they_were(string folder)
        {
            using (Store store = Sample.Open(folder))
            {
                Comes(store, PropertyType.MvI2, new short[] { 1, -2, 3 });
                Comes(store, PropertyType.MvLong, new[] { 1, int.MaxValue });
                Comes(store, PropertyType.MvI8, new[] { long.MaxValue, 0 });
                Comes(store, PropertyType.MvR4, new[] { 0.5f, -0.25f, 8f });
                Comes(store, PropertyType.MvDouble, new[] { Math.E });
                Comes(store, PropertyType.MvCurrency, new[] { 1.2345m, 2m });
                Comes(store, PropertyType.MvAppTime, new[] { 1.0, 2.0 });
                Comes(store, PropertyType.MvSysTime, new[] { Day, Day.AddYears(1) });
                Comes(store, PropertyType.MvClsid, new[] { Any, Guid.Empty });
                Comes(store, PropertyType.MvUnicode, new[] { "a", Sample.Text, "" });
                Comes(store, PropertyType.MvBinary, new[] { new byte[] { 0, 255 }, new byte[0] });
            }
        }

        [Test]
        internal static void Binary_values_may_be_arrays_texts_or_ids(string folder)
        {
            using (Store store = Sample.Open(folder))
            {
                FolderId inbox = store.GetSpecialFolder(SpecialFolder.Inbox);
                Expect.Same(new byte[] { 0, 1, 254 }, (byte[])Back(store, PropertyType.Binary, new byte[] { 0, 1, 254 }));
                Expect.Equal(Sample.Text, Encoding.UTF8.GetString((byte[])Back(store, PropertyType.Binary, Sample.Text)));
                Expect.Equal(inbox, new FolderId((byte[])Back(store, PropertyType.Binary, inbox)));
                Expect.Equal(0, ((byte[])Back(store, PropertyType.Binary, new Octets())).Length);
            }
        }

        [Test]
        internal static void Text_is_kept_in_names_paths_and_properties_whatever_plane_it_is_of(string folder)
        {
            using (Store store = Sample.Open(folder, Sample.Text + ".iostx"))
            {
                Expect.Equal(Path.Combine(folder, Sample.Text + ".iostx"), store.GetInfo().Path);
                using (Folder inbox = store.OpenFolder(SpecialFolder.Inbox))
                using (Folder made = inbox.CreateFolder(Sample.Text))
                {
                    Expect.Equal(Sample.Text, made.Name);
                    Sample.Add(made, Sample.Text + "\0behind", Sample.Text);
                    Values row = made.List(Tag.Subject, Tag.EntryId).Single();
                    Expect.Equal(Sample.Text + "\0behind", row.Text(Tag.Subject));
                    using (Item item = store.OpenItem(row.ItemId()))
                        Expect.Equal(Sample.Text, item.Content.ToString());
                }
            }
        }

        [Test]
        internal static void A_string_that_is_no_text_is_refused(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder notes = store.OpenFolder(SpecialFolder.Notes))
            using (Item item = notes.CreateItem())
            {
                Expect.Throws<EncoderFallbackException>(() => item[Tag.Subject] = "half \ud83d");
                Expect.Throws<EncoderFallbackException>(() => notes.CreateFolder("\udc00"));
                Expect.Throws<ArgumentException>(() => notes.CreateFolder("a\0b"));
            }
        }

        [Test]
        internal static void A_value_that_is_not_of_its_tag_is_refused_by_name(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder notes = store.OpenFolder(SpecialFolder.Notes))
            using (Item item = notes.CreateItem())
            {
                Expect.True(Expect.Throws<ArgumentException>(() => item[Tag.Subject] = 7).Message.Contains("0x0037001F"), "the tag is named");
                Expect.Throws<ArgumentException>(() => item[Tag.Importance] = "many");
                Expect.Throws<ArgumentException>(() => item[Tag.Importance] = long.MaxValue);
                Expect.Throws<ArgumentException>(() => item[Tag.StartDate] = 1);
                Expect.Fails(Code.MAPI_E_COMPUTED, () => item[Tag.MessageSize] = 1);
            }
        }

        [Test]
        internal static void A_missing_value_is_null_and_says_why(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder notes = store.OpenFolder(SpecialFolder.Notes))
            using (Item item = notes.CreateItem())
            {
                item.SetValues(new Values { { Tag.Subject, "s" }, { Tag.Importance, 2 } });
                Values values = item.GetValues(Tag.Subject, Tag.Body, Tag.Importance);
                Expect.Equal("s", values.Text(Tag.Subject));
                Expect.Equal(2L, values.Number(Tag.Importance));
                Expect.Equal(null, values[Tag.Body]);
                Expect.Equal(Code.MAPI_E_NOT_FOUND, values.ErrorOf(Tag.Body));
                Expect.Equal(Code.S_OK, values.ErrorOf(Tag.Subject));
                Expect.Equal(null, item[Tag.Body]);
                item[Tag.Subject] = null;
                Expect.Equal(null, item[Tag.Subject]);
            }
        }

        [Test]
        internal static void A_property_is_found_whatever_its_type_if_none_is_given(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder notes = store.OpenFolder(SpecialFolder.Notes))
            using (Item item = notes.CreateItem())
            {
                item[Tag.Subject] = "s";
                uint any = (Tag.Subject & 0xFFFF0000) | PropertyType.Unspecified;
                Expect.Equal("s", (string)item[any]);
                Expect.Equal("s", item.GetValues(any).Text(Tag.Subject));
            }
        }

        [Test]
        internal static void A_value_that_is_too_large_comes_by_stream(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder notes = store.OpenFolder(SpecialFolder.Notes))
            using (Item item = notes.CreateItem())
            {
                byte[] large = new byte[3000000];
                new Random(7).NextBytes(large);
                using (ItemStream stream = item.OpenStream(Tag.InternetContent, OpenFlags.Modify | OpenFlags.Create))
                {
                    Expect.True(stream.CanWrite && !stream.CanRead && !stream.CanSeek, "it writes only");
                    stream.Write(large, 0, 1000);
                    new MemoryStream(large, 1000, large.Length - 1000).CopyTo(stream);
                    stream.Commit();
                    Expect.Fails(Code.MAPI_E_UNABLE_TO_COMPLETE, () => stream.Write(large, 0, 1));
                }
                item.Save();
                using (Item again = store.OpenItem(item.Id))
                using (ItemStream stream = again.OpenStream(Tag.InternetContent))
                {
                    Expect.Equal((long)large.Length, stream.Length);
                    MemoryStream copy = new MemoryStream();
                    stream.CopyTo(copy);
                    Expect.True(new Octets(large) == copy.ToArray(), "the content is the same");
                    stream.Position = large.Length - 2;
                    byte[] end = new byte[8];
                    Expect.Equal(2, stream.Read(end, 3, 5), "bytes at the end");
                    Expect.Equal(large[large.Length - 1], end[4]);
                    Expect.Equal(0, stream.Read(end, 0, 8), "bytes behind the end");
                    Expect.Throws<ArgumentOutOfRangeException>(() => stream.Read(end, 4, 5));
                }
                Expect.True(new Octets(large) == item.Content, "in one piece too");
            }
        }

        [Test]
        internal static void What_a_stream_did_not_commit_is_dropped(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder notes = store.OpenFolder(SpecialFolder.Notes))
            using (Item item = notes.CreateItem())
            {
                item.Content = "before";
                item.Save();
                using (ItemStream stream = item.OpenStream(Tag.InternetContent, OpenFlags.Modify))
                    stream.Write(new byte[] { 1, 2 }, 0, 2);
                item.Save();
                Expect.Equal("before", item.Content.ToString());
            }
        }

        [Test]
        internal static void A_stream_in_memory_reads_what_was_written(string folder)
        {
            using (ItemStream stream = ItemStream.Create())
            {
                stream.Write(new byte[] { 1, 2, 3 }, 0, 3);
                stream.SetLength(5);
                stream.Seek(-3, SeekOrigin.End);
                byte[] read = new byte[5];
                Expect.Equal(3, stream.Read(read, 0, 5));
                Expect.Same(new byte[] { 3, 0, 0, 0, 0 }, read);
            }
        }

        [Test]
        internal static void Names_of_properties_lead_to_tags_and_back(string folder)
        {
            using (Store store = Sample.Open(folder))
            {
                PropertyName location = new PropertyName(PropertySet.Appointment, Lid.Location, PropertyType.Unicode);
                PropertyName mine = new PropertyName(PropertySet.PublicStrings, Sample.Text, PropertyType.Long);
                Expect.Equal(PropertyType.Error, store.MapNames(new[] { mine }, NameFlags.None)[0], "a name without a tag");
                uint[] tags = store.MapNames(new[] { location, mine });
                Expect.Equal(PropertyType.Unicode, tags[0] & 0xFFFF);
                PropertyName[] names = store.GetNames(tags[0], tags[1], Tag.Subject);
                Expect.Equal(Lid.Location, names[0].Id);
                Expect.Equal(PropertySet.Appointment, names[0].Set);
                Expect.Equal(Sample.Text, names[1].Name);
            }
        }

        [Test]
        internal static void Recipients_are_rows_of_values(string folder)
        {
            using (Store store = Sample.Open(folder))
            using (Folder drafts = store.OpenFolder(SpecialFolder.Drafts))
            using (Item item = drafts.CreateItem())
            {
                item.SetRecipients(new[] { "ada", "grace" }.Select(name => new Values
                {
                    { Tag.RecipientType, RecipientType.To }, { Tag.DisplayName, name }, { Tag.SmtpAddress, name + "@example.org" },
                }));
                item.Save();
                using (Item again = store.OpenItem(item.Id))
                    Expect.Same(new[] { "ada@example.org", "grace@example.org" }, again.GetRecipients().Select(row => row.Text(Tag.SmtpAddress)));
            }
        }
    }
}
