using System;
using System.Collections.Generic;
using System.Text;

namespace Iostx
{
    /// <summary>
    /// Bytes that mean something to an agent or an application only: ids and versions on a server, match keys, state blobs, contents. Made
    /// from an array or a text (UTF-8); never changes; equal by content.
    /// </summary>
    public struct Octets : IEquatable<Octets>
    {
        private static readonly byte[] None = new byte[0];
        private readonly byte[] bytes;

        /// <summary>Takes charge of the array, which must not be written any more. null is empty.</summary>
        public Octets(byte[] bytes)
        {
            this.bytes = bytes;
        }

        public static implicit operator Octets(byte[] bytes)
        {
            return new Octets(bytes);
        }

        /// <summary>The text in UTF-8. A string that is not text (half a surrogate pair) is refused.</summary>
        public static implicit operator Octets(string text)
        {
            return new Octets(text == null ? null : Utf8.Strict.GetBytes(text));
        }

        public int Length
        {
            get { return Borrow().Length; }
        }

        public bool IsEmpty
        {
            get { return Length == 0; }
        }

        /// <summary>A copy of the bytes.</summary>
        public byte[] ToArray()
        {
            return (byte[])Borrow().Clone();
        }

        /// <summary>The bytes read as UTF-8.</summary>
        public override string ToString()
        {
            return Encoding.UTF8.GetString(Borrow());
        }

        public bool Equals(Octets other)
        {
            return Same(Borrow(), 0, other.Borrow(), 0, Math.Max(Length, other.Length));
        }

        public override bool Equals(object other)
        {
            return other is Octets && Equals((Octets)other);
        }

        public override int GetHashCode()
        {
            return Hash(Borrow(), 0);
        }

        public static bool operator ==(Octets left, Octets right)
        {
            return left.Equals(right);
        }

        public static bool operator !=(Octets left, Octets right)
        {
            return !left.Equals(right);
        }

        /// <summary>Not a copy: not to be written.</summary>
        internal byte[] Borrow()
        {
            return bytes ?? None;
        }

        internal static bool Same(byte[] left, int leftFrom, byte[] right, int rightFrom, int count)
        {
            if (leftFrom + count > left.Length || rightFrom + count > right.Length)
                return false;
            for (int i = 0; i < count; i++)
                if (left[leftFrom + i] != right[rightFrom + i])
                    return false;
            return true;
        }

        internal static int Hash(byte[] bytes, int from)
        {
            // FNV-1a.
            uint hash = 2166136261;
            for (int i = from; i < bytes.Length; i++)
                hash = unchecked((hash ^ bytes[i]) * 16777619);
            return unchecked((int)hash);
        }

