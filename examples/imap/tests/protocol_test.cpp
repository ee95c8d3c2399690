/* What needs no server: the reader of responses, names, sets of UIDs, flags. Prints 'pass NAME' or 'FAIL NAME' for each test.
   imap_protocol_test [ROUNDS]: so often nonsense is read. */
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>

#include "flags.h"
#include "names.h"
#include "response.h"
#include "uids.h"

using namespace imap;

namespace
{

/* Bytes, in pieces of some size. */
class text_source : public source
{
public:
    text_source(std::string text, std::size_t piece) : text_(std::move(text)), piece_(piece) {}
    std::size_t read(char *buffer, std::size_t size) override
    {
        const std::size_t part = std::min({size, piece_, text_.size() - at_});
        std::copy_n(text_.data() + at_, part, buffer);
        at_ += part;
        return part;
    }

private:
    std::string text_;
    std::size_t piece_, at_ = 0;
};

class collecting : public literal_sink
{
public:
    bool begin(std::uint64_t) override { return true; }
    void data(const char *data, std::size_t size) override { text.append(data, size); }
    void end() override { ends++; }

    std::string text;
    int ends = 0;
};

long rounds = 200000;

struct failure {
    int line;
};

#define EXPECT(what) \
    do { \
        if (!(what)) \
            throw failure{__LINE__}; \
    } while (false)

std::vector<response> all(const std::string &text, std::size_t piece, literal_sink *sink = nullptr, const limits &bounds = limits())
{
    text_source from(text, piece);
    reader in(from, bounds);
    std::vector<response> out;

    while (auto next = in.next(sink))
        out.push_back(std::move(*next));
    return out;
}

bool is_refused(const std::string &text, const limits &bounds = limits())
{
    try {
        (void)all(text, 7, nullptr, bounds);
        return false;
    } catch (const protocol_error &) {
        return true;
    }
}

void responses_of_all_kinds_are_read()
{
    const std::string text = "* OK [CAPABILITY IMAP4rev1 LITERAL+] ready\r\n"
                             "* 3 FETCH (FLAGS (\\Seen $X) UID 7 BODY[HEADER.FIELDS (MESSAGE-ID)] {6}\r\nab\r\ncd MODSEQ (12))\r\n"
                             "* LIST (\\HasNoChildren) \"/\" \"a \\\"b\\\" c\"\r\n"
                             "* VANISHED (EARLIER) 1:3,5\r\n"
                             "+ go on\r\n"
                             "T1 NO [OVERQUOTA] no room\r\n"
                             "* SEARCH\r\n";

    for (std::size_t piece : {1, 2, 3, 5, 1000}) {
        const auto out = all(text, piece);

        EXPECT(out.size() == 7);
        EXPECT(out[0].has_code("capability") && out[0].values.size() == 3 && out[0].text == "ready");
        EXPECT(out[1].word == "FETCH" && out[1].number == 3);
        const auto &items = out[1].values.at(0).items;
        EXPECT(items.size() == 8 && items[1].items.size() == 2 && items[3].number() == 7);
        EXPECT(items[4].is("BODY[HEADER.FIELDS (MESSAGE-ID)]") && items[5].text == "ab\r\ncd");
        EXPECT(out[2].values.at(2).text == "a \"b\" c");
        EXPECT(out[3].values.at(1).text == "1:3,5");
        EXPECT(out[4].tag == "+" && out[4].text == "go on");
        EXPECT(out[5].tag == "T1" && out[5].word == "NO" && out[5].has_code("OVERQUOTA"));
        EXPECT(out[6].word == "SEARCH" && out[6].values.empty());
    }
}

void large_literals_are_streamed_and_not_held()
{
    const std::string body(3000, 'x'), text = "* 1 FETCH (BODY[] {3000}\r\n" + body + " UID 4)\r\nT1 OK done\r\n";
    limits bounds;
    collecting sink;

    bounds.literal = 100;
    bounds.response = 2000;
    const auto out = all(text, 11, &sink, bounds);
    EXPECT(sink.text == body && sink.ends == 1);
    EXPECT(out.size() == 2 && out[0].values[0].items[1].type == value::kind::skipped && out[0].values[0].items[3].number() == 4);
    EXPECT(all(text, 11, nullptr, bounds).size() == 2);
}

void what_is_too_much_or_malformed_is_refused()
{
    limits small;

    small.response = 1000;
    EXPECT(is_refused("* OK " + std::string(2000, 'x') + "\r\n", small));
    EXPECT(is_refused("* X {900}\r\n" + std::string(900, 'x') + " {900}\r\n" + std::string(900, 'x') + "\r\n", small));
    EXPECT(is_refused("* X " + std::string(100, '(') + std::string(100, ')') + "\r\n"));
    EXPECT(is_refused("* X (a b\r\n"));
    EXPECT(is_refused("* X \"a\r\n"));
    EXPECT(is_refused("* X {99999999999999999999999}\r\n"));
    EXPECT(is_refused("* X {5}\r\nab"));
    EXPECT(is_refused("* OK [ALERT\r\n"));
}

void any_bytes_end_in_an_answer_or_a_refusal()
{
    static const std::vector<std::string> parts{
        "* ", "T1 ",  "OK ", "FETCH ", "(", ")",   "[", "]",     "{3}\r\n", "{3+}\r\n",           "\"",
        "\\", "\r\n", "\n",  "NIL",    " ", "12 ", "+", "UID 5", "BODY[]",  std::string(1, '\0'), "\xff"};
    std::mt19937 random(4);
    limits bounds;
    std::size_t read = 0;

    bounds.response = 4096;
    bounds.literal = 64;
    for (long round = 0; round < rounds; round++) {
        std::string text;

        for (unsigned count = random() % 24; count > 0; count--)
            text += random() % 4 == 0 ? std::string(1, static_cast<char>(random())) : parts[random() % parts.size()];
        try {
            read += all(text, 1 + random() % 9, nullptr, bounds).size();
        } catch (const protocol_error &) {
        }
    }
    EXPECT(read > static_cast<std::size_t>(rounds) / 20);
}

void names_go_to_modified_utf7_and_back()
{
    EXPECT(to_utf7("Entw\xc3\xbcrfe") == "Entw&APw-rfe");
    EXPECT(to_utf7("A & B") == "A &- B");
    EXPECT(to_utf7("~peter/mail/\xe5\x8f\xb0\xe5\x8c\x97/\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e") == "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
    EXPECT(to_utf7("\xf0\x9f\x90\x84") == "&2D3cBA-");
    EXPECT(to_utf7("\xff") == "&,,0-");
    for (const std::string name : {"", "plain", "&", "a&-b", "\xc3\xa9\xc3\xa9", "x\xf0\x9f\x90\x84y", "\xe2\x98\x83&\xe2\x98\x83"})
        EXPECT(from_utf7(to_utf7(name)) == name);
    for (const std::string name : {"a&b", "&!!!-", "&2D0-", "caf\xc3\xa9"})
        EXPECT(from_utf7(name) == name);
    EXPECT(to_utf8("caf\xc3\xa9 \xe2\x98\x83") == "caf\xc3\xa9 \xe2\x98\x83");
    EXPECT(to_utf8("caf\xe9!\xf0\x9f") == "caf\xef\xbf\xbd!\xef\xbf\xbd\xef\xbf\xbd");
}

void keywords_are_atoms_and_come_back()
{
    for (const std::string word : {"family", "two words", "a(b)%*\"\\]{", "\xc3\xa9t\xc3\xa9", "a&b"}) {
        const std::string atom = to_keyword(word);

        EXPECT(atom.find_first_of(" (){%*\"\\]") == std::string::npos && from_keyword(atom) == word);
    }
}

void sets_of_uids()
{
    std::vector<std::pair<uid, uid>> ranges;

    EXPECT(uid_set({1, 2, 3, 7, 9, 10}) == "1:3,7,9:10");
    EXPECT(uids_in("9:7,2", 10) == (std::vector<uid>{7, 8, 9, 2}));
    EXPECT(uids_in("1:4294967295", 10).empty() && uids_in("1,x", 10).empty());
    EXPECT(for_each_range("1:3,5", [&](uid first, uid last) { ranges.emplace_back(first, last); }) && ranges.size() == 2 &&
           ranges[1] == std::make_pair(5u, 5u));
    EXPECT(remote_id(42) == "0000000042" && uid_of(iostx::to_bytes(remote_id(4294967295u))) == 4294967295u);
    EXPECT(!uid_of(iostx::to_bytes("0")));
}

void a_version_tells_all_flags()
{
    flag_set flags, back;

    flags.bits = IOSTX_FLAG_READ | IOSTX_FLAG_DELETED;
    flags.add_keyword("two words");
    flags.add_keyword("a");
    flags.add_keyword("a");
    EXPECT(flags.imap() == "\\Seen \\Deleted a two&ACA-words");
    const std::string version = flags.version();
    EXPECT(flags_from_version(iostx::to_bytes(version), back) && back.bits == flags.bits && back.keywords == flags.keywords);
    EXPECT(!flags_from_version(iostx::to_bytes(""), back));
    for (int i = 0; i < 300; i++)
        flags.add_keyword("keyword-" + std::to_string(i));
    const std::string digest = flags.version();
    EXPECT(digest.size() < 100 && !flags_from_version(iostx::to_bytes(digest), back));
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 1)
        rounds = std::strtol(argv[1], nullptr, 10);
    const std::vector<std::pair<const char *, std::function<void()>>> tests{
        {"responses of all kinds are read", responses_of_all_kinds_are_read},
        {"large literals are streamed and not held", large_literals_are_streamed_and_not_held},
        {"what is too much or malformed is refused", what_is_too_much_or_malformed_is_refused},
        {"any bytes end in an answer or a refusal", any_bytes_end_in_an_answer_or_a_refusal},
        {"names go to modified UTF-7 and back", names_go_to_modified_utf7_and_back},
        {"keywords are atoms and come back", keywords_are_atoms_and_come_back},
        {"sets of UIDs", sets_of_uids},
        {"a version tells all flags", a_version_tells_all_flags},
    };
    int failed = 0;

    for (const auto &[name, test] : tests) {
        try {
            test();
            std::printf("pass %s\n", name);
        } catch (const failure &where) {
            std::printf("  line %d\nFAIL %s\n", where.line, name);
            failed++;
        }
    }
    std::printf("%d passed, %d failed\n", static_cast<int>(tests.size()) - failed, failed);
    return failed == 0 ? 0 : 1;
}
