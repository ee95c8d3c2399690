#include "marks.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

size_t marks_base_size(const char *name)
{
    return strcspn(name, ":");
}

static struct marks read_letters(const char *at, size_t size)
{
    struct marks marks = {0};

    for (size_t i = 0; i < size; i++) {
        if (at[i] >= 'A' && at[i] <= 'Z')
            marks.upper |= 1u << (at[i] - 'A');
        else if (at[i] >= 'a' && at[i] <= 'z')
            marks.lower |= 1u << (at[i] - 'a');
    }
    return marks;
}

struct marks marks_of_name(const char *name)
{
    const char *info = name + marks_base_size(name);

    /* ":1," is experimental and means nothing here. */
    return strncmp(info, ":2,", 3) == 0 ? read_letters(info + 3, strlen(info + 3)) : (struct marks){0};
}

/* Adds the letters in ASCII order, and a NUL. `out` has room for 53 bytes. */
static void write_letters(struct marks marks, char *out)
{
    for (unsigned i = 0; i < 26; i++)
        if (marks.upper >> i & 1)
            *out++ = (char)('A' + i);
    for (unsigned i = 0; i < 26; i++)
        if (marks.lower >> i & 1)
            *out++ = (char)('a' + i);
    *out = '\0';
}

bool marks_write_name(const char *base, size_t base_size, struct marks marks, char *out, size_t out_size)
{
    char letters[53];
    int size;

    write_letters(marks, letters);
    size = snprintf(out, out_size, "%.*s:2,%s", (int)base_size, base, letters);
    return size > 0 && (size_t)size < out_size && size <= 255;
}

static const struct {
    uint32_t flag;
    char letter;
} table[] = {
    {IOSTX_FLAG_READ, 'S'},      {IOSTX_FLAG_FLAGGED, 'F'}, {IOSTX_FLAG_ANSWERED, 'R'},
    {IOSTX_FLAG_FORWARDED, 'P'}, {IOSTX_FLAG_DRAFT, 'D'},   {IOSTX_FLAG_DELETED, 'T'},
};

uint32_t marks_to_flags(struct marks marks)
{
    uint32_t flags = 0;

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (marks.upper & MARKS_BIT(table[i].letter))
            flags |= table[i].flag;
    return flags;
}

uint32_t marks_of_flags(uint32_t flags)
{
    uint32_t upper = 0;

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (flags & table[i].flag)
            upper |= MARKS_BIT(table[i].letter);
    return upper;
}

void marks_write_version(struct marks marks, uint64_t keyword_digest, char out[MARKS_VERSION_MAX])
{
    char letters[53];

    write_letters(marks, letters);
    if (marks.lower == 0)
        snprintf(out, MARKS_VERSION_MAX, "2,%s", letters);
    else
        snprintf(out, MARKS_VERSION_MAX, "2,%s#%016" PRIx64, letters, keyword_digest);
}

bool marks_read_version(iostx_bytes version, struct marks *out)
{
    const char *at = (const char *)version.data;
    const char *end;

    if (version.size < 2 || at[0] != '2' || at[1] != ',')
        return false;
    end = memchr(at, '#', version.size);
    *out = read_letters(at + 2, (end == NULL ? version.size : (size_t)(end - at)) - 2);
    return true;
}

struct marks marks_apply(struct marks marks, const struct marks_change *change)
{
    marks.upper = (marks.upper & ~change->clear.upper) | change->set.upper;
    marks.lower = (marks.lower & ~change->clear.lower) | change->set.lower;
    return marks;
}