        internal static Guid ParseGuid(string hexadecimal)
        {
            byte[] bytes = new byte[16];
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] = Convert.ToByte(hexadecimal.Substring(2 * i, 2), 16);
            return new Guid(bytes);
        }
    }

    /// <summary>What an object is called on the server, and which version of it that is. Empty: not bound; version not known.</summary>
    public struct Binding
    {
        public Binding(Octets remoteId, Octets remoteVersion) : this()
        {
            RemoteId = remoteId;
            RemoteVersion = remoteVersion;
        }

        /// <summary>At most 1024 bytes, unique among the items of a folder.</summary>
        public Octets RemoteId { get; private set; }

        /// <summary>At most 1024 bytes: ETag, MODSEQ, a digest.</summary>
        public Octets RemoteVersion { get; private set; }
    }

    /// <summary>An entry id. Equal if store, folder and item are, whatever its flags.</summary>
    public abstract class EntryId
    {
        // Behind abFlags; the placeholder is zero in all that the library gives.
        private const int Significant = Layout.Feid.Provider;
        private readonly byte[] bytes;

        internal EntryId(byte[] bytes, int size)
        {
            if (bytes == null)
                throw new ArgumentNullException("bytes");
            if (bytes.Length != size)
                throw new ArgumentException("an entry id of this kind has " + size + " bytes, not " + bytes.Length);
            this.bytes = (byte[])bytes.Clone();
        }

        /// <summary>A copy of the bytes: the value of PR_ENTRYID.</summary>
        public byte[] ToArray()
        {
            return (byte[])bytes.Clone();
        }

        public override bool Equals(object other)
        {
            EntryId id = other as EntryId;
            return id != null && id.bytes.Length == bytes.Length
                && Octets.Same(bytes, Significant, id.bytes, Significant, bytes.Length - Significant);
        }

        public override int GetHashCode()
        {
            return Octets.Hash(bytes, Significant);
        }

        /// <summary>In hexadecimal digits.</summary>
        public override string ToString()
        {
            return BitConverter.ToString(bytes).Replace("-", "").ToLowerInvariant();
        }

        /// <summary>Not a copy: not to be written.</summary>
        internal byte[] Borrow()
        {
            return bytes;
        }

        /// <summary>The bytes; null is the NULL of the library: all folders, the root.</summary>
        internal static byte[] OrNull(EntryId id)
        {
            return id == null ? null : id.bytes;
        }

        /// <summary>Ids one after the other, as an array of the library.</summary>
        internal static byte[] Join(ICollection<ItemId> ids)
        {
            byte[] all = new byte[ids.Count * Layout.Meid.SizeOf];
            int at = 0;
            foreach (ItemId id in ids)
            {
                id.bytes.CopyTo(all, at);
                at += Layout.Meid.SizeOf;
            }
            return all;
        }

        internal static byte[] Join(ICollection<FolderId> ids)
        {
            byte[] all = new byte[ids.Count * Layout.Feid.SizeOf];
            int at = 0;
            foreach (FolderId id in ids)
            {
                id.bytes.CopyTo(all, at);
                at += Layout.Feid.SizeOf;
            }
            return all;
        }

        protected internal static bool IsZero(byte[] bytes, int from)
        {
            for (int i = from; i < bytes.Length; i++)
                if (bytes[i] != 0)
                    return false;
            return true;
        }

        protected byte[] Part(int from, int count)
        {
            byte[] part = new byte[count];
            Array.Copy(bytes, from, part, 0, count);
            return part;
        }
    }

    /// <summary>FEID: the entry id of a folder, 46 bytes.</summary>
    public sealed class FolderId : EntryId
    {
        public FolderId(byte[] bytes) : base(bytes, Layout.Feid.SizeOf)
        {
        }

        /// <summary>The long-term id, 24 bytes: kept for life.</summary>
        public Octets LongTermId
        {
            get { return Part(Layout.Feid.Folder, Layout.Ltid.SizeOf); }
        }

        /// <summary>This folder, where a list may name items too.</summary>
        public ItemId AsItem()
        {
            byte[] all = new byte[Layout.Meid.SizeOf];
            Borrow().CopyTo(all, 0);
            return new ItemId(all);
        }

        /// <summary>null for an id of zeros.</summary>
        internal static FolderId OrNone(byte[] bytes)
        {
            return IsZero(bytes, 0) ? null : new FolderId(bytes);
        }
    }

    /// <summary>MEID: the entry id of an item, 70 bytes, its folder's within. One with an outdated folder still finds the item.</summary>
    public sealed class ItemId : EntryId
    {
        public ItemId(byte[] bytes) : base(bytes, Layout.Meid.SizeOf)
        {
        }

        public FolderId Folder
        {
            get { return new FolderId(Part(0, Layout.Feid.SizeOf)); }
        }

        /// <summary>The long-term id, 24 bytes: kept for life, moves included.</summary>
        public Octets LongTermId
        {
            get { return Part(Layout.Meid.Message, Layout.Ltid.SizeOf); }
        }

        /// <summary>Whether it stands for the folder itself.</summary>
        public bool IsFolder
        {
            get { return IsZero(Borrow(), Layout.Meid.Message); }
        }

        /// <summary>null for an id of zeros.</summary>
        internal static ItemId OrNone(byte[] bytes)
        {
            return IsZero(bytes, 0) ? null : new ItemId(bytes);
        }

        internal static List<ItemId> Split(byte[] all)
        {
            List<ItemId> ids = new List<ItemId>();
            for (int at = 0; at < all.Length; at += Layout.Meid.SizeOf)
            {
                byte[] one = new byte[Layout.Meid.SizeOf];
                Array.Copy(all, at, one, 0, one.Length);
                ids.Add(OrNone(one));
            }
            return ids;
        }
    }
}
