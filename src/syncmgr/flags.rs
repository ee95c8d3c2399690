//! The numbers of the synchronization manager (mobsync.h), each with its documented name and value; further on those of this
//! library's own. These constants go into the C header as they stand.

// Why a run was started (SYNCMGRFLAG). The low byte is a number, not bits: compare (flags & IOSTX_SYNCMGRFLAG_EVENTMASK).
/// SYNCMGRFLAG_CONNECT: the network came up.
pub const IOSTX_SYNCMGRFLAG_CONNECT: u32 = 0x1_u32;
/// SYNCMGRFLAG_PENDINGDISCONNECT: the network is about to go.
pub const IOSTX_SYNCMGRFLAG_PENDINGDISCONNECT: u32 = 0x2_u32;
/// SYNCMGRFLAG_MANUAL: a user started it.
pub const IOSTX_SYNCMGRFLAG_MANUAL: u32 = 0x3_u32;
/// SYNCMGRFLAG_IDLE: the machine is idle.
pub const IOSTX_SYNCMGRFLAG_IDLE: u32 = 0x4_u32;
/// SYNCMGRFLAG_INVOKE: a program started it (ISyncMgrSynchronizeInvoke).
pub const IOSTX_SYNCMGRFLAG_INVOKE: u32 = 0x5_u32;
/// SYNCMGRFLAG_SCHEDULED: a schedule started it.
pub const IOSTX_SYNCMGRFLAG_SCHEDULED: u32 = 0x6_u32;
/// SYNCMGRFLAG_EVENTMASK: mask of the number.
pub const IOSTX_SYNCMGRFLAG_EVENTMASK: u32 = 0xFF_u32;
/// SYNCMGRFLAG_SETTINGS: opened only to configure: no synchronization follows.
pub const IOSTX_SYNCMGRFLAG_SETTINGS: u32 = 0x100_u32;
/// SYNCMGRFLAG_MAYBOTHERUSER: the handler may show windows.
pub const IOSTX_SYNCMGRFLAG_MAYBOTHERUSER: u32 = 0x200_u32;

// State of an item in a run (SYNCMGRSTATUS). A number.
/// SYNCMGRSTATUS_STOPPED: not running.
pub const IOSTX_SYNCMGRSTATUS_STOPPED: u32 = 0x0_u32;
/// SYNCMGRSTATUS_SKIPPED: passed over. The only one that SetItemStatus is given.
pub const IOSTX_SYNCMGRSTATUS_SKIPPED: u32 = 0x1_u32;
/// SYNCMGRSTATUS_PENDING: its turn comes.
pub const IOSTX_SYNCMGRSTATUS_PENDING: u32 = 0x2_u32;
/// SYNCMGRSTATUS_UPDATING: being synchronized.
pub const IOSTX_SYNCMGRSTATUS_UPDATING: u32 = 0x3_u32;
/// SYNCMGRSTATUS_SUCCEEDED: done.
pub const IOSTX_SYNCMGRSTATUS_SUCCEEDED: u32 = 0x4_u32;
/// SYNCMGRSTATUS_FAILED: failed.
pub const IOSTX_SYNCMGRSTATUS_FAILED: u32 = 0x5_u32;
/// SYNCMGRSTATUS_PAUSED: paused.
pub const IOSTX_SYNCMGRSTATUS_PAUSED: u32 = 0x6_u32;
/// SYNCMGRSTATUS_RESUMING: going on.
pub const IOSTX_SYNCMGRSTATUS_RESUMING: u32 = 0x7_u32;
/// SYNCMGRSTATUS_UPDATING_INDETERMINATE: being synchronized, nobody knows how far.
pub const IOSTX_SYNCMGRSTATUS_UPDATING_INDETERMINATE: u32 = 0x8_u32;
/// SYNCMGRSTATUS_DELETED: the item is gone: the manager forgets it.
pub const IOSTX_SYNCMGRSTATUS_DELETED: u32 = 0x100_u32;

