#include "sync.h"

#include "agent.h"

namespace imap
{

namespace
{

/* The program that this is a part of. */
class caller : public listener
{
public:
    explicit caller(const struct imap_sync &sync) : sync_(sync) {}

    void failed(const failure &what) override
    {
        const auto given = [](const std::string &text) { return text.empty() ? nullptr : text.c_str(); };

        sync_.failed(sync_.userdata, given(what.folder), given(what.item), what.code, given(what.text));
        any = true;
    }

    bool any = false;

private:
    const struct imap_sync &sync_;
};

std::int32_t run(const struct imap_sync &sync, caller &told)
{
    const config settings = read_config(sync.config);
    iostx_replicate_report done;
    agent of(settings, iostx::store_ref(sync.store), iostx::session_ref(sync.session), told);

    of.prepare(IOSTX_SESSION_OPTIONS_INIT);
    const std::int32_t code = of.synchronize(done);
    if (code < 0 && code != IOSTX_MAPI_E_USER_CANCEL)
        told.failed({"", "", "", code, of.error_text});
    return code >= 0 && (told.any || !is_complete(code, done)) ? IOSTX_MAPI_W_PARTIAL_COMPLETION : code;
}

} // namespace

} // namespace imap

int32_t imap_sync(const struct imap_sync *sync)
{
    imap::caller told(*sync);
    std::int32_t code = IOSTX_MAPI_E_CALL_FAILED;

    try {
        try {
            return imap::run(*sync, told);
        } catch (const iostx::error &error) {
            told.failed({"", "", "", code = error.code(), error.what()});
        } catch (const std::exception &error) {
            told.failed({"", "", "", code, error.what()});
        }
    } catch (const std::bad_alloc &) {
        code = IOSTX_MAPI_E_NOT_ENOUGH_MEMORY;
    }
    return code;
}
