/* wire HOST PORT USER PASSWORD [CA-FILE]: the least a client can do to get all messages; it keeps nothing. With a CA file: over TLS. */
#include <curl/curl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static CURL *line;
static curl_socket_t line_socket;
static bool is_tls;
static char buffer[1 << 18], text[1 << 16];
static size_t at, filled;
static char names[1000][256];
static size_t name_count;

static void fail(const char *why)
{
    fprintf(stderr, "wire: %s\n", why);
    exit(1);
}

static void fill(void)
{
    at = filled = 0;
    if (!is_tls) {
        ssize_t got;
        struct pollfd ready = {line_socket, POLLIN, 0};

        poll(&ready, 1, -1);
        got = read(line_socket, buffer, sizeof(buffer));
        filled = got > 0 ? (size_t)got : 0;
    } else {
        CURLcode code;
        struct pollfd ready = {line_socket, POLLIN, 0};

        while ((code = curl_easy_recv(line, buffer, sizeof(buffer), &filled)) == CURLE_AGAIN)
            poll(&ready, 1, -1);
        if (code != CURLE_OK)
            fail(curl_easy_strerror(code));
    }
    if (filled == 0)
        fail("the server closed the connection");
}

/* The next line into `text`, its beginning if it is long. */
static void read_line(void)
{
    size_t size = 0;

    for (;;) {
        const char *end;
        size_t part;

        if (at == filled)
            fill();
        end = memchr(buffer + at, '\n', filled - at);
        part = end == NULL ? filled - at : (size_t)(end - (buffer + at)) + 1;
        if (size + part < sizeof(text)) {
            memcpy(text + size, buffer + at, part);
            size += part;
        }
        at += part;
        if (end != NULL)
            break;
    }
    while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r'))
        size--;
    text[size] = '\0';
}

static void skip(size_t size)
{
    while (size > 0) {
        size_t part;

        if (at == filled)
            fill();
        part = filled - at < size ? filled - at : size;
        at += part;
        size -= part;
    }
}

/* Sends a command and reads on to its end. */
static void command(const char *words)
{
    char out[1024];
    size_t done = 0, size = (size_t)snprintf(out, sizeof(out), "a %s\r\n", words);

    while (done < size) {
        size_t part = 0;
        CURLcode code = curl_easy_send(line, out + done, size - done, &part);

        if (code != CURLE_OK && code != CURLE_AGAIN)
            fail(curl_easy_strerror(code));
        done += part;
    }
    for (;;) {
        size_t length;
        const char *brace;

        read_line();
        if (strncmp(text, "a ", 2) == 0) {
            if (strncmp(text, "a OK", 4) != 0)
                fail(text);
            return;
        }
        if (strncmp(text, "* LIST ", 7) == 0 && strstr(text, "\\Noselect") == NULL && name_count < 1000)
            snprintf(names[name_count++], sizeof(names[0]), "%.255s", strchr(strstr(text, ") \"") + 3, ' ') + 1);
        length = strlen(text);
        brace = strrchr(text, '{');
        if (brace != NULL && text[length - 1] == '}')
            skip(strtoul(brace + 1, NULL, 10));
    }
}

int main(int argc, char **argv)
{
    char words[1024];

    if (argc < 5)
        return 2;
    is_tls = argc > 5;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    line = curl_easy_init();
    snprintf(words, sizeof(words), "%s://%s:%s", is_tls ? "imaps" : "imap", argv[1], argv[2]);
    curl_easy_setopt(line, CURLOPT_URL, words);
    curl_easy_setopt(line, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(line, CURLOPT_PROXY, "");
    if (is_tls)
        curl_easy_setopt(line, CURLOPT_CAINFO, argv[5]);
    if (curl_easy_perform(line) != CURLE_OK || curl_easy_getinfo(line, CURLINFO_ACTIVESOCKET, &line_socket) != CURLE_OK)
        fail("no connection");
    snprintf(words, sizeof(words), "LOGIN %s %s", argv[3], argv[4]);
    command(words);
    command("LIST \"\" \"*\"");
    for (size_t i = 0; i < name_count; i++) {
        snprintf(words, sizeof(words), "EXAMINE %.255s", names[i]);
        command(words);
        command("UID FETCH 1:* (FLAGS BODY.PEEK[])");
    }
    command("LOGOUT");
    curl_easy_cleanup(line);
    return 0;
}
