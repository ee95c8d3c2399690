#include "dialog.h"

#include <pthread.h>

#include "loop.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool open, ended, retry;
static iostx_guid open_handler, open_error;

int32_t dialog_show(const iostx_guid *handler, const iostx_guid *error)
{
    int32_t answer;

    pthread_mutex_lock(&lock);
    /* One at a time; an account that comes second waits for its turn. */
    while (open && !ended)
        pthread_cond_wait(&changed, &lock);
    open = true;
    retry = false;
    open_handler = *handler;
    open_error = *error;
    loop_wake(NULL);
    while (open && !ended)
        pthread_cond_wait(&changed, &lock);
    answer = retry && !ended ? IOSTX_S_SYNCMGR_RETRYSYNC : IOSTX_S_OK;
    pthread_mutex_unlock(&lock);
    return answer;
}

bool dialog_is_open(iostx_guid *handler, iostx_guid *error)
{
    bool answer;

    pthread_mutex_lock(&lock);
    answer = open && !ended;
    *handler = open_handler;
    *error = open_error;
    pthread_mutex_unlock(&lock);
    return answer;
}

static void set(bool again, bool end)
{
    pthread_mutex_lock(&lock);
    open = false;
    retry = again;
    ended = ended || end;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

void dialog_answer(bool again)
{
    set(again, false);
}

void dialog_end(void)
{
    set(false, true);
}
