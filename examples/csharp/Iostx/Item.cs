using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;

namespace Iostx
{
    /// <summary>What folders and items have in common: properties.</summary>
    public abstract class PropertyObject : IDisposable
    {
        internal delegate int GetFunction(uint[] tags, UIntPtr count, uint flags, out ValuesHandle values);

        /// <summary>A property; null if there is none. Setting null deletes it.</summary>
        public object this[uint tag]
        {
            get
            {
                Values values = GetValues(tag);
                if (values.ErrorOf(tag) != Code.S_OK && values.ErrorOf(tag) != Code.MAPI_E_NOT_FOUND)
                    throw new IostxException(values.ErrorOf(tag), "property 0x" + tag.ToString("X8"));
                return values[tag];
            }
            set
            {
                if (value == null)
                    DeleteValues(tag);
                else
                    SetValues(new Values { { tag, value } });
            }
        }

        /// <summary>
        /// Reads properties; no tags: all that there are. What is missing is not among them (Values.ErrorOf says why).
        /// </summary>
        public abstract Values GetValues(params uint[] tags);

        /// <summary>Sets properties; all or nothing.</summary>
        public abstract void SetValues(Values values);

        /// <summary>Deletes properties; those that are not there are passed over.</summary>
        public abstract void DeleteValues(params uint[] tags);

        public abstract void Dispose();

        internal static Values Read(Handle handle, GetFunction function, uint[] tags)
        {
            ValuesHandle values;
            handle.Check(function(tags, Memory.Count(tags), 0, out values));
            return Read(values);
        }

        internal static Values Read(ValuesHandle values)
        {
            using (values)
            {
                IntPtr array;
                UIntPtr count;
                values.Check(Native.iostx_values_get(values, out array, out count));
                return ValueCodec.Read(array, Memory.Size(count));
            }
        }
    }

    /// <summary>
    /// An item: mail, appointment, contact, note, task, journal entry (a MAPI message), as it was when it was opened. What is set is stored by
    /// <see cref="Save"/>. One thread at a time.
    /// </summary>
    public sealed class Item : PropertyObject
    {
        private readonly MessageHandle handle;

        internal Item(MessageHandle handle)
        {
            this.handle = handle;
        }

        /// <summary>One that the library lends: a state's, an operation's, a callback's; null for none.</summary>
        internal static Item Borrow(IntPtr message)
        {
            return message == IntPtr.Zero ? null : new Item(new MessageHandle(message));
        }

        internal MessageHandle Handle
        {
            get { return handle; }
        }

        /// <summary>Its id; one that was never saved has none: MAPI_E_NOT_FOUND.</summary>
        public ItemId Id
        {
            get
            {
                byte[] id = new byte[Layout.Meid.SizeOf];
                handle.Check(Native.iostx_message_get_id(handle, id));
                return new ItemId(id);
            }
        }

        /// <summary>
        /// The native text (MIME, iCalendar, vCard) in one piece; a header-only item has none (MAPI_E_NOT_FOUND). For large ones:
        /// <see cref="OpenStream"/> on Tag.InternetContent.
        /// </summary>
        public Octets Content
        {
            get
            {
                UIntPtr got;
                handle.Check(Native.iostx_message_get_content(handle, IntPtr.Zero, UIntPtr.Zero, out got));
                byte[] content = new byte[Memory.Size(got)];
                GCHandle pin = GCHandle.Alloc(content, GCHandleType.Pinned);
                try
                {
                    handle.Check(Native.iostx_message_get_content(handle, pin.AddrOfPinnedObject(), got, out got));
                }
                finally
                {
                    pin.Free();
                }
                return content;
            }
            set
            {
                using (Arena arena = new Arena())
                {
                    NativeBytes bytes = arena.ByValue(value);
                    handle.Check(Native.iostx_message_set_content(handle, bytes.Data, bytes.Size));
                }
            }
        }

        public override Values GetValues(params uint[] tags)
        {
            return Read(handle, (uint[] t, UIntPtr count, uint flags, out ValuesHandle values) =>
                Native.iostx_message_get_values(handle, t, count, flags, out values), tags);
        }

        public override void SetValues(Values values)
        {
            using (Arena arena = new Arena())
                handle.Check(Native.iostx_message_set_values(handle, ValueCodec.Write(arena, values), new UIntPtr((uint)values.Count)));
        }

        public override void DeleteValues(params uint[] tags)
        {
            handle.Check(Native.iostx_message_delete_values(handle, tags, Memory.Count(tags)));
        }

        /// <summary>What was pending for upload when it was opened or last saved: bits, tags, keywords, attempts, the server's values.</summary>
        public Values GetPending()
        {
            ValuesHandle values;
            handle.Check(Native.iostx_message_get_pending(handle, out values));
            return Read(values);
        }

        /// <summary>The recipients, by PR_ROWID.</summary>
        public Cursor GetRecipients()
        {
            CursorHandle cursor;
            handle.Check(Native.iostx_message_get_recipients(handle, out cursor));
            return new Cursor(cursor);
        }

        /// <summary>Sets the recipients; stored by <see cref="Save"/>.</summary>
        public void SetRecipients(IEnumerable<Values> recipients, RecipientChange change = RecipientChange.Replace)
        {
            using (Arena arena = new Arena())
            {
                Values[] rows = Memory.Array(recipients);
                Fields array = arena.Array(rows.Length, Layout.Row.SizeOf);
                for (int i = 0; i < rows.Length; i++)
                    array.Values(i * Layout.Row.SizeOf + Layout.Row.Values, i * Layout.Row.SizeOf + Layout.Row.Count, rows[i]);
                handle.Check(Native.iostx_message_set_recipients(handle, array.At, Memory.Count(rows), (uint)change));
            }
        }

