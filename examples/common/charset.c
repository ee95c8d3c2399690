#include "charset.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#define REPLACEMENT "\xEF\xBF\xBD"

size_t charset_utf8_char(const char *data, size_t size)
{
    const unsigned char *s = (const unsigned char *)data;
    size_t length;

    if (size == 0)
        return 0;
    if (s[0] < 0x80)
        return 1;
    length = s[0] >= 0xC2 && s[0] < 0xE0 ? 2 : s[0] >= 0xE0 && s[0] < 0xF0 ? 3 : s[0] >= 0xF0 && s[0] < 0xF5 ? 4 : 0;
    if (length == 0 || length > size)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    }
    /* Over-long forms, surrogates, and what lies beyond U+10FFFF. */
    if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F) || (s[0] == 0xF0 && s[1] < 0x90) ||
        (s[0] == 0xF4 && s[1] > 0x8F))
        return 0;
    return length;
}

bool charset_is_utf8(const char *data, size_t size)
{
    while (size > 0) {
        size_t length = charset_utf8_char(data, size);
        if (length == 0)
            return false;
        data += length;
        size -= length;
    }
    return true;
}

/* Adds text that is to be UTF-8: what is not becomes U+FFFD, NULs are left out. */
static void add_utf8(const char *data, size_t size, struct buffer *out)
{
    while (size > 0) {
        size_t length = charset_utf8_char(data, size);
        if (length == 0)
            buffer_add_text(out, REPLACEMENT);
        else if (*data != '\0')
            buffer_add(out, data, length);
        length = length == 0 ? 1 : length;
        data += length;
        size -= length;
    }
}

/* Adds what iconv makes of the text; bytes that it cannot convert become U+FFFD. */
static void convert(iconv_t converter, const char *data, size_t size, struct buffer *out)
{
    char *in = (char *)(uintptr_t)data; /* POSIX declares the input without const; it is not written to. */
    char chunk[1024];

    while (size > 0) {
        char *to = chunk;
        size_t room = sizeof(chunk);
        size_t result = iconv(converter, &in, &size, &to, &room);

        add_utf8(chunk, sizeof(chunk) - room, out);
        if (result != (size_t)-1)
            break;
        if (errno != E2BIG) {
            buffer_add_text(out, REPLACEMENT);
            in++;
            size--;
        }
    }
}

/* Charsets that mail names and means something wider by: what RFC 1345 and RFC 2978 call so is a part of what is sent. */
static const char *widened(const char *charset)
{
    static const char *const wider[][2] = {
        {"iso-8859-1", "windows-1252"}, {"latin1", "windows-1252"},  {"us-ascii", "windows-1252"}, {"ascii", "windows-1252"},
        {"gb2312", "gb18030"},          {"gbk", "gb18030"},          {"ks_c_5601-1987", "cp949"},  {"euc-kr", "cp949"},
        {"shift_jis", "cp932"},         {"iso-8859-9", "windows-1254"},
    };

    for (size_t i = 0; i < sizeof(wider) / sizeof(wider[0]); i++) {
        if (strcasecmp(charset, wider[i][0]) == 0)
            return wider[i][1];
    }
    return charset;
}

void charset_to_utf8(const char *charset, const char *data, size_t size, struct buffer *out)
{
    bool known = charset != NULL && *charset != '\0';
    iconv_t converter;

    if (known && (strcasecmp(charset, "utf-8") == 0 || strcasecmp(charset, "utf8") == 0)) {
        add_utf8(data, size, out);
        return;
    }
    converter = known ? iconv_open("UTF-8", widened(charset)) : (iconv_t)-1;
    if (converter == (iconv_t)-1) {
        if (charset_is_utf8(data, size)) {
            add_utf8(data, size, out);
            return;
        }
        converter = iconv_open("UTF-8", "windows-1252");
    }
    if (converter == (iconv_t)-1) {
        add_utf8(data, size, out);
        return;
    }
    convert(converter, data, size, out);
    iconv_close(converter);
}

