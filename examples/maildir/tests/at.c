/* To be loaded before the library (LD_PRELOAD): sends this process a signal at the n-th call of one of the functions below, before the call
   is made. AT_FUNCTION, AT_COUNT, AT_SIGNAL say which. For SIGINT it then waits until the session is cancelled, so that what follows does
   not depend on the speed of a thread. */
#include <dlfcn.h>
#include <iostx.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static iostx_session *session;

static void *next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

static void at(const char *function)
{
    static int calls;
    const char *wanted = getenv("AT_FUNCTION"), *count = getenv("AT_COUNT"), *number = getenv("AT_SIGNAL");

    if (wanted == NULL || count == NULL || number == NULL || strcmp(wanted, function) != 0 || ++calls != atoi(count))
        return;
    kill(getpid(), atoi(number));
    while (atoi(number) != SIGKILL && iostx_session_is_cancelled(session) == 0)
        sched_yield();
}

int32_t iostx_get_sync_object(iostx_store *store, iostx_session **out)
{
    int32_t (*call)(iostx_store *, iostx_session **);
    int32_t result;

    *(void **)&call = next("iostx_get_sync_object");
    result = call(store, out);
    session = *out;
    return result;
}

int32_t iostx_session_set_result(iostx_session *s, const iostx_meid *deferred, const iostx_result *result)
{
    int32_t (*call)(iostx_session *, const iostx_meid *, const iostx_result *);

    at("set_result");
    *(void **)&call = next("iostx_session_set_result");
    return call(s, deferred, result);
}

int32_t iostx_session_set_entry_results(iostx_session *s, uint32_t first, uint32_t count, const iostx_result *results)
{
    int32_t (*call)(iostx_session *, uint32_t, uint32_t, const iostx_result *);

    at("set_entry_results");
    *(void **)&call = next("iostx_session_set_entry_results");
    return call(s, first, count, results);
}

int32_t iostx_contents_sink_import_item(iostx_contents_sink *sink, const iostx_import_item *item, iostx_message **out)
{
    int32_t (*call)(iostx_contents_sink *, const iostx_import_item *, iostx_message **);

    at("import_item");
    *(void **)&call = next("iostx_contents_sink_import_item");
    return call(sink, item, out);
}

int32_t iostx_contents_sink_listing_complete(iostx_contents_sink *sink)
{
    int32_t (*call)(iostx_contents_sink *);

    at("listing_complete");
    *(void **)&call = next("iostx_contents_sink_listing_complete");
    return call(sink);
}
