/* What the user sees: failures, progress, and what a run came to; as text, or as JSON, one object per line. */
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent.h"

namespace imap
{

/* A JSON object on one line, or words on one. */
class line
{
public:
    line &text(std::string_view name, std::string_view value);
    line &number(std::string_view name, std::uint64_t value);
    /* {"a":"b","c":1} */
    std::string json() const { return "{" + body_ + "}"; }

private:
    std::string body_;

    void name(std::string_view name);
};

class report : public listener
{
public:
    explicit report(bool json);

    bool json() const { return json_; }
    void failed(const failure &what) override;
    /* What kept the program from its work. */
    void failed(std::string_view text) { failed({"", "", "", IOSTX_MAPI_E_CALL_FAILED, std::string(text)}); }
    void worked(const work_done &what) override;
    /* On a terminal, how far the folder at work is, and all; in place of what stood there. store: knows what folders are called. */
    void progress(iostx::store_ref store, const iostx_progress &now);
    void summary(std::int32_t code, const iostx_replicate_report &done, std::string_view error, double seconds);
    /* Prints a line of a listing. */
    void row(const line &values, std::string_view text);

    std::uint64_t failures = 0;

private:
    bool json_;
    bool terminal_;
    bool shown_ = false;
    /* The folder of the progress, its name, and what was done before it. */
    iostx_feid folder_{};
    std::string name_;
    std::uint64_t before_ = 0;

    void clear();
};

} // namespace imap