void charset_decode_base64(const char *text, size_t size, struct buffer *out)
{
    uint32_t bits = 0;
    int count = 0;

    for (size_t i = 0; i < size && text[i] != '='; i++) {
        char c = text[i];
        uint32_t value;

        if (c >= 'A' && c <= 'Z')
            value = (uint32_t)(c - 'A');
        else if (c >= 'a' && c <= 'z')
            value = (uint32_t)(c - 'a' + 26);
        else if (c >= '0' && c <= '9')
            value = (uint32_t)(c - '0' + 52);
        else if (c == '+' || c == '/')
            value = c == '+' ? 62 : 63;
        else
            continue;
        bits = bits << 6 | value;
        if (++count % 4 != 1)
            buffer_add_char(out, (char)(bits >> (6 - 2 * ((count - 1) % 4)) & 0xFF));
    }
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The "Q" encoding of RFC 2047 4.2. */
static void decode_q(const char *text, size_t size, struct buffer *out)
{
    for (size_t i = 0; i < size; i++) {
        int high = i + 2 < size ? hex_digit(text[i + 1]) : -1;
        int low = i + 2 < size ? hex_digit(text[i + 2]) : -1;

        if (text[i] != '=' || high < 0 || low < 0) {
            buffer_add_char(out, text[i] == '_' ? ' ' : text[i]);
            continue;
        }
        buffer_add_char(out, (char)(high * 16 + low));
        i += 2;
    }
}

/* An encoded word: =?charset*language?encoding?text?= */
struct word {
    char charset[64];
    char encoding;
    const char *text;
    size_t text_size;
    size_t size; /* Of the whole word. */
};

/* A word has 75 characters at most; programs that send longer ones exist. */
#define WORD_MAX 4096

/* RFC 2047 allows no spaces in words; what is sent has them in Q text, so that they are taken there. */
static bool read_word(const char *at, size_t size, struct word *out)
{
    const char *end = at + (size < WORD_MAX ? size : WORD_MAX), *charset = at + 2, *encoding, *close;
    size_t length;

    if (size < 8 || at[0] != '=' || at[1] != '?')
        return false;
    encoding = memchr(charset, '?', (size_t)(end - charset));
    if (encoding == NULL || end - encoding < 5 || encoding[2] != '?')
        return false;
    length = strcspn(charset, "*?");
    if (length == 0 || length >= sizeof(out->charset) || memchr(charset, ' ', length) != NULL)
        return false;
    memcpy(out->charset, charset, length);
    out->charset[length] = '\0';
    out->encoding = (char)toupper((unsigned char)encoding[1]);
    out->text = encoding + 3;
    for (close = out->text; close + 1 < end && (close[0] != '?' || close[1] != '='); close++) {
        if (*close == '\n' || (*close == ' ' && out->encoding == 'B'))
            return false;
    }
    if (close + 1 >= end || (out->encoding != 'B' && out->encoding != 'Q'))
        return false;
    out->text_size = (size_t)(close - out->text);
    out->size = (size_t)(close + 2 - at);
    return true;
}

static size_t spaces_at(const char *text, size_t size)
{
    size_t count = 0;

    while (count < size && (text[count] == ' ' || text[count] == '\t' || text[count] == '\r' || text[count] == '\n'))
        count++;
    return count;
}

/* Decodes a run of words of one charset at once: encoders cut characters in two, which RFC 2047 forbids and readers live with. */
static size_t decode_run(const char *text, size_t size, struct word *word, struct buffer *out)
{
    struct buffer raw = {0};
    char charset[sizeof(word->charset)];
    size_t used = 0;

    memcpy(charset, word->charset, sizeof(charset));
    for (;;) {
        size_t gap;

        if (word->encoding == 'B')
            charset_decode_base64(word->text, word->text_size, &raw);
        else
            decode_q(word->text, word->text_size, &raw);
        used += word->size;
        gap = spaces_at(text + used, size - used);
        if (!read_word(text + used + gap, size - used - gap, word) || strcasecmp(charset, word->charset) != 0)
            break;
        used += gap;
    }
    if (raw.size > 0)
        charset_to_utf8(charset, raw.data, raw.size, out);
    out->failed = out->failed || raw.failed;
    buffer_free(&raw);
    return used;
}

void charset_decode_words(const char *text, size_t size, struct buffer *out)
{
    size_t plain = 0, at = 0;
    struct word word;

    while (at < size) {
        size_t gap;

        if (!read_word(text + at, size - at, &word)) {
            at++;
            continue;
        }
        charset_to_utf8(NULL, text + plain, at - plain, out);
        do { /* White space between two words does not count. */
            at += decode_run(text + at, size - at, &word, out);
            gap = spaces_at(text + at, size - at);
        } while (read_word(text + at + gap, size - at - gap, &word) && (at += gap, true));
        plain = at;
    }
    charset_to_utf8(NULL, text + plain, size - plain, out);
}