// What a handler can do (SYNCMGRHANDLERFLAGS). Bits.
/// SYNCMGRHANDLER_HASPROPERTIES: it has properties to show.
pub const IOSTX_SYNCMGRHANDLER_HASPROPERTIES: u32 = 0x1_u32;
/// SYNCMGRHANDLER_MAYESTABLISHCONNECTION: it may call EstablishConnection.
pub const IOSTX_SYNCMGRHANDLER_MAYESTABLISHCONNECTION: u32 = 0x2_u32;
/// SYNCMGRHANDLER_ALWAYSLISTHANDLER: to be listed even without items.
pub const IOSTX_SYNCMGRHANDLER_ALWAYSLISTHANDLER: u32 = 0x4_u32;
/// SYNCMGRHANDLER_HIDDEN: not to be shown to users.
pub const IOSTX_SYNCMGRHANDLER_HIDDEN: u32 = 0x8_u32;
// Known bits of the above.
/// SYNCMGRHANDLERFLAG_MASK: the known bits.
pub const IOSTX_SYNCMGRHANDLERFLAG_MASK: u32 = 0xF_u32;

// What an item is (SYNCMGRITEMFLAGS). Bits.
/// SYNCMGRITEM_HASPROPERTIES: it has properties to show.
pub const IOSTX_SYNCMGRITEM_HASPROPERTIES: u32 = 0x1_u32;
/// SYNCMGRITEM_TEMPORARY: what is saved for it may be discarded when it is gone.
pub const IOSTX_SYNCMGRITEM_TEMPORARY: u32 = 0x2_u32;
/// SYNCMGRITEM_ROAMINGUSER: it follows the user, not the machine. Only carried.
pub const IOSTX_SYNCMGRITEM_ROAMINGUSER: u32 = 0x4_u32;
/// SYNCMGRITEM_LASTUPDATETIME: last_update is filled.
pub const IOSTX_SYNCMGRITEM_LASTUPDATETIME: u32 = 0x8_u32;
/// SYNCMGRITEM_MAYDELETEITEM: users may delete it. Only carried.
pub const IOSTX_SYNCMGRITEM_MAYDELETEITEM: u32 = 0x10_u32;
/// SYNCMGRITEM_HIDDEN: not to be shown to users.
pub const IOSTX_SYNCMGRITEM_HIDDEN: u32 = 0x20_u32;
/// SYNCMGRITEM_ITEMFLAGMASK: the known bits.
pub const IOSTX_SYNCMGRITEM_ITEMFLAGMASK: u32 = 0x7F_u32;

// Choice of an item (SYNCMGRITEMSTATE).
/// SYNCMGRITEMSTATE_UNCHECKED: not chosen.
pub const IOSTX_SYNCMGRITEMSTATE_UNCHECKED: u32 = 0x0_u32;
/// SYNCMGRITEMSTATE_CHECKED: chosen.
pub const IOSTX_SYNCMGRITEMSTATE_CHECKED: u32 = 0x1_u32;

// Levels of the error log (SYNCMGRLOGLEVEL).
/// SYNCMGRLOGLEVEL_INFORMATION: for information.
pub const IOSTX_SYNCMGRLOGLEVEL_INFORMATION: u32 = 0x1_u32;
/// SYNCMGRLOGLEVEL_WARNING: a warning.
pub const IOSTX_SYNCMGRLOGLEVEL_WARNING: u32 = 0x2_u32;
/// SYNCMGRLOGLEVEL_ERROR: an error.
pub const IOSTX_SYNCMGRLOGLEVEL_ERROR: u32 = 0x3_u32;
/// SYNCMGRLOGLEVEL_LOGLEVELMAX: the highest level.
pub const IOSTX_SYNCMGRLOGLEVEL_LOGLEVELMAX: u32 = 0x3_u32;
// Flags of a line of the log (SYNCMGRERRORFLAGS).
/// SYNCMGRERRORFLAG_ENABLEJUMPTEXT: users may open the line: ISyncMgrSynchronize::ShowError.
pub const IOSTX_SYNCMGRERRORFLAG_ENABLEJUMPTEXT: u32 = 0x1_u32;

