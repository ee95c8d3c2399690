using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Iostx
{
    /// <summary>
    /// Properties and their values, in order: what is read from an object, a row of a list, what is set.
    /// <c>new Values { { Tag.Subject, "Dinner" }, { Tag.Read, true } }</c>
    ///
    /// The type in the tag says what a value is: short, int, long, float, double, decimal (PT_CURRENCY), double (PT_APPTIME, in days since
    /// 1899-12-30), bool, string, DateTime (UTC; what lies beyond it is read as DateTime.MaxValue), Guid, byte[]; of lists an array of
    /// those. When setting, numbers and enumerations are converted, and binary values may be Octets, an EntryId, or a text as well.
    /// </summary>
    public sealed class Values : IEnumerable<KeyValuePair<uint, object>>
    {
        private readonly List<KeyValuePair<uint, object>> items = new List<KeyValuePair<uint, object>>();

        public int Count
        {
            get { return items.Count; }
        }

        /// <summary>The value; null if there is none. A tag of type PT_UNSPECIFIED finds any type. Setting replaces or adds.</summary>
        public object this[uint tag]
        {
            get
            {
                int index = Find(tag);
                return index < 0 ? null : items[index].Value;
            }
            set
            {
                int index = Find(tag);
                if (index < 0)
                    Add(tag, value);
                else
                    items[index] = new KeyValuePair<uint, object>(tag, value);
            }
        }

        public void Add(uint tag, object value)
        {
            items.Add(new KeyValuePair<uint, object>(tag, value));
        }

        public bool Contains(uint tag)
        {
            return Find(tag) >= 0;
        }

        /// <summary>Why a value that was asked for is missing, such as Code.MAPI_E_NOT_ENOUGH_MEMORY: open a stream. 0 if it is there.</summary>
        public int ErrorOf(uint tag)
        {
            if (Contains(tag))
                return Code.S_OK;
            object code = this[(tag & 0xFFFF0000) | PropertyType.Error];
            return code == null ? Code.MAPI_E_NOT_FOUND : (int)code;
        }

        /// <summary>A text; null if there is none.</summary>
        public string Text(uint tag)
        {
            return (string)this[tag];
        }

        /// <summary>A number of any size.</summary>
        public long Number(uint tag, long otherwise = 0)
        {
            object value = this[tag];
            return value == null ? otherwise : Convert.ToInt64(value, CultureInfo.InvariantCulture);
        }

        public bool Boolean(uint tag, bool otherwise = false)
        {
            object value = this[tag];
            return value == null ? otherwise : (bool)value;
        }

        public DateTime? Time(uint tag)
        {
            return (DateTime?)this[tag];
        }

        /// <summary>A binary value; empty if there is none.</summary>
        public Octets Octets(uint tag)
        {
            return new Octets((byte[])this[tag]);
        }

        /// <summary>A list of texts; empty if there is none.</summary>
        public string[] Texts(uint tag)
        {
            return (string[])this[tag] ?? new string[0];
        }

        /// <summary>The entry id of a folder; null if there is none.</summary>
        public FolderId FolderId(uint tag = Tag.EntryId)
        {
            byte[] bytes = (byte[])this[tag];
            return bytes == null ? null : new FolderId(bytes);
        }

        /// <summary>The entry id of an item, or one that stands for a folder (ItemId.IsFolder); null if there is none.</summary>
        public ItemId ItemId(uint tag = Tag.EntryId)
        {
            byte[] bytes = (byte[])this[tag];
            if (bytes == null)
                return null;
            return bytes.Length == Layout.Feid.SizeOf ? new FolderId(bytes).AsItem() : new ItemId(bytes);
        }

        public IEnumerator<KeyValuePair<uint, object>> GetEnumerator()
        {
            return items.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return GetEnumerator();
        }

        private int Find(uint tag)
        {
            uint type = tag & 0xFFFF;
            bool any = type == PropertyType.Unspecified || type == PropertyType.String8;
            for (int i = 0; i < items.Count; i++)
            {
                uint has = items[i].Key;
                if (has == tag || (any && has >> 16 == tag >> 16 && (has & 0xFFFF) != PropertyType.Error))
                    return i;
            }
            return -1;
        }
    }

    /// <summary>Between iostx_value and the types of .NET.</summary>
    internal static class ValueCodec
    {
        private static readonly long LastFileTime = DateTime.MaxValue.ToFileTimeUtc();

        internal static Values Read(IntPtr at, int count)
        {
            Values values = new Values();
            for (int i = 0; i < count; i++)
            {
                IntPtr one = IntPtr.Add(at, i * Layout.Value.SizeOf);
                uint tag = unchecked((uint)Marshal.ReadInt32(one, Layout.Value.Tag));
                values.Add(tag, Read(tag & 0xFFFF, IntPtr.Add(one, Layout.Value.ValueMember)));
            }
            return values;
        }

        private static object Read(uint type, IntPtr at)
        {
            switch (type)
            {
                case PropertyType.I2:
                    return Marshal.ReadInt16(at);
                case PropertyType.Long:
                case PropertyType.Error:
                    return Marshal.ReadInt32(at);
                case PropertyType.I8:
                    return Marshal.ReadInt64(at);
                case PropertyType.Currency:
                    return decimal.FromOACurrency(Marshal.ReadInt64(at));
                case PropertyType.R4:
                    return BitConverter.ToSingle(Memory.Copy(at, 4), 0);
                case PropertyType.Double:
                case PropertyType.AppTime:
                    return BitConverter.Int64BitsToDouble(Marshal.ReadInt64(at));
                case PropertyType.Boolean:
                    return Marshal.ReadInt16(at) != 0;
                case PropertyType.SysTime:
                    return ToTime(unchecked((ulong)Marshal.ReadInt64(at)));
                case PropertyType.Clsid:
                    return new Guid(Memory.Copy(at, 16));
                case PropertyType.Unicode:
                case PropertyType.String8:
                    return Utf8.Read(Marshal.ReadIntPtr(at), Size(at));
                case PropertyType.Binary:
                    return Memory.Copy(Marshal.ReadIntPtr(at), Size(at));
                case PropertyType.MvI2:
                    return List<short>(PropertyType.I2, 2, at);
                case PropertyType.MvLong:
                    return List<int>(PropertyType.Long, 4, at);
                case PropertyType.MvI8:
                    return List<long>(PropertyType.I8, 8, at);
                case PropertyType.MvCurrency:
                    return List<decimal>(PropertyType.Currency, 8, at);
                case PropertyType.MvR4:
                    return List<float>(PropertyType.R4, 4, at);
                case PropertyType.MvDouble:
                case PropertyType.MvAppTime:
                    return List<double>(PropertyType.Double, 8, at);
                case PropertyType.MvSysTime:
                    return List<DateTime>(PropertyType.SysTime, 8, at);
                case PropertyType.MvClsid:
                    return List<Guid>(PropertyType.Clsid, 16, at);
                case PropertyType.MvUnicode:
                case PropertyType.MvString8:
                    return List<string>(PropertyType.Unicode, Layout.Bytes.SizeOf, at);
                case PropertyType.MvBinary:
                    return List<byte[]>(PropertyType.Binary, Layout.Bytes.SizeOf, at);
                default:
                    return null;
            }
        }

        /// <summary>An array of iostx_value.</summary>
        internal static IntPtr Write(Arena arena, Values values)
        {
            Fields array = arena.Array(values.Count, Layout.Value.SizeOf);
            int at = 0;
            foreach (KeyValuePair<uint, object> one in values)
            {
                array.UInt32(at + Layout.Value.Tag, one.Key);
                try
                {
                    Write(arena, array.Part(at + Layout.Value.ValueMember, Layout.ValueUnion.SizeOf), one.Key & 0xFFFF, one.Value);
                }
                catch (Exception wrong) when (wrong is InvalidCastException || wrong is FormatException || wrong is OverflowException)
                {
                    throw new ArgumentException("the value of 0x" + one.Key.ToString("X8") + " is not of the type of its tag: " + wrong.Message, wrong);
                }
                at += Layout.Value.SizeOf;
            }
            return array.At;
        }

        private static void Write(Arena arena, Fields to, uint type, object value)
        {
            switch (type)
            {
                case PropertyType.I2:
                    to.Raw(0, BitConverter.GetBytes(Convert.ToInt16(value, CultureInfo.InvariantCulture)));
                    break;
                case PropertyType.Long:
                case PropertyType.Error:
                    // An enumeration or a set of flags is as good.
                    if (value is uint || value is Enum)
                        to.UInt32(0, Convert.ToUInt32(value, CultureInfo.InvariantCulture));
                    else
                        to.Int32(0, Convert.ToInt32(value, CultureInfo.InvariantCulture));
                    break;
                case PropertyType.I8:
                    to.UInt64(0, unchecked((ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture)));
                    break;
                case PropertyType.Currency:
                    to.UInt64(0, unchecked((ulong)decimal.ToOACurrency(Convert.ToDecimal(value, CultureInfo.InvariantCulture))));
                    break;
                case PropertyType.R4:
                    to.Raw(0, BitConverter.GetBytes(Convert.ToSingle(value, CultureInfo.InvariantCulture)));
                    break;
                case PropertyType.Double:
                case PropertyType.AppTime:
                    to.Raw(0, BitConverter.GetBytes(Convert.ToDouble(value, CultureInfo.InvariantCulture)));
                    break;
                case PropertyType.Boolean:
                    to.Raw(0, BitConverter.GetBytes((short)(Convert.ToBoolean(value, CultureInfo.InvariantCulture) ? 1 : 0)));
                    break;
                case PropertyType.SysTime:
                    to.UInt64(0, FromTime(value is DateTimeOffset ? ((DateTimeOffset)value).UtcDateTime : (DateTime)value));
                    break;
                case PropertyType.Clsid:
                    to.Raw(0, ((Guid)value).ToByteArray());
                    break;
                case PropertyType.Unicode:
                case PropertyType.String8:
                    to.Octets(0, (string)value);
                    break;
                case PropertyType.Binary:
                    to.Octets(0, ToOctets(value));
                    break;
                default:
                    if ((type & PropertyType.MvFlag) != 0)
                        WriteList(arena, to, type & ~PropertyType.MvFlag, (IEnumerable)value);
                    break;
            }
        }

        private static void WriteList(Arena arena, Fields to, uint type, IEnumerable values)
        {
            List<object> items = new List<object>();
            foreach (object value in values ?? new object[0])
                items.Add(value);
            int width = WidthOf(type);
            Fields array = arena.Array(items.Count, width);
            for (int i = 0; i < items.Count; i++)
                Write(arena, array.Part(i * width, width), type, items[i]);
            to.Pointer(Layout.List.Items, array.At);
            to.UInt64(Layout.List.Count, (ulong)items.Count);
        }

        /// <summary>Bytes of one value of a list.</summary>
        private static int WidthOf(uint type)
        {
            switch (type)
            {
                case PropertyType.I2:
                    return 2;
                case PropertyType.Long:
                case PropertyType.R4:
                    return 4;
                case PropertyType.Clsid:
                case PropertyType.Unicode:
                case PropertyType.String8:
                case PropertyType.Binary:
                    return 16;
                default:
                    return 8;
            }
        }

        private static Octets ToOctets(object value)
        {
            if (value is Octets)
                return (Octets)value;
            EntryId id = value as EntryId;
            if (id != null)
                return id.Borrow();
            string text = value as string;
            return text != null ? (Octets)text : (byte[])value;
        }

        /// <summary>Units of 100 ns since 1601-01-01 UTC, as the library counts.</summary>
        internal static ulong FromTime(DateTime time)
        {
            return (ulong)time.ToFileTimeUtc();
        }

        internal static DateTime ToTime(ulong units)
        {
            bool beyond = units > (ulong)LastFileTime;
            return beyond ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc) : DateTime.FromFileTimeUtc((long)units);
        }

        private static int Size(IntPtr at)
        {
            return checked((int)Marshal.ReadInt64(at, Layout.Bytes.Size));
        }

        private static T[] List<T>(uint type, int width, IntPtr at)
        {
            T[] list = new T[checked((int)Marshal.ReadInt64(at, Layout.List.Count))];
            IntPtr first = Marshal.ReadIntPtr(at, Layout.List.Items);
            for (int i = 0; i < list.Length; i++)
                list[i] = (T)Read(type, IntPtr.Add(first, i * width));
            return list;
        }
    }
}
