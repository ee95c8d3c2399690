/* Makes a store, puts a note into it, and lists what waits for upload. */
#include <iostx.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  iostx_store *store;
  iostx_folder *notes;
  iostx_message *note;
  iostx_cursor *pending;
  iostx_error *error = NULL;
  iostx_feid id;
  iostx_value subject;
  if (iostx_store_open(argc > 1 ? argv[1] : "first.iostx", NULL, &store, &error) < 0)
    return fprintf(stderr, "%s\n", error->message), iostx_error_free(error), 1;
  iostx_store_get_special_folder(store, IOSTX_FOLDER_NOTES, &id);
  iostx_store_open_folder(store, &id, &notes);
  iostx_folder_create_message(notes, 0, &note);
  memset(&subject, 0, sizeof(subject));
  subject.tag = IOSTX_PR_SUBJECT;
  subject.value.bytes.data = (const uint8_t *)"Buy milk";
  subject.value.bytes.size = strlen("Buy milk");
  iostx_message_set_values(note, &subject, 1);
  iostx_message_save(note, 0);
  iostx_store_list_pending(store, NULL, &pending);
  const iostx_value *row;
  size_t columns;
  for (int n = 0; iostx_cursor_next(pending, &row, &columns) == IOSTX_S_OK; n++)
    for (size_t i = 0; i < columns; i++)
      if (row[i].tag == IOSTX_PR_SUBJECT) printf("%d waits for upload: %s\n", n + 1, (const char *)row[i].value.bytes.data);
  iostx_cursor_free(pending), iostx_message_free(note), iostx_folder_free(notes), iostx_store_free(store);
  return 0;
}