// Flags of UpdateItems (SYNCMGRINVOKEFLAGS). There is no 0x1.
/// SYNCMGRINVOKE_STARTSYNC: start at once; without it users are asked to choose first (IOSTX_SYNCMGR_EVENT_CHOICE).
pub const IOSTX_SYNCMGRINVOKE_STARTSYNC: u32 = 0x2_u32;
/// SYNCMGRINVOKE_MINIMIZED: that choice begins minimized.
pub const IOSTX_SYNCMGRINVOKE_MINIMIZED: u32 = 0x4_u32;

// Events that a registered handler wants to run at (SYNCMGRREGISTERFLAGS). Bits, unlike IOSTX_SYNCMGRFLAG_*.
/// SYNCMGRREGISTERFLAG_CONNECT: when the network comes up.
pub const IOSTX_SYNCMGRREGISTERFLAG_CONNECT: u32 = 0x1_u32;
/// SYNCMGRREGISTERFLAG_PENDINGDISCONNECT: before the network goes.
pub const IOSTX_SYNCMGRREGISTERFLAG_PENDINGDISCONNECT: u32 = 0x2_u32;
/// SYNCMGRREGISTERFLAG_IDLE: when the machine is idle.
pub const IOSTX_SYNCMGRREGISTERFLAG_IDLE: u32 = 0x4_u32;
/// SYNCMGRREGISTERFLAGS_MASK: the known bits.
pub const IOSTX_SYNCMGRREGISTERFLAGS_MASK: u32 = 0x7_u32;

// Which members of iostx_syncmgr_progress_item are filled. Others keep what they were.
/// SYNCMGRPROGRESSITEM_STATUSTEXT: status_text.
pub const IOSTX_SYNCMGRPROGRESSITEM_STATUSTEXT: u32 = 0x1_u32;
/// SYNCMGRPROGRESSITEM_STATUSTYPE: status_type.
pub const IOSTX_SYNCMGRPROGRESSITEM_STATUSTYPE: u32 = 0x2_u32;
/// SYNCMGRPROGRESSITEM_PROGVALUE: prog_value.
pub const IOSTX_SYNCMGRPROGRESSITEM_PROGVALUE: u32 = 0x4_u32;
/// SYNCMGRPROGRESSITEM_MAXVALUE: max_value.
pub const IOSTX_SYNCMGRPROGRESSITEM_MAXVALUE: u32 = 0x8_u32;
// Which members of iostx_syncmgr_log_error_info are filled.
/// SYNCMGRLOGERROR_ERRORFLAGS: error_flags.
pub const IOSTX_SYNCMGRLOGERROR_ERRORFLAGS: u32 = 0x1_u32;
/// SYNCMGRLOGERROR_ERRORID: error_id.
pub const IOSTX_SYNCMGRLOGERROR_ERRORID: u32 = 0x2_u32;
/// SYNCMGRLOGERROR_ITEMID: item_id.
pub const IOSTX_SYNCMGRLOGERROR_ITEMID: u32 = 0x4_u32;
/// link and link_text. This library's own.
pub const IOSTX_SYNCMGRLOGERROR_LINK: u32 = 0x10000_u32;

// Sizes of names, in UTF-16 units with the NUL; in C three bytes for each.
/// MAX_SYNCMGRHANDLERNAME: name of a handler.
pub const IOSTX_MAX_SYNCMGRHANDLERNAME: u32 = 0x20_u32;
/// MAX_SYNCMGRITEMNAME: name of an item.
pub const IOSTX_MAX_SYNCMGRITEMNAME: u32 = 0x80_u32;

