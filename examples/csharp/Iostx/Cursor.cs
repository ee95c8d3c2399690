using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Iostx
{
    /// <summary>
    /// A table of the library's: <c>foreach (Values row in cursor)</c> goes on from the position. One thread at a time. A loop that comes to
    /// the end, or is left, disposes it; <see cref="Next"/> and <see cref="NextPage"/> do not.
    /// </summary>
    public sealed class Cursor : IEnumerable<Values>, IDisposable
    {
        private readonly CursorHandle handle;

        internal Cursor(CursorHandle handle)
        {
            this.handle = handle;
        }

        /// <summary>The next row; null at the end. A value that is missing is not in it.</summary>
        public Values Next()
        {
            IntPtr row;
            UIntPtr columns;
            if (handle.Check(Native.iostx_cursor_next(handle, out row, out columns)) != Code.S_OK)
                return null;
            Values values = ValueCodec.Read(row, Memory.Size(columns));
            GC.KeepAlive(this);
            return values;
        }

        /// <summary>
        /// Up to so many rows, column by column: the fastest way to read. Negative: those before the position. null: there are none left.
        /// </summary>
        public Page NextPage(int rows)
        {
            IntPtr page;
            bool some = handle.Check(Native.iostx_cursor_next_page(handle, rows, out page)) == Code.S_OK;
            Page read = some ? new Page(View.Sized(page, this)) : null;
            GC.KeepAlive(this);
            return read;
        }

        /// <summary>Moves the position; it stops at the ends.</summary>
        public void Seek(Seek origin, long rows)
        {
            handle.Check(Native.iostx_cursor_seek(handle, (uint)origin, rows));
        }

        /// <summary>Moves the position before the row of an item.</summary>
        public void Find(ItemId item)
        {
            handle.Check(Native.iostx_cursor_find(handle, item.Borrow()));
        }

        /// <summary>Rows before the position.</summary>
        public ulong Position
        {
            get
            {
                ulong row, total;
                handle.Check(Native.iostx_cursor_get_position(handle, out row, out total));
                return row;
            }
        }

        /// <summary>Rows of the table.</summary>
        public ulong Total
        {
            get
            {
                ulong row, total;
                handle.Check(Native.iostx_cursor_get_position(handle, out row, out total));
                return total;
            }
        }

        public IEnumerator<Values> GetEnumerator()
        {
            using (this)
            {
                Values row;
                while ((row = Next()) != null)
                    yield return row;
            }
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return GetEnumerator();
        }

        public void Dispose()
        {
            handle.Dispose();
        }
    }

    /// <summary>Rows of a table, column by column; a copy.</summary>
    public sealed class Page
    {
        private readonly PageColumn[] columns;

        internal Page(View page)
        {
            RowCount = page.Count(Layout.Page.RowCount);
            columns = new PageColumn[page.Count(Layout.Page.ColumnCount)];
            IntPtr first = page.Pointer(Layout.Page.Columns);
            for (int i = 0; i < columns.Length; i++)
                columns[i] = new PageColumn(new View(IntPtr.Add(first, i * Layout.PageColumn.SizeOf), Layout.PageColumn.SizeOf, page), RowCount);
        }

        public int RowCount { get; private set; }

        public IReadOnlyList<PageColumn> Columns
        {
            get { return columns; }
        }
    }

    /// <summary>One column of a page.</summary>
    public sealed class PageColumn
    {
        private readonly byte[] present;
        private readonly long[] numbers;
        private readonly long[] offsets;
        private readonly byte[] text;

        internal PageColumn(View column, int rows)
        {
            Tag = column.UInt32(Layout.PageColumn.Tag);
            present = Memory.Copy(column.Pointer(Layout.PageColumn.Present), rows);
            if ((ColumnKind)column.UInt32(Layout.PageColumn.Kind) == ColumnKind.Numbers)
            {
                numbers = new long[rows];
                if (rows > 0)
                    Marshal.Copy(column.Pointer(Layout.PageColumn.Numbers), numbers, 0, rows);
                return;
            }
            offsets = new long[rows + 1];
            Marshal.Copy(column.Pointer(Layout.PageColumn.Offsets), offsets, 0, rows + 1);
            text = Memory.Copy(column.Pointer(Layout.PageColumn.Text), checked((int)offsets[rows]));
        }

        public uint Tag { get; private set; }

        public bool Has(int row)
        {
            return present[row] != 0;
        }

        /// <summary>A number, a boolean, or a time in units of 100 ns since 1601-01-01 UTC; of floats the bits of a double.</summary>
        public long Number(int row)
        {
            return numbers[row];
        }

        /// <summary>A text; null if there is none.</summary>
        public string Text(int row)
        {
            return Has(row) ? Utf8.Strict.GetString(text, (int)offsets[row], Length(row)) : null;
        }

        /// <summary>A text, a GUID, a binary value or a list as bytes; empty if there is none.</summary>
        public Octets Octets(int row)
        {
            byte[] bytes = new byte[Has(row) ? Length(row) : 0];
            Array.Copy(text, offsets[row], bytes, 0, bytes.Length);
            return bytes;
        }

        // A NUL that is not counted stands behind each value.
        private int Length(int row)
        {
            return (int)(offsets[row + 1] - offsets[row] - 1);
        }
    }
}
