using System.Collections.Generic;

namespace Iostx
{
    /// <summary>What is pending, in conflict, failing, held or wanted, and what to do about it; the outgoing queue.</summary>
    public sealed partial class Store
    {
        private delegate int ListFunction(StoreHandle store, byte[] folder, out CursorHandle cursor);

        // --- Lists of one folder, or of all (null).

        /// <summary>What is pending for upload, also what waits after failures.</summary>
        public Cursor ListPending(FolderId folder = null)
        {
            return List(Native.iostx_store_list_pending, folder);
        }

        /// <summary>Conflicts that were kept or wait to be resolved.</summary>
        public Cursor ListConflicts(FolderId folder = null)
        {
            return List(Native.iostx_store_list_conflicts, folder);
        }

        /// <summary>Items that failed so often that they are not tried again by themselves.</summary>
        public Cursor ListFailures(FolderId folder = null)
        {
            return List(Native.iostx_store_list_failures, folder);
        }

        /// <summary>Deletions of the server that the mass-delete guard held.</summary>
        public Cursor ListHeld(FolderId folder = null)
        {
            return List(Native.iostx_store_list_held, folder);
        }

        /// <summary>Remote ids that still must be fetched.</summary>
        public Cursor ListWanted(FolderId folder = null)
        {
            return List(Native.iostx_store_list_wanted, folder);
        }

        // --- What to do about it. False: of some items nothing was done.

        /// <summary>Lets items that failed be offered again at once. FolderId.AsItem stands for a folder.</summary>
        public bool Retry(IEnumerable<ItemId> items)
        {
            ItemId[] ids = Memory.Array(items);
            return handle.Check(Native.iostx_store_retry(handle, EntryId.Join(ids), Memory.Count(ids))) == Code.S_OK;
        }

        /// <summary>Gives up local changes: a copy goes to Local Failures, and the server's version is fetched again.</summary>
        public bool DropChanges(IEnumerable<ItemId> items)
        {
            ItemId[] ids = Memory.Array(items);
            return handle.Check(Native.iostx_store_drop_change(handle, EntryId.Join(ids), Memory.Count(ids))) == Code.S_OK;
        }

        /// <summary>Resolves a conflict; merged: the result, with ConflictChoice.Merged.</summary>
        public void ResolveConflict(ItemId item, ConflictChoice choice, Item merged = null)
        {
            handle.Check(Native.iostx_store_resolve_conflict(
                handle, item.Borrow(), (uint)choice, merged == null ? NoMessage : merged.Handle));
        }

        /// <summary>Carries out the held deletions of a folder.</summary>
        public void ConfirmHeld(FolderId folder)
        {
            handle.Check(Native.iostx_store_confirm_held(handle, folder.Borrow()));
        }

        /// <summary>Refuses them: the items are uploaded again.</summary>
        public void RejectHeld(FolderId folder)
        {
            handle.Check(Native.iostx_store_reject_held(handle, folder.Borrow()));
        }

        // --- The outgoing queue, for who sends.

        /// <summary>Whether this store acts as the spooler of outgoing mail.</summary>
        public void EmulateSpooler(bool on)
        {
            handle.Check(Native.iostx_emulate_spooler(handle, on ? 1u : 0u));
        }

        /// <summary>Suspends or resumes sending.</summary>
        public void SetSpoolState(SpoolState state)
        {
            handle.Check(Native.iostx_set_spool_suspend_state(handle, (uint)state));
        }

        /// <summary>Cancels the sessions of this store and ends its spooling; the store stays open.</summary>
        public void Disconnect()
        {
            handle.Check(Native.iostx_disconnect_store(handle, 0));
        }

        /// <summary>The queued messages, oldest first.</summary>
        public Cursor ListOutgoing()
        {
            CursorHandle cursor;
            handle.Check(Native.iostx_store_get_outgoing_queue(handle, 0, out cursor));
            return new Cursor(cursor);
        }

        /// <summary>Locks a queued message just before it is sent, or releases it.</summary>
        public void SetLockState(Item message, LockState state)
        {
            handle.Check(Native.iostx_store_set_lock_state(handle, message.Handle, (uint)state));
        }

        /// <summary>Takes a message out of the queue; it stays as a draft.</summary>
        public void AbortSubmit(ItemId message)
        {
            handle.Check(Native.iostx_store_abort_submit(handle, message.Borrow()));
        }

        /// <summary>Says that a locked message was sent.</summary>
        public void FinishedMessage(ItemId message)
        {
            handle.Check(Native.iostx_store_finished_msg(handle, message.Borrow()));
        }

        private static readonly MessageHandle NoMessage = new MessageHandle(System.IntPtr.Zero);

        private Cursor List(ListFunction function, FolderId folder)
        {
            CursorHandle cursor;
            handle.Check(function(handle, EntryId.OrNull(folder), out cursor));
            return new Cursor(cursor);
        }
    }
}
