/* APPEND: one command for all of a batch where the server takes that (MULTIAPPEND, RFC 3502), else one after the other without waiting
   for answers (LITERAL+, RFC 7888). UIDPLUS (RFC 4315) tells the new UIDs. */
#include "content.h"
#include "fetch.h"
#include "names.h"
#include "upload.h"

namespace imap
{

/* One message of an APPEND command. false: the server refused the command already. */
static bool write_message(agent &of, const std::string &tag, const outgoing &one)
{
    const content text(iostx::message_ref(one.item->message), one.item->content_size);
    const std::uint64_t time = one.values().time(IOSTX_PR_MESSAGE_DELIVERY_TIME);
    std::string words = " (" + one.flags.imap() + ") ";

    if (time != 0)
        words += quote(format_date(time)) + " ";
    /* What may have UTF-8 in its headers must say so (RFC 6855 section 4); it may be in those of any part. */
    const bool utf8 = of.server.speaks_utf8() && text.has_8bit();
    of.server.write(words + (utf8 ? "UTF8 (" : ""));
    if (!of.server.begin_literal(tag, text.size(), utf8 ? "~" : ""))
        return false;
    text.for_each([&](std::string_view part) { of.server.write(part); });
    if (utf8)
        of.server.write(")");
    return true;
}

static void note_refusal(outgoing &one, const response &answer)
{
    const refused error(answer, "APPEND");

    one.answer.code = error.code();
    one.answer.flags = 0;
    one.answer.text = error.what();
}

/* The UIDs of [APPENDUID validity set]. */
static void note_uids(const std::vector<outgoing *> &items, const response &answer)
{
    if (!answer.has_code("APPENDUID") || answer.values.size() < 3)
        return;
    const auto numbers = uids_in(answer.values[2].text, items.size());
    if (numbers.size() != items.size())
        return;
    for (std::size_t i = 0; i < items.size(); i++)
        items[i]->number = numbers[i];
}

/* All in one command: either all are there then, or none. */
static bool append_together(agent &of, const std::string &command, const std::vector<outgoing *> &items)
{
    const std::string tag = of.server.begin(command);
    bool going = true;

    for (std::size_t i = 0; i < items.size() && going; i++)
        going = write_message(of, tag, *items[i]);
    if (going)
        of.server.write("\r\n");
    const response answer = of.server.answer(tag);
    note_uids(items, answer);
    return answer.word == "OK";
}

static void append_apart(agent &of, const std::string &command, const std::vector<outgoing *> &items)
{
    std::vector<std::string> tags;

    for (auto *one : items) {
        tags.push_back(of.server.begin(command));
        if (write_message(of, tags.back(), *one))
            of.server.write("\r\n");
    }
    for (std::size_t i = 0; i < items.size(); i++) {
        const response answer = of.server.answer(tags[i]);

        if (answer.word == "OK")
            note_uids({items[i]}, answer);
        else
            note_refusal(*items[i], answer);
    }
}

/* Whether the item has a text at all, and none that the server refuses; a command that is begun cannot be taken back. */
static bool can_go(outgoing &one, std::optional<std::uint64_t> limit)
{
    try {
        const std::uint64_t size = content(iostx::message_ref(one.item->message), one.item->content_size).size();

        if (!limit || size <= *limit)
            return true;
        const std::string why = "it has " + std::to_string(size) + " bytes, and the server takes " + std::to_string(*limit);
        one.answer = result{IOSTX_MAPI_E_TOO_BIG, 0, "", "", why};
        return false;
    } catch (const iostx::error &error) {
        one.answer = result{error.code(), 0, "", "", error.what()};
        return false;
    }
}

void append(agent &of, const std::string &mailbox, const std::vector<outgoing *> &all)
{
    const std::string command = "APPEND " + of.server.quote_mailbox(mailbox);
    std::vector<outgoing *> items;

    if (all.empty())
        return;
    const auto limit = of.server.append_limit(mailbox);
    for (auto *one : all)
        if (can_go(*one, limit))
            items.push_back(one);
    if (items.empty())
        return;
    of.uploaded = true;
    if (items.size() > 1 && of.server.can("MULTIAPPEND") && append_together(of, command, items))
        return;
    append_apart(of, command, items);
}

} // namespace imap
