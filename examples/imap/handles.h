/* Owning handles of the library, freed with the _free of their kind. */
#pragma once

#include <utility>

#include <iostx.h>

namespace imap
{

template <class T, void (*Free)(T *)> class handle
{
public:
    handle() = default;
    handle(handle &&other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
    handle &operator=(handle &&other) noexcept
    {
        std::swap(held_, other.held_);
        return *this;
    }
    ~handle() { Free(held_); }

    T *get() const { return held_; }
    /* For an output argument; what was held before is freed. */
    T **out()
    {
        Free(std::exchange(held_, nullptr));
        return &held_;
    }

private:
    T *held_ = nullptr;
};

using store_handle = handle<iostx_store, iostx_store_free>;
using session_handle = handle<iostx_session, iostx_session_free>;
using folder_handle = handle<iostx_folder, iostx_folder_free>;
using message_handle = handle<iostx_message, iostx_message_free>;
using stream_handle = handle<iostx_stream, iostx_stream_free>;
using cursor_handle = handle<iostx_cursor, iostx_cursor_free>;
using values_handle = handle<iostx_values, iostx_values_free>;
using error_handle = handle<iostx_error, iostx_error_free>;
using events_handle = handle<iostx_events, iostx_events_free>;

} // namespace imap
