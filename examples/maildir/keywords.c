#include "keywords.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "charset.h"
#include "files.h"

/* More than so many bytes no such file has. */
#define FILE_MAX ((size_t)64 * 1024)
/* A keyword that is longer is left alone. */
#define NAME_MAX_SIZE 200

static void read_line(const char *line, size_t size, struct keywords *out)
{
    size_t i = 0;
    unsigned number = 0;

    while (i < size && i < 3 && line[i] >= '0' && line[i] <= '9')
        number = number * 10 + (unsigned)(line[i++] - '0');
    if (i == 0 || i >= size || line[i] != ' ' || number >= KEYWORDS_MAX || out->names[number] != NULL)
        return;
    i++;
    if (i < size && size - i <= NAME_MAX_SIZE && charset_is_utf8(line + i, size - i))
        out->names[number] = texts_copy(&out->texts, line + i, size - i);
}

bool keywords_load(int dir, struct keywords *out)
{
    struct buffer text = {0};
    struct stat st;
    int fd = files_open(dir, KEYWORDS_FILE, &st);
    bool done;

    *out = (struct keywords){0};
    if (fd < 0)
        return errno == ENOENT;
    done = files_read(fd, FILE_MAX, &text);
    close(fd);
    for (size_t i = 0; done && i < text.size;) {
        const char *end = memchr(text.data + i, '\n', text.size - i);
        size_t size = end == NULL ? text.size - i : (size_t)(end - text.data) - i;

        read_line(text.data + i, size, out);
        i += size + 1;
    }
    buffer_free(&text);
    if (out->texts.failed) {
        keywords_free(out);
        errno = ENOMEM;
        return false;
    }
    return done;
}

bool keywords_save(int dir, struct keywords *keywords)
{
    char temporary[64];
    struct buffer text = {0};
    int fd;
    bool done;

    if (!keywords->changed)
        return true;
    for (int i = 0; i < KEYWORDS_MAX; i++) {
        char number[16];

        if (keywords->names[i] == NULL)
            continue;
        snprintf(number, sizeof(number), "%d ", i);
        buffer_add_text(&text, number);
        buffer_add_text(&text, keywords->names[i]);
        buffer_add_char(&text, '\n');
    }
    snprintf(temporary, sizeof(temporary), KEYWORDS_FILE ".%ld.tmp", (long)getpid());
    (void)unlinkat(dir, temporary, 0);
    fd = files_create(dir, temporary);
    done = fd >= 0 && !text.failed && files_write(fd, text.data, text.size) && fsync(fd) == 0;
    if (fd >= 0 && close(fd) != 0)
        done = false;
    done = done && renameat(dir, temporary, dir, KEYWORDS_FILE) == 0 && files_sync_dir(dir);
    if (!done) {
        int error = errno;

        (void)unlinkat(dir, temporary, 0);
        errno = error;
    }
    buffer_free(&text);
    keywords->changed = !done;
    return done;
}

void keywords_free(struct keywords *keywords)
{
    texts_free(&keywords->texts);
    *keywords = (struct keywords){0};
}

static bool is_name(const char *name, const char *text, size_t size)
{
    return name != NULL && strlen(name) == size && strncasecmp(name, text, size) == 0;
}

bool keywords_add_letter(struct keywords *keywords, const char *name, size_t size, bool create, uint32_t *letters)
{
    int free_letter = -1;

    for (int i = KEYWORDS_MAX - 1; i >= 0; i--) {
        if (is_name(keywords->names[i], name, size)) {
            *letters |= 1u << i;
            return true;
        }
        if (keywords->names[i] == NULL)
            free_letter = i;
    }
    /* A name of several lines would be read as two. */
    if (!create || free_letter < 0 || size == 0 || size > NAME_MAX_SIZE || memchr(name, '\n', size) != NULL)
        return false;
    keywords->names[free_letter] = texts_copy(&keywords->texts, name, size);
    if (keywords->names[free_letter] == NULL)
        return false;
    keywords->changed = true;
    *letters |= 1u << free_letter;
    return true;
}

uint64_t keywords_digest(const struct keywords *keywords, uint32_t letters)
{
    uint64_t digest = FILES_DIGEST_START;

    for (int i = 0; i < KEYWORDS_MAX; i++)
        if (letters >> i & 1 && keywords->names[i] != NULL)
            digest = files_digest(digest, keywords->names[i], strlen(keywords->names[i]) + 1);
    return digest;
}

bool keywords_translate(const struct keywords *from, uint32_t letters, struct keywords *to, uint32_t *out)
{
    for (int i = 0; i < KEYWORDS_MAX; i++) {
        const char *name = from->names[i];

        /* A letter without a name means nothing in the other folder. */
        if (letters >> i & 1 && name != NULL && !keywords_add_letter(to, name, strlen(name), true, out))
            return false;
    }
    return true;
}

#define FORWARDED "$Forwarded"

uint32_t keywords_forwarded(const struct keywords *keywords)
{
    for (int i = 0; i < KEYWORDS_MAX; i++)
        if (is_name(keywords->names[i], FORWARDED, strlen(FORWARDED)))
            return 1u << i;
    return 0;
}

uint32_t keywords_flags(const struct keywords *keywords, struct marks marks)
{
    return marks_to_flags(marks) | (marks.lower & keywords_forwarded(keywords) ? IOSTX_FLAG_FORWARDED : 0);
}

size_t keywords_names(const struct keywords *keywords, struct marks marks, const char *names[KEYWORDS_MAX])
{
    uint32_t letters = marks.lower & ~keywords_forwarded(keywords);
    size_t count = 0;

    for (int i = 0; i < KEYWORDS_MAX; i++)
        if (letters >> i & 1 && keywords->names[i] != NULL)
            names[count++] = keywords->names[i];
    return count;
}