// How a conflict is resolved (SyncMgrResolveConflict).
/// RFC_CANCEL: not now: the conflict stays.
pub const IOSTX_RFC_CANCEL: u32 = 0x0_u32;
/// RFC_KEEPBOTH: keep both versions.
pub const IOSTX_RFC_KEEPBOTH: u32 = 0x1_u32;
/// RFC_KEEPLOCAL: keep the version that is here.
pub const IOSTX_RFC_KEEPLOCAL: u32 = 0x2_u32;
/// RFC_KEEPNETWORK: keep the server's version.
pub const IOSTX_RFC_KEEPNETWORK: u32 = 0x3_u32;
/// RFC_APPLY_TO_ALL: a bit beside: the same for all other conflicts of this handler.
pub const IOSTX_RFC_APPLY_TO_ALL: u32 = 0x10_u32;
// Flags and messages of the dialog for that; no function here uses them.
/// RFCF_APPLY_ALL: offer to apply the choice to all.
pub const IOSTX_RFCF_APPLY_ALL: u32 = 0x1_u32;
/// RFCCM_VIEWLOCAL: show the version that is here.
pub const IOSTX_RFCCM_VIEWLOCAL: u32 = 0x1_u32;
/// RFCCM_VIEWNETWORK: show the server's version.
pub const IOSTX_RFCCM_VIEWNETWORK: u32 = 0x2_u32;
/// RFCCM_NEEDELEMENT: never used.
pub const IOSTX_RFCCM_NEEDELEMENT: u32 = 0x3_u32;

// How a run ended. This library's own, as all that follows.
/// There was no run yet.
pub const IOSTX_SYNCMGR_OUTCOME_NONE: u32 = 0x0_u32;
/// SynchronizeCompleted(S_OK).
pub const IOSTX_SYNCMGR_OUTCOME_SUCCEEDED: u32 = 0x1_u32;
/// A call, or the run, answered a failure; last_result says which.
pub const IOSTX_SYNCMGR_OUTCOME_FAILED: u32 = 0x2_u32;
/// It was stopped.
pub const IOSTX_SYNCMGR_OUTCOME_CANCELLED: u32 = 0x3_u32;
/// Initialize or PrepareForSync answered S_FALSE: not this time.
pub const IOSTX_SYNCMGR_OUTCOME_DECLINED: u32 = 0x4_u32;
/// No item was chosen.
pub const IOSTX_SYNCMGR_OUTCOME_NOTHING: u32 = 0x5_u32;
/// No sign of life for too long: it was given up.
pub const IOSTX_SYNCMGR_OUTCOME_STUCK: u32 = 0x6_u32;
/// The process ended in the middle.
pub const IOSTX_SYNCMGR_OUTCOME_INTERRUPTED: u32 = 0x7_u32;
/// Not begun: another process runs this handler.
pub const IOSTX_SYNCMGR_OUTCOME_ELSEWHERE: u32 = 0x8_u32;

// What a handler does now.
/// This process has no factory for it.
pub const IOSTX_SYNCMGR_STATE_UNAVAILABLE: u32 = 0x0_u32;
/// Nothing.
pub const IOSTX_SYNCMGR_STATE_IDLE: u32 = 0x1_u32;
/// It waits for its turn.
pub const IOSTX_SYNCMGR_STATE_QUEUED: u32 = 0x2_u32;
/// From Initialize to PrepareForSyncCompleted.
pub const IOSTX_SYNCMGR_STATE_PREPARING: u32 = 0x3_u32;
/// From Synchronize to SynchronizeCompleted.
pub const IOSTX_SYNCMGR_STATE_SYNCHRONIZING: u32 = 0x4_u32;
/// It shows properties or an error, or resolves conflicts.
pub const IOSTX_SYNCMGR_STATE_SHOWING: u32 = 0x5_u32;
/// Given up, but a call of it has not returned.
pub const IOSTX_SYNCMGR_STATE_STUCK: u32 = 0x6_u32;

