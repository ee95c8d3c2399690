#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "folders.h"
#include "storectl.h"
#include "values.h"

uint64_t number_of_ltid(const iostx_ltid *ltid)
{
    uint64_t number = 0;

    for (size_t i = 0; i < sizeof(ltid->counter); i++)
        number = number << 8 | ltid->counter[i];
    return number;
}

static void set_number(iostx_ltid *ltid, uint64_t number)
{
    for (size_t i = sizeof(ltid->counter); i-- > 0; number >>= 8)
        ltid->counter[i] = (uint8_t)number;
}

const char *number_text(uint64_t number, char out[NUMBER_TEXT])
{
    snprintf(out, NUMBER_TEXT, "%llx", (unsigned long long)number);
    return out;
}

const char *entry_number(iostx_bytes entry_id, char out[NUMBER_TEXT])
{
    iostx_meid meid;
    iostx_feid feid;

    out[0] = '\0';
    if (meid_of(entry_id, &meid))
        return number_text(number_of_ltid(&meid.message), out);
    return feid_of(entry_id, &feid) ? number_text(number_of_ltid(&feid.folder), out) : out;
}

bool meid_of(iostx_bytes entry_id, iostx_meid *out)
{
    if (entry_id.size != sizeof(*out))
        return false;
    memcpy(out, entry_id.data, sizeof(*out));
    return true;
}

bool feid_of(iostx_bytes entry_id, iostx_feid *out)
{
    if (entry_id.size != sizeof(*out))
        return false;
    memcpy(out, entry_id.data, sizeof(*out));
    return true;
}

iostx_meid meid_of_folder(const iostx_feid *folder)
{
    iostx_meid meid = IOSTX_MEID_INIT;

    memcpy(meid.flags, folder->flags, sizeof(meid.flags));
    memcpy(meid.provider, folder->provider, sizeof(meid.provider));
    meid.folder = folder->folder;
    return meid;
}

/* --- Opening by number -------------------------------------------------------------------------------------------------------- */

/* Tries a number as one given out under a replica GUID. The folder part may be any: an outdated one still finds the item. */
static int32_t try_guid(struct shell *shell, const iostx_feid *any_folder, const iostx_guid *guid, uint64_t number, uint32_t flags,
                        iostx_message **out)
{
    iostx_meid meid = meid_of_folder(any_folder);

    meid.message.guid = *guid;
    set_number(&meid.message, number);
    return iostx_store_open_message(shell->store, &meid, flags, out);
}

/* A number belongs to the GUID that was in force when it was given out: the present one, or after iostx_store_renew_guid an older
   one, which the folders of that time still have. */
static int open_number(struct shell *shell, const char *text, uint64_t number, uint32_t flags, iostx_message **out)
{
    int status = DONE;
    const struct folders *folders = all_folders(shell, &status);
    iostx_store_info info = IOSTX_STORE_INFO_INIT;
    iostx_feid root;
    iostx_guid tried;
    int32_t code;

    if (folders == NULL)
        return status;
    if ((code = iostx_store_get_info(shell->store, &info)) < 0 ||
        (code = iostx_store_get_special_folder(shell->store, IOSTX_FOLDER_ROOT, &root)) < 0)
        return fail_call(shell, shell->store, code, "cannot read the store");
    tried = info.guid;
    code = try_guid(shell, &root, &tried, number, flags, out);
    for (size_t i = 0; i < folders->count && code == IOSTX_MAPI_E_INVALID_ENTRYID; i++) {
        const iostx_guid *guid = &folders->all[i].feid.folder.guid;
        if (memcmp(guid, &tried, sizeof(*guid)) != 0) {
            tried = *guid;
            code = try_guid(shell, &root, &tried, number, flags, out);
        }
    }
    if (code == IOSTX_MAPI_E_NOT_FOUND || code == IOSTX_MAPI_E_OBJECT_DELETED || code == IOSTX_MAPI_E_INVALID_ENTRYID)
        return fail(shell, "item %s: there is no such item; list them with: ls FOLDER", text);
    return code < 0 ? fail_call(shell, shell->store, code, "cannot open the item %s", text) : DONE;
}

int open_item(struct shell *shell, const char *text, uint32_t flags, iostx_message **out)
{
    size_t digits = strspn(text, "0123456789abcdefABCDEF");
    struct texts texts = {0};
    iostx_meid meid = IOSTX_MEID_INIT;
    const char *why;
    iostx_value value;
    int32_t code;

    *out = NULL;
    if (digits == 0 || text[digits] != '\0' || (digits > 12 && digits != 2 * sizeof(meid)))
        return usage(shell, "item \"%s\": an item is the number in hex that ls prints, or an entry id of 140 digits", text);
    if (digits <= 12)
        return open_number(shell, text, strtoull(text, NULL, 16), flags, out);

    char hex[2 * sizeof(meid) + 5] = "hex:";
    memcpy(hex + 4, text, digits + 1);
    if (!read_value(IOSTX_PR_ENTRYID, hex, &texts, &value, &why) || !meid_of(value.value.bytes, &meid)) {
        texts_free(&texts);
        return fail(shell, "item %s: the entry id cannot be read", text);
    }
    texts_free(&texts);
    code = iostx_store_open_message(shell->store, &meid, flags, out);
    return code < 0 ? fail_call(shell, shell->store, code, "cannot open the item %s", text) : DONE;
}

int find_item(struct shell *shell, const char *text, iostx_meid *out)
{
    iostx_message *message = NULL;
    int status = open_item(shell, text, 0, &message);
    int32_t code;

    if (status != DONE)
        return status;
    code = iostx_message_get_id(message, out);
    if (code < 0)
        status = fail_call(shell, message, code, "cannot read the id of the item %s", text);
    iostx_message_free(message);
    return status;
}

int find_items(struct shell *shell, size_t count, iostx_meid **out)
{
    int status = DONE;

    *out = calloc(count > 0 ? count : 1, sizeof(**out));
    if (*out == NULL)
        return fail(shell, "out of memory");
    for (size_t i = 0; i < count && status == DONE; i++)
        status = find_item(shell, shell->arguments[i], &(*out)[i]);
    if (status != DONE) {
        free(*out);
        *out = NULL;
    }
    return status;
}
