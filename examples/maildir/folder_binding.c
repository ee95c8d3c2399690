#include "folder_binding.h"

#include <stdio.h>
#include <string.h>

static int32_t set_binary(iostx_store *store, const iostx_feid *feid, uint32_t tag, const char *text)
{
    iostx_value value = {.tag = tag, .value = {.bytes = {(const uint8_t *)text, strlen(text)}}};
    iostx_folder *folder = NULL;
    int32_t result = iostx_store_open_folder(store, feid, &folder);

    if (result >= 0)
        result = iostx_folder_set_values(folder, &value, 1);
    iostx_folder_free(folder);
    return result;
}

int32_t folder_rebind(struct agent *agent, const char *from, const char *to, bool itself)
{
    const char separator = server_kind(from) == FOLDER_PIM ? '/' : '.';
    size_t size = strlen(from);
    int32_t result = IOSTX_S_OK;

    for (size_t i = 0; result >= 0 && i < agent->folders.count; i++) {
        const struct store_folder *folder = &agent->folders.items[i];
        char path[SERVER_PATH_MAX * 2];

        if (strncmp(folder->remote_id, from, size) != 0 ||
            (folder->remote_id[size] != separator && !(itself && folder->remote_id[size] == '\0')))
            continue;
        snprintf(path, sizeof(path), "%s%s", to, folder->remote_id + size);
        result = set_binary(agent->store, &folder->feid, IOSTX_PR_REMOTE_ID, path);
    }
    return result < 0 ? result : agent_load_folders(agent);
}

int32_t folder_set_version(struct agent *agent, const iostx_feid *feid, const char *version)
{
    const struct store_folder *folder = store_folders_by_id(&agent->folders, feid);

    if (folder != NULL && folder->remote_version.size == strlen(version) &&
        memcmp(folder->remote_version.data, version, strlen(version)) == 0)
        return IOSTX_S_OK;
    return set_binary(agent->store, feid, IOSTX_PR_REMOTE_VERSION, version);
}
