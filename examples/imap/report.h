/* What the user sees: failures, progress, and what a run came to; as text, or as JSON, one object per line. */
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <iostx.h>

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
    /* On a terminal, how far the run is; in place of what stood there. */
    void progress(const iostx_progress &progress);
    void summary(std::int32_t code, const iostx_replicate_report &done, std::string_view error, double seconds);
    /* Prints a line of a listing. */
    void row(const line &values, std::string_view text);

    std::uint64_t failures = 0;

private:
    bool json_;
    bool terminal_;
    bool shown_ = false;

    void clear();
};

} // namespace imap
