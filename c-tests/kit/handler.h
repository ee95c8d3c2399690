/*
 * A synchronization manager without a clock thread, and handlers that do as a script says and write down what was called. Every
 * function checks that the library answers success, and ends the case if not.
 */
#ifndef HANDLER_H
#define HANDLER_H

#include "world.h"

#include <pthread.h>

/* The manager of the case, and a subscription to it. */
typedef struct managed {
    iostx_syncmgr *manager;
    iostx_syncmgr_events *events;
} managed;
extern managed m;

/* A case that has both. */
#define IN_MANAGER(function) CASE_IN(function, open_manager, close_manager)
void open_manager(void);
void open_manager_with(iostx_syncmgr_options options);
void close_manager(void);
const char *manager_path(void);
/* Options with the clock of the case. */
iostx_syncmgr_options manager_options(void);

/* A guid of sixteen equal bytes. */
iostx_guid id_of(uint8_t number);
bool same_id(iostx_guid a, iostx_guid b);

/* When a method completes: inside the call, from another thread, never (the case does it), or not at all, its answer being the code. */
typedef enum when { INSIDE, THREAD, NEVER, ANSWERS } when;
typedef struct phase {
    when when;
    int32_t code;
} phase;

/* Where the handlers of one id play. Zeros are a script: everything succeeds, inside the calls, with two items. */
typedef struct stage {
    /* The script. */
    uint32_t handler_flags, item_flags, register_flags;
    int32_t initialize, info, enumerate, next, callback_code;
    uint32_t items, unchecked; /* count of items, 0: two; bits of those that are not chosen by default, all above 31 if there are any */
    phase prepare, synchronize, show;
    int32_t resolve;
    void (*work)(struct stage *stage, iostx_syncmgr_callback *callback, const iostx_guid *items, size_t count);
    /* Called first in each method that owes a completion, with its name. */
    void (*called)(struct stage *stage, iostx_syncmgr_callback *callback, const char *method);
    /* What happened. */
    uint8_t number;
    uint64_t token;
    iostx_syncmgr_callback *callback; /* of the last object; owned */
    int alive, factories;
    char trace[2048];
    iostx_guid prepared[64];
    size_t prepared_count;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t threads[8];
    int thread_count;
} stage;

/* Registers a handler and attaches the stage to it. */
void serve(stage *stage, uint8_t number);
/* Waits for the threads of a stage; nothing of it is alive any more. To be called after the manager was closed. */
void end_stage(stage *stage);
/* Both. */
void close_stage(stage *stage);
/* Registers a stage as handler 1, starts that, and waits until it is in a method, which does not complete by itself. */
void play_until(stage *stage, const char *method);
/* Waits until something was called. */
void wait_for(stage *stage, const char *call);
/* What was called since the last time: words with spaces between. */
const char *take_trace(stage *stage);

/* For handlers of stores: has nothing to do. */
int32_t synchronize_nothing(void *userdata, iostx_session *session, iostx_syncmgr_callback *callback, const iostx_feid *folders, size_t count);

/* The next event of a kind about a handler. */
iostx_syncmgr_event wait_event(uint32_t kind, uint8_t handler);
/* Lets so much time pass until a handler is given up, and answers that event. Once is not always enough: that a call returns is a sign
   of life, and what wait_for saw is its begin. */
iostx_syncmgr_event given_up(uint8_t handler, uint64_t time);
/* Starts a handler; waits for its result. */
void start_handler(uint8_t handler);
iostx_syncmgr_event ended(uint8_t handler);
/* Runs a handler, and waits until its object is released or kept. */
iostx_syncmgr_event run_handler(uint8_t handler);
/* Waits until a handler is at nothing. */
void settle(uint8_t handler);

/* The number of a column in the row of a handler, or of an item; -1 if it is missing, or the row is. */
int64_t handler_column(uint8_t handler, uint32_t column);
int64_t item_column(uint8_t handler, uint8_t item, uint32_t column);
/* Count of the rows of a list, to be given a cursor. */
size_t count_errors(void);

/* Progress of an item with a status only. */
int32_t report(iostx_syncmgr_callback *callback, uint8_t item, uint32_t status);
/* Logs a line that can be opened by this id. */
int32_t log_openable(iostx_syncmgr_callback *callback, uint8_t error);

#endif