// What an application tells iostx_syncmgr_notify.
/// The network came up.
pub const IOSTX_SYNCMGR_NOTIFY_CONNECT: u32 = 0x1_u32;
/// The network is about to go.
pub const IOSTX_SYNCMGR_NOTIFY_PENDINGDISCONNECT: u32 = 0x2_u32;
/// The machine is idle.
pub const IOSTX_SYNCMGR_NOTIFY_IDLE: u32 = 0x3_u32;
/// The machine is about to sleep: nothing is begun until it resumes.
pub const IOSTX_SYNCMGR_NOTIFY_SUSPEND: u32 = 0x4_u32;
/// It woke up: what was missed is caught up.
pub const IOSTX_SYNCMGR_NOTIFY_RESUME: u32 = 0x5_u32;
// Bits of what the poll function of iostx_syncmgr_options answers.
/// There is a network.
pub const IOSTX_SYNCMGR_POLL_ONLINE: u32 = 0x1_u32;
/// The machine is idle.
pub const IOSTX_SYNCMGR_POLL_IDLE: u32 = 0x2_u32;

// Flags of iostx_syncmgr_options.
/// No clock thread: the host calls iostx_syncmgr_run_due.
pub const IOSTX_SYNCMGR_NO_CLOCK: u32 = 0x1_u32;
/// Runs that a user or a program starts may show windows: SYNCMGRFLAG_MAYBOTHERUSER.
pub const IOSTX_SYNCMGR_INTERACTIVE: u32 = 0x2_u32;
// Flags of a schedule.
/// A time that passed while the machine slept or no process ran is made up for, once.
pub const IOSTX_SYNCMGR_SCHEDULE_CATCH_UP: u32 = 0x1_u32;
/// The time of day is UTC, not local time.
pub const IOSTX_SYNCMGR_SCHEDULE_UTC: u32 = 0x2_u32;
// Which members of iostx_syncmgr_item_options are set.
/// checked.
pub const IOSTX_SYNCMGR_ITEMOPTION_CHECKED: u32 = 0x1_u32;
/// enabled and reason.
pub const IOSTX_SYNCMGR_ITEMOPTION_ENABLED: u32 = 0x2_u32;

// Kinds of events of a manager.
/// Events were lost: list again.
pub const IOSTX_SYNCMGR_EVENT_OVERFLOW: u32 = 0x0_u32;
/// Handlers were registered, unregistered, attached, detached, their options changed, or one has nothing to do any more.
pub const IOSTX_SYNCMGR_EVENT_HANDLERS: u32 = 0x1_u32;
/// The items of a handler, or their choices, changed.
pub const IOSTX_SYNCMGR_EVENT_ITEMS: u32 = 0x2_u32;
/// A run waits for its turn.
pub const IOSTX_SYNCMGR_EVENT_QUEUED: u32 = 0x3_u32;
/// A run began.
pub const IOSTX_SYNCMGR_EVENT_STARTED: u32 = 0x4_u32;
/// Progress of an item.
pub const IOSTX_SYNCMGR_EVENT_PROGRESS: u32 = 0x5_u32;
/// A run ended: code, and in status IOSTX_SYNCMGR_OUTCOME_*.
pub const IOSTX_SYNCMGR_EVENT_ENDED: u32 = 0x6_u32;
/// A line of the log was added.
pub const IOSTX_SYNCMGR_EVENT_ERROR_LOGGED: u32 = 0x7_u32;
/// Lines of the log were deleted.
pub const IOSTX_SYNCMGR_EVENT_ERROR_DELETED: u32 = 0x8_u32;
/// A program asks users to choose (UpdateItems without STARTSYNC): show the items, then iostx_syncmgr_start. status: the invoke flags.
pub const IOSTX_SYNCMGR_EVENT_CHOICE: u32 = 0x9_u32;
/// Properties, an error, or the resolving of conflicts are done: code.
pub const IOSTX_SYNCMGR_EVENT_SHOWN: u32 = 0xA_u32;
/// The list of conflicts changed.
pub const IOSTX_SYNCMGR_EVENT_CONFLICTS: u32 = 0xB_u32;

