/* Text in other charsets, and the encoded words of mail headers. */
#ifndef EXAMPLES_COMMON_CHARSET_H
#define EXAMPLES_COMMON_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

/* How many bytes the UTF-8 character at `data` has; 0 if it is none (RFC 3629). */
size_t charset_utf8_char(const char *data, size_t size);
bool charset_is_utf8(const char *data, size_t size);

/* Adds text in a charset as UTF-8. Bytes that mean nothing there become U+FFFD; NULs are left out. Without a charset, or with one
   that is unknown, valid UTF-8 stays as it is and all else is read as windows-1252. */
void charset_to_utf8(const char *charset, const char *data, size_t size, struct buffer *out);

/* Adds a header's text with its encoded words decoded (RFC 2047, RFC 2231 5), and unencoded text as charset_to_utf8(NULL). */
void charset_decode_words(const char *text, size_t size, struct buffer *out);

/* Adds the bytes that base64 text stands for; characters that are not of its alphabet are passed over, as RFC 2045 6.8 says. */
void charset_decode_base64(const char *text, size_t size, struct buffer *out);

#endif
