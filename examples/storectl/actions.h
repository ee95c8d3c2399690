/* The functions of the commands; what they do stands in the table in commands.c. */
#ifndef STORECTL_ACTIONS_H
#define STORECTL_ACTIONS_H

#include "storectl.h"

/* commands_list.c */
int run_folders(struct shell *shell);
int run_ls(struct shell *shell);
/* commands_show.c */
int run_show(struct shell *shell);
int run_cat(struct shell *shell);
/* commands_new.c */
int run_new(struct shell *shell);
int run_import(struct shell *shell);
/* commands_set.c */
int run_set(struct shell *shell);
/* commands_items.c */
int run_read(struct shell *shell);
int run_move(struct shell *shell);
int run_copy(struct shell *shell);
int run_delete(struct shell *shell);
/* commands_folders.c */
int run_mkdir(struct shell *shell);
int run_rename(struct shell *shell);
int run_options(struct shell *shell);
/* commands_sync.c */
int run_pending(struct shell *shell);
int run_failures(struct shell *shell);
int run_conflicts(struct shell *shell);
int run_held(struct shell *shell);
int run_wanted(struct shell *shell);
/* commands_decide.c */
int run_retry(struct shell *shell);
int run_drop(struct shell *shell);
int run_resolve(struct shell *shell);
int run_confirm(struct shell *shell);
int run_reject(struct shell *shell);
int run_request(struct shell *shell);
/* commands_store.c */
int run_create(struct shell *shell);
int run_stat(struct shell *shell);
int run_check(struct shell *shell);
int run_checkpoint(struct shell *shell);
int run_renew_guid(struct shell *shell);
/* commands_watch.c */
int run_watch(struct shell *shell);

#endif