        /// <summary>
        /// Opens a text or binary property as a stream, to read; with OpenFlags.Modify to write a new value, which
        /// <see cref="ItemStream.Commit"/> gives to the item, and <see cref="Save"/> stores.
        /// </summary>
        public ItemStream OpenStream(uint tag, OpenFlags flags = OpenFlags.None)
        {
            StreamHandle stream;
            handle.Check(Native.iostx_message_open_stream(handle, tag, (uint)flags, out stream));
            bool write = (flags & OpenFlags.Modify) != 0;
            return new ItemStream(stream, !write, write, !write);
        }

        /// <summary>
        /// Stores what was set. ChangedException: another changed the same meanwhile; SaveFlags.ForceSave saves all the same, and the
        /// replaced version goes to Conflicts. Of an item that a sink gave out this is the import.
        /// </summary>
        public void Save(SaveFlags flags = SaveFlags.None)
        {
            handle.Check(Native.iostx_message_save(handle, (uint)flags));
        }

        /// <summary>Saves the message and puts it into the outgoing queue; it is then of no more use here.</summary>
        public void Submit(SubmitFlags flags = SubmitFlags.None)
        {
            handle.Check(Native.iostx_message_submit(handle, (uint)flags));
        }

        /// <summary>A second one of the same open item, which outlives the state or operation that lent this one. To be disposed.</summary>
        public Item Share()
        {
            MessageHandle shared;
            handle.Check(Native.iostx_message_ref(handle, out shared));
            return new Item(shared);
        }

        /// <summary>What was set and not saved is dropped.</summary>
        public override void Dispose()
        {
            handle.Dispose();
        }
    }

    /// <summary>A large value, read or written in chunks. One that was written must be committed, or it is dropped.</summary>
    public sealed class ItemStream : Stream
    {
        private readonly StreamHandle handle;
        private readonly bool canRead;
        private readonly bool canWrite;
        private readonly bool canSeek;

        internal ItemStream(StreamHandle handle, bool canRead, bool canWrite, bool canSeek)
        {
            this.handle = handle;
            this.canRead = canRead;
            this.canWrite = canWrite;
            this.canSeek = canSeek;
        }

        /// <summary>An empty one in memory, for reading and writing: for the state that Config and UpdateState of sinks take.</summary>
        public static ItemStream Create()
        {
            Library.Require();
            StreamHandle stream;
            int code = Native.iostx_stream_create(out stream);
            stream.Check(code);
            return new ItemStream(stream, true, true, true);
        }

        internal static readonly StreamHandle None = new StreamHandle(IntPtr.Zero);

        internal StreamHandle Handle
        {
            get { return handle; }
        }

        public override bool CanRead
        {
            get { return canRead && !handle.IsClosed; }
        }

        public override bool CanWrite
        {
            get { return canWrite && !handle.IsClosed; }
        }

        public override bool CanSeek
        {
            get { return canSeek && !handle.IsClosed; }
        }

        public override long Length
        {
            get
            {
                ulong size;
                handle.Check(Native.iostx_stream_get_size(handle, out size));
                return checked((long)size);
            }
        }

        public override long Position
        {
            get { return Seek(0, SeekOrigin.Current); }
            set { Seek(value, SeekOrigin.Begin); }
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            UIntPtr got = UIntPtr.Zero;
            Pinned(buffer, offset, count, (at, size) => handle.Check(Native.iostx_stream_read(handle, at, size, out got)));
            return Memory.Size(got);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Pinned(buffer, offset, count, (at, size) => handle.Check(Native.iostx_stream_write(handle, at, size)));
        }

        public override long Seek(long offset, SeekOrigin origin)
        {
            // The numbers of SeekOrigin are those of STREAM_SEEK.
            ulong position;
            handle.Check(Native.iostx_stream_seek(handle, offset, (uint)origin, out position));
            return checked((long)position);
        }

        /// <summary>Of one that writes to an item only 0, to start over; of one in memory any.</summary>
        public override void SetLength(long value)
        {
            handle.Check(Native.iostx_stream_set_size(handle, checked((ulong)value)));
        }

        /// <summary>Gives what was written to the item, whose Save then stores it. The stream takes no more.</summary>
        public void Commit()
        {
            handle.Check(Native.iostx_stream_commit(handle));
        }

        /// <summary>Does nothing: see <see cref="Commit"/>.</summary>
        public override void Flush()
        {
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                handle.Dispose();
            base.Dispose(disposing);
        }

        private static void Pinned(byte[] buffer, int offset, int count, Action<IntPtr, UIntPtr> body)
        {
            if (buffer == null)
                throw new ArgumentNullException("buffer");
            if (offset < 0 || count < 0 || offset > buffer.Length - count)
                throw new ArgumentOutOfRangeException("count");
            GCHandle pin = GCHandle.Alloc(buffer, GCHandleType.Pinned);
            try
            {
                body(IntPtr.Add(pin.AddrOfPinnedObject(), offset), new UIntPtr((uint)count));
            }
            finally
            {
                pin.Free();
            }
        }
    }
}