// Columns of the lists of a manager.
/// IOSTX_PR_SYNCMGR_HANDLER: id of the handler.
pub const IOSTX_PR_SYNCMGR_HANDLER: u32 = 0x7E300048_u32;
/// IOSTX_PR_SYNCMGR_ITEM: id of the item.
pub const IOSTX_PR_SYNCMGR_ITEM: u32 = 0x7E310048_u32;
/// IOSTX_PR_SYNCMGR_NAME: name of the handler or item.
pub const IOSTX_PR_SYNCMGR_NAME: u32 = 0x7E32001F_u32;
/// IOSTX_PR_SYNCMGR_DESCRIPTION: description that the handler was registered with.
pub const IOSTX_PR_SYNCMGR_DESCRIPTION: u32 = 0x7E33001F_u32;
/// IOSTX_PR_SYNCMGR_REGISTER_FLAGS: IOSTX_SYNCMGRREGISTERFLAG_*.
pub const IOSTX_PR_SYNCMGR_REGISTER_FLAGS: u32 = 0x7E340003_u32;
/// IOSTX_PR_SYNCMGR_FLAGS: IOSTX_SYNCMGRHANDLER_*, IOSTX_SYNCMGRITEM_*, or IOSTX_SYNCMGRERRORFLAG_*.
pub const IOSTX_PR_SYNCMGR_FLAGS: u32 = 0x7E350003_u32;
/// IOSTX_PR_SYNCMGR_ICON: icon, by name.
pub const IOSTX_PR_SYNCMGR_ICON: u32 = 0x7E36001F_u32;
/// IOSTX_PR_SYNCMGR_ICON_HANDLE: icon, as the pointer that the handler gave in this process.
pub const IOSTX_PR_SYNCMGR_ICON_HANDLE: u32 = 0x7E370014_u32;
/// IOSTX_PR_SYNCMGR_STATE: IOSTX_SYNCMGR_STATE_*.
pub const IOSTX_PR_SYNCMGR_STATE: u32 = 0x7E380003_u32;
/// IOSTX_PR_SYNCMGR_STATUS: IOSTX_SYNCMGRSTATUS_* of an item: now, or at the end of its last run.
pub const IOSTX_PR_SYNCMGR_STATUS: u32 = 0x7E390003_u32;
/// IOSTX_PR_SYNCMGR_STATUS_TEXT: text of the status.
pub const IOSTX_PR_SYNCMGR_STATUS_TEXT: u32 = 0x7E3A001F_u32;
/// IOSTX_PR_SYNCMGR_PROG_VALUE: how far the item, or all of a handler, is.
pub const IOSTX_PR_SYNCMGR_PROG_VALUE: u32 = 0x7E3B0003_u32;
/// IOSTX_PR_SYNCMGR_MAX_VALUE: what that counts to.
pub const IOSTX_PR_SYNCMGR_MAX_VALUE: u32 = 0x7E3C0003_u32;
/// IOSTX_PR_SYNCMGR_CHECKED: whether the item is chosen.
pub const IOSTX_PR_SYNCMGR_CHECKED: u32 = 0x7E3D000B_u32;
/// IOSTX_PR_SYNCMGR_ENABLED: whether it may run at all.
pub const IOSTX_PR_SYNCMGR_ENABLED: u32 = 0x7E3E000B_u32;
/// IOSTX_PR_SYNCMGR_REASON: why not.
pub const IOSTX_PR_SYNCMGR_REASON: u32 = 0x7E3F001F_u32;
/// IOSTX_PR_SYNCMGR_LAST_RUN: when its last run ended.
pub const IOSTX_PR_SYNCMGR_LAST_RUN: u32 = 0x7E400040_u32;
/// IOSTX_PR_SYNCMGR_LAST_RESULT: code of its last run.
pub const IOSTX_PR_SYNCMGR_LAST_RESULT: u32 = 0x7E410003_u32;
/// IOSTX_PR_SYNCMGR_LAST_OUTCOME: IOSTX_SYNCMGR_OUTCOME_* of its last run.
pub const IOSTX_PR_SYNCMGR_LAST_OUTCOME: u32 = 0x7E420003_u32;
/// IOSTX_PR_SYNCMGR_LAST_SUCCESS: when it last succeeded.
pub const IOSTX_PR_SYNCMGR_LAST_SUCCESS: u32 = 0x7E430040_u32;
/// IOSTX_PR_SYNCMGR_LAST_UPDATE: ftLastUpdate: when the handler says that the item was last updated.
pub const IOSTX_PR_SYNCMGR_LAST_UPDATE: u32 = 0x7E440040_u32;
/// IOSTX_PR_SYNCMGR_NEXT_RUN: when its schedule is due.
pub const IOSTX_PR_SYNCMGR_NEXT_RUN: u32 = 0x7E450040_u32;
/// IOSTX_PR_SYNCMGR_ERRORS: lines of level error in the log.
pub const IOSTX_PR_SYNCMGR_ERRORS: u32 = 0x7E460003_u32;
/// IOSTX_PR_SYNCMGR_WARNINGS: lines of level warning in the log.
pub const IOSTX_PR_SYNCMGR_WARNINGS: u32 = 0x7E470003_u32;
/// IOSTX_PR_SYNCMGR_CONFLICTS: conflicts that wait.
pub const IOSTX_PR_SYNCMGR_CONFLICTS: u32 = 0x7E480003_u32;
/// IOSTX_PR_SYNCMGR_LEVEL: IOSTX_SYNCMGRLOGLEVEL_*.
pub const IOSTX_PR_SYNCMGR_LEVEL: u32 = 0x7E490003_u32;
/// IOSTX_PR_SYNCMGR_TEXT: text of a line of the log, or of a conflict.
pub const IOSTX_PR_SYNCMGR_TEXT: u32 = 0x7E4A001F_u32;
/// IOSTX_PR_SYNCMGR_ERROR_ID: ErrorID of a line of the log.
pub const IOSTX_PR_SYNCMGR_ERROR_ID: u32 = 0x7E4B0048_u32;
/// IOSTX_PR_SYNCMGR_LINK: where the link of a line leads.
pub const IOSTX_PR_SYNCMGR_LINK: u32 = 0x7E4C001F_u32;
/// IOSTX_PR_SYNCMGR_LINK_TEXT: text of the link.
pub const IOSTX_PR_SYNCMGR_LINK_TEXT: u32 = 0x7E4D001F_u32;
/// IOSTX_PR_SYNCMGR_TIME: when it was logged, or found.
pub const IOSTX_PR_SYNCMGR_TIME: u32 = 0x7E4E0040_u32;
/// IOSTX_PR_SYNCMGR_CAN_OPEN: whether iostx_syncmgr_show_error can open the line now.
pub const IOSTX_PR_SYNCMGR_CAN_OPEN: u32 = 0x7E4F000B_u32;
/// IOSTX_PR_SYNCMGR_CONFLICT_ID: id of a conflict.
pub const IOSTX_PR_SYNCMGR_CONFLICT_ID: u32 = 0x7E500048_u32;
/// IOSTX_PR_SYNCMGR_SEQUENCE: number of a line of the log; later lines have higher ones.
pub const IOSTX_PR_SYNCMGR_SEQUENCE: u32 = 0x7E510014_u32;
