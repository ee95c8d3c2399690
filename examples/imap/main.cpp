/* iostx-imap: synchronizes a store with an IMAP account. Read README.md first; agent.cpp has the run, the other files its operations. */
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "commands.h"
#include "interrupt.h"

namespace imap
{

static int usage(std::FILE *to, int code)
{
    std::fputs("usage: iostx-imap [-c CONFIG] [--json] COMMAND\n"
               "  sync             synchronize once, both ways\n"
               "  watch            synchronize, then whenever something changes, until interrupted\n"
               "  status           what is waiting to be synchronized\n"
               "  folders          the folders, and the mailboxes that they are bound to\n"
               "  ls [MAILBOX]     the messages of a folder (INBOX)\n"
               "CONFIG is ~/.config/iostx-imap by default; README.md lists its keys.\n"
               "Exit codes: 0 in sync, 1 something is left over, 2 usage or configuration, 3 store or server unusable, 4 interrupted.\n",
               to);
    return code;
}

static std::string default_config()
{
    const char *home = std::getenv("HOME");

    return std::string(home == nullptr ? "" : home) + "/.config/iostx-imap";
}

static int run(const std::string &path, bool json, const std::vector<std::string> &words)
{
    report told(json);

    try {
        const config settings = read_config(path);
        program of(settings, told);

        if (settings.store.empty())
            throw config_error(path + ": store is missing");
        if (words[0] == "sync" && words.size() == 1)
            return sync_once(of);
        if (words[0] == "watch" && words.size() == 1)
            return watch(of);
        if (words[0] == "status" && words.size() == 1)
            return show_status(of);
        if (words[0] == "folders" && words.size() == 1)
            return show_folders(of);
        if (words[0] == "ls" && words.size() <= 2)
            return show_items(of, words.size() > 1 ? words[1] : "INBOX");
        return usage(stderr, EXIT_USAGE);
    } catch (const config_error &error) {
        told.failed(error.what());
        return EXIT_USAGE;
    } catch (const cancelled &) {
        return EXIT_INTERRUPTED;
    } catch (const std::exception &error) {
        told.failed(error.what());
        return EXIT_UNUSABLE;
    }
}

} // namespace imap

int main(int argc, char **argv)
{
    std::string path = imap::default_config();
    std::vector<std::string> words;
    bool json = false;

    for (int i = 1; i < argc; i++) {
        if (std::strcmp(argv[i], "--json") == 0)
            json = true;
        else if (std::strcmp(argv[i], "-c") == 0 && i + 1 < argc)
            path = argv[++i];
        else if (std::strcmp(argv[i], "--help") == 0)
            return imap::usage(stdout, EXIT_SUCCESS);
        else if (argv[i][0] == '-')
            return imap::usage(stderr, imap::EXIT_USAGE);
        else
            words.emplace_back(argv[i]);
    }
    if (words.empty())
        return imap::usage(stderr, imap::EXIT_USAGE);
    if (!imap::interrupt::start()) {
        std::fputs("iostx-imap: the system has no resources left\n", stderr);
        return imap::EXIT_UNUSABLE;
    }
    return imap::run(path, json, words);
}
