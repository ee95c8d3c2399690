/*
 * iostx for C++17: the functions of iostx.h with handles that free themselves, views instead of pointers and sizes, and range-for
 * over cursors. It adds nothing else: each call here is one call there, with no allocation and no look-up of its own, and names,
 * units, lifetimes and errors are those of iostx.h. The two mix freely: `get()` gives the C handle, `check()` takes the code of a
 * C call.
 *
 * Errors. A failing code is thrown as iostx::error, which carries the details. With IOSTX_NO_EXCEPTIONS defined nothing is thrown:
 * functions give an iostx::result, which has the code and, if that is a success, the value. Functions that answer successes of
 * several kinds (IOSTX_S_FALSE, codes with _W_) give the code.
 *
 * Handles. `store` owns, `store_ref` does not; so with `folder`, `message`, `session`. What the library lends (in the structures of
 * states, to an operation) is a _ref. Texts that are `const char *` end with a NUL; all else is std::string_view, bytes included.
 */
#ifndef IOSTX_HPP
#define IOSTX_HPP

#include "iostx.h"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

namespace iostx {

/* --- Views -------------------------------------------------------------------------------------------------------------------- */

/* Some values in a row, not owned: an array, a vector, or a pointer and a count. */
template <class T> class span {
public:
    constexpr span() noexcept = default;
    constexpr span(T *data, std::size_t size) noexcept : data_(data), size_(size) {}
    template <std::size_t N> constexpr span(T (&array)[N]) noexcept : data_(array), size_(N) {}
    template <class C, class = decltype(static_cast<T *>(std::declval<C &>().data()))>
    constexpr span(C &&container) noexcept : data_(container.data()), size_(container.size()) {}

    constexpr T *data() const noexcept { return data_; }
    constexpr std::size_t size() const noexcept { return size_; }
    constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr T *begin() const noexcept { return data_; }
    constexpr T *end() const noexcept { return data_ + size_; }
    constexpr T &operator[](std::size_t index) const { return data_[index]; }

private:
    T *data_ = nullptr;
    std::size_t size_ = 0;
};

inline iostx_bytes to_bytes(std::string_view text) noexcept
{
    return { reinterpret_cast<const std::uint8_t *>(text.data()), text.size() };
}

inline std::string_view view(iostx_bytes bytes) noexcept
{
    return { reinterpret_cast<const char *>(bytes.data), bytes.size };
}

inline iostx_binding to_binding(std::string_view remote_id, std::string_view remote_version) noexcept
{
    return { to_bytes(remote_id), to_bytes(remote_version) };
}

/* Values for set_values and imports. The views must outlive the call. */
namespace value {
inline iostx_value of(std::uint32_t tag) noexcept
{
    iostx_value made{};
    made.tag = tag;
    return made;
}
inline iostx_value text(std::uint32_t tag, std::string_view text) noexcept
{
    iostx_value made = of(tag);
    made.value.bytes = to_bytes(text);
    return made;
}
inline iostx_value number(std::uint32_t tag, std::int32_t number) noexcept
{
    iostx_value made = of(tag);
    made.value.i4 = number;
    return made;
}
inline iostx_value time(std::uint32_t tag, std::uint64_t time) noexcept
{
    iostx_value made = of(tag);
    made.value.time = time;
    return made;
}
inline iostx_value boolean(std::uint32_t tag, bool yes) noexcept
{
    iostx_value made = of(tag);
    made.value.i2 = yes;
    return made;
}
} // namespace value

/* Values in a row: of a message, of a row of a cursor. Valid as long as what they came from. */
class row : public span<const iostx_value> {
public:
    using span::span;

    /* The value of a property; nullptr if it is not there. A tag of another type is not the same. */
    const iostx_value *find(std::uint32_t tag) const noexcept
    {
        for (const iostx_value &value : *this)
            if (value.tag == tag)
                return &value;
        return nullptr;
    }
    /* Text or binary; empty if it is not there. */
    std::string_view text(std::uint32_t tag) const noexcept
    {
        const iostx_value *value = find(tag);
        return value == nullptr ? std::string_view() : view(value->value.bytes);
    }
    std::int32_t number(std::uint32_t tag, std::int32_t otherwise = 0) const noexcept
    {
        const iostx_value *value = find(tag);
        return value == nullptr ? otherwise : value->value.i4;
    }
    std::uint64_t time(std::uint32_t tag, std::uint64_t otherwise = 0) const noexcept
    {
        const iostx_value *value = find(tag);
        return value == nullptr ? otherwise : value->value.time;
    }
    bool boolean(std::uint32_t tag, bool otherwise = false) const noexcept
    {
        const iostx_value *value = find(tag);
        return value == nullptr ? otherwise : value->value.i2 != 0;
    }
};

/* --- Errors ------------------------------------------------------------------------------------------------------------------- */

namespace detail {
template <class H> iostx_error *fetch(H *handle, std::int32_t (*function)(H *, iostx_error **)) noexcept
{
    iostx_error *error = nullptr;
    function(handle, &error);
    return error;
}
} // namespace detail

/* Details of the last failure of an object; freed with iostx_error_free. */
inline iostx_error *last_error_of(iostx_store *store) noexcept { return detail::fetch(store, iostx_store_get_last_error); }
inline iostx_error *last_error_of(iostx_folder *folder) noexcept { return detail::fetch(folder, iostx_folder_get_last_error); }
inline iostx_error *last_error_of(iostx_message *message) noexcept { return detail::fetch(message, iostx_message_get_last_error); }
inline iostx_error *last_error_of(iostx_stream *stream) noexcept { return detail::fetch(stream, iostx_stream_get_last_error); }
inline iostx_error *last_error_of(iostx_cursor *cursor) noexcept { return detail::fetch(cursor, iostx_cursor_get_last_error); }
inline iostx_error *last_error_of(iostx_events *events) noexcept { return detail::fetch(events, iostx_events_get_last_error); }
inline iostx_error *last_error_of(iostx_contents_sink *sink) noexcept
{
    return detail::fetch(sink, iostx_contents_sink_get_last_error);
}
inline iostx_error *last_error_of(iostx_hierarchy_sink *sink) noexcept
{
    return detail::fetch(sink, iostx_hierarchy_sink_get_last_error);
}
/* Of what keeps none. */
inline iostx_error *last_error_of(const void *) noexcept { return nullptr; }

/* A failure: its code, and what the library says of it. */
class error : public std::exception {
public:
    /* Takes charge of the details, which may be nullptr. */
    explicit error(std::int32_t code, iostx_error *detail = nullptr)
        : code_(code), detail_(detail, [](iostx_error *freed) { iostx_error_free(freed); })
    {
    }
    std::int32_t code() const noexcept { return code_; }
    const char *what() const noexcept override { return detail_ ? detail_->message : iostx_error_text(code_); }
    /* nullptr if there are none. */
    const iostx_error *detail() const noexcept { return detail_.get(); }

private:
    std::int32_t code_;
    std::shared_ptr<iostx_error> detail_;
};

#ifdef IOSTX_NO_EXCEPTIONS
/* A code, and the value that came with a success. */
template <class T> class [[nodiscard]] result {
public:
    result(std::int32_t code, T &&value) noexcept : code_(code), value_(std::move(value)) {}
    std::int32_t code() const noexcept { return code_; }
    explicit operator bool() const noexcept { return code_ >= 0; }
    T &operator*() noexcept { return value_; }
    T *operator->() noexcept { return &value_; }

private:
    std::int32_t code_;
    T value_;
};
template <> class [[nodiscard]] result<void> {
public:
    explicit result(std::int32_t code) noexcept : code_(code) {}
    std::int32_t code() const noexcept { return code_; }
    explicit operator bool() const noexcept { return code_ >= 0; }

private:
    std::int32_t code_;
};
template <class T> using outcome = result<T>;
#else
template <class T> using outcome = T;
#endif

namespace detail {

/* The value, or the failure of a call on a handle. */
template <class T, class H> outcome<T> give(H *handle, std::int32_t code, T &&value)
{
#ifdef IOSTX_NO_EXCEPTIONS
    (void)handle;
    return result<T>(code, std::move(value));
#else
    if (code < 0)
        throw error(code, last_error_of(handle));
    return std::move(value);
#endif
}

/* What a function puts into its last argument: a handle, which becomes owned, or a plain value. */
template <class T, class H, class F, class... Args> outcome<T> made(H *handle, F function, Args... args)
{
    typename T::c_type *out = nullptr;
    std::int32_t code = function(handle, args..., &out);
    return give<T>(handle, code, T(out));
}
template <class T, class H, class F, class... Args> outcome<T> filled(H *handle, F function, Args... args)
{
    T out{};
    std::int32_t code = function(handle, args..., &out);
    return give<T>(handle, code, std::move(out));
}

template <class H> outcome<void> done(H *handle, std::int32_t code)
{
#ifdef IOSTX_NO_EXCEPTIONS
    (void)handle;
    return result<void>(code);
#else
    if (code < 0)
        throw error(code, last_error_of(handle));
#endif
}

template <class H> outcome<std::int32_t> told(H *handle, std::int32_t code)
{
    return give<std::int32_t>(handle, code, std::int32_t(code));
}

/* Of a session the failure of this very code: others may have followed. */
inline iostx_error *session_error(iostx_session *session, std::int32_t code) noexcept
{
    iostx_error *error = nullptr;
    iostx_get_last_error(session, code, 0, &error);
    return error;
}

} // namespace detail

/* Takes the code of a C call: throws a failing one, gives back any other. Of the handle come the details. */
template <class H = void> outcome<std::int32_t> check(std::int32_t code, H *handle = nullptr)
{
    return detail::told(handle, code);
}

/* --- Handles ------------------------------------------------------------------------------------------------------------------ */

/* A handle with its functions, not owned. */
template <class C> class ref {
public:
    using c_type = C;
    ref() noexcept = default;
    explicit ref(C *handle) noexcept : handle_(handle) {}
    C *get() const noexcept { return handle_; }
    explicit operator bool() const noexcept { return handle_ != nullptr; }

protected:
    C *handle_ = nullptr;
};

/* A handle that is freed at its end. */
template <class Ref, void (*Free)(typename Ref::c_type *)> class owned : public Ref {
public:
    owned() noexcept = default;
    /* Takes charge of a handle. */
    explicit owned(typename Ref::c_type *handle) noexcept : Ref(handle) {}
    owned(owned &&other) noexcept : Ref(other.release()) {}
    owned &operator=(owned &&other) noexcept
    {
        if (this != &other)
            reset(other.release());
        return *this;
    }
    ~owned() { reset(); }

    /* Gives the handle up. */
    typename Ref::c_type *release() noexcept { return std::exchange(this->handle_, nullptr); }
    void reset(typename Ref::c_type *handle = nullptr) noexcept
    {
        if (typename Ref::c_type *old = std::exchange(this->handle_, handle); old != nullptr)
            Free(old);
    }
};

/* --- Values, streams, cursors ------------------------------------------------------------------------------------------------- */

class values_ref : public ref<iostx_values> {
public:
    using ref::ref;
    /* All of them; valid as long as this. */
    row all() const noexcept
    {
        const iostx_value *array = nullptr;
        std::size_t count = 0;
        iostx_values_get(handle_, &array, &count);
        return row(array, count);
    }
};
using values = owned<values_ref, iostx_values_free>;

class stream_ref : public ref<iostx_stream> {
public:
    using ref::ref;
    /* How much was read; 0 at the end. */
    outcome<std::size_t> read(void *buffer, std::size_t size) const
    {
        return detail::filled<std::size_t>(handle_, iostx_stream_read, buffer, size);
    }
    outcome<void> write(std::string_view data) const
    {
        return detail::done(handle_, iostx_stream_write(handle_, data.data(), data.size()));
    }
    outcome<std::uint64_t> seek(std::int64_t offset, std::uint32_t origin) const
    {
        return detail::filled<std::uint64_t>(handle_, iostx_stream_seek, offset, origin);
    }
    outcome<std::uint64_t> size() const { return detail::filled<std::uint64_t>(handle_, iostx_stream_get_size); }
    outcome<void> set_size(std::uint64_t size) const { return detail::done(handle_, iostx_stream_set_size(handle_, size)); }
    outcome<void> commit() const { return detail::done(handle_, iostx_stream_commit(handle_)); }
};
using stream = owned<stream_ref, iostx_stream_free>;

/* A table. `for (iostx::row row : cursor)` goes on from the position; a row is valid until the next one. */
class cursor_ref : public ref<iostx_cursor> {
public:
    using ref::ref;

    struct end_mark {};
    class iterator {
    public:
        explicit iterator(const cursor_ref &cursor) : cursor_(&cursor) { ++*this; }
        const row &operator*() const noexcept { return row_; }
        const row *operator->() const noexcept { return &row_; }
        iterator &operator++()
        {
            const iostx_value *array = nullptr;
            std::size_t count = 0;
            std::int32_t code = iostx_cursor_next(cursor_->get(), &array, &count);
            row_ = code == IOSTX_S_OK ? row(array, count) : row();
            cursor_->status_ = code;
            more_ = code == IOSTX_S_OK;
#ifndef IOSTX_NO_EXCEPTIONS
            if (code < 0)
                throw error(code, last_error_of(cursor_->get()));
#endif
            return *this;
        }
        bool operator!=(end_mark) const noexcept { return more_; }

    private:
        const cursor_ref *cursor_;
        row row_;
        bool more_ = false;
    };
    iterator begin() const { return iterator(*this); }
    end_mark end() const noexcept { return {}; }
    /* What ended the last loop: IOSTX_S_FALSE at the end of the table; without exceptions perhaps a failure. */
    std::int32_t status() const noexcept { return status_; }

    outcome<const iostx_page *> next_page(std::int32_t rows) const
    {
        const iostx_page *page = nullptr;
        std::int32_t code = iostx_cursor_next_page(handle_, rows, &page);
        return detail::give<const iostx_page *>(handle_, code, static_cast<const iostx_page *>(page));
    }
    outcome<std::int32_t> seek(std::uint32_t origin, std::int64_t rows) const
    {
        return detail::told(handle_, iostx_cursor_seek(handle_, origin, rows));
    }
    outcome<void> find(const iostx_meid &message) const { return detail::done(handle_, iostx_cursor_find(handle_, &message)); }
    struct position {
        std::uint64_t row, total;
    };
    outcome<position> where() const
    {
        position at{};
        std::int32_t code = iostx_cursor_get_position(handle_, &at.row, &at.total);
        return detail::give<position>(handle_, code, std::move(at));
    }

private:
    mutable std::int32_t status_ = IOSTX_S_OK;
};
using cursor = owned<cursor_ref, iostx_cursor_free>;

/* --- Messages and folders ----------------------------------------------------------------------------------------------------- */

class message_ref : public ref<iostx_message> {
public:
    using ref::ref;
    outcome<iostx_meid> id() const { return detail::filled<iostx_meid>(handle_, iostx_message_get_id); }
    /* What is missing has type PT_ERROR. */
    outcome<values> get(span<const std::uint32_t> tags, std::uint32_t flags = 0) const
    {
        return detail::made<values>(handle_, iostx_message_get_values, tags.data(), tags.size(), flags);
    }
    outcome<values> pending() const { return detail::made<values>(handle_, iostx_message_get_pending); }
    iostx_message *get() const noexcept { return handle_; }
    outcome<std::int32_t> set(span<const iostx_value> array) const
    {
        return detail::told(handle_, iostx_message_set_values(handle_, array.data(), array.size()));
    }
    outcome<std::int32_t> remove(span<const std::uint32_t> tags) const
    {
        return detail::told(handle_, iostx_message_delete_values(handle_, tags.data(), tags.size()));
    }
    /* How much was read. */
    outcome<std::size_t> content(void *buffer, std::size_t size) const
    {
        return detail::filled<std::size_t>(handle_, iostx_message_get_content, buffer, size);
    }
    outcome<void> set_content(std::string_view content) const
    {
        return detail::done(handle_, iostx_message_set_content(handle_, content.data(), content.size()));
    }
    outcome<stream> open_stream(std::uint32_t tag, std::uint32_t flags = 0) const
    {
        return detail::made<stream>(handle_, iostx_message_open_stream, tag, flags);
    }
    outcome<cursor> recipients() const { return detail::made<cursor>(handle_, iostx_message_get_recipients); }
    outcome<void> set_recipients(span<const iostx_row> rows, std::uint32_t flags) const
    {
        return detail::done(handle_, iostx_message_set_recipients(handle_, rows.data(), rows.size(), flags));
    }
    outcome<std::int32_t> save(std::uint32_t flags = 0) const { return detail::told(handle_, iostx_message_save(handle_, flags)); }
    outcome<void> submit(std::uint32_t flags = 0) const { return detail::done(handle_, iostx_message_submit(handle_, flags)); }
    /* An owned second handle. */
    outcome<owned<message_ref, iostx_message_free>> share() const;
};
using message = owned<message_ref, iostx_message_free>;

inline outcome<message> message_ref::share() const
{
    return detail::made<message>(handle_, iostx_message_ref);
}

class folder_ref : public ref<iostx_folder> {
public:
    using ref::ref;
    using owner = owned<folder_ref, iostx_folder_free>;

    outcome<iostx_feid> id() const { return detail::filled<iostx_feid>(handle_, iostx_folder_get_id); }
    outcome<owner> create_folder(const char *name, const char *container_class = nullptr, std::uint32_t flags = 0) const;
    outcome<message> create_message(std::uint32_t flags = 0) const
    {
        return detail::made<message>(handle_, iostx_folder_create_message, flags);
    }
    iostx_folder *get() const noexcept { return handle_; }
    outcome<values> get(span<const std::uint32_t> tags, std::uint32_t flags = 0) const
    {
        return detail::made<values>(handle_, iostx_folder_get_values, tags.data(), tags.size(), flags);
    }
    outcome<std::int32_t> set(span<const iostx_value> array) const
    {
        return detail::told(handle_, iostx_folder_set_values(handle_, array.data(), array.size()));
    }
    outcome<iostx_folder_options> options() const
    {
        iostx_folder_options options = IOSTX_FOLDER_OPTIONS_INIT;
        std::int32_t code = iostx_folder_get_options(handle_, &options);
        return detail::give<iostx_folder_options>(handle_, code, std::move(options));
    }
    outcome<void> set_options(const iostx_folder_options &options) const
    {
        return detail::done(handle_, iostx_folder_set_options(handle_, &options));
    }
    outcome<cursor> list(const iostx_list_options &options) const
    {
        return detail::made<cursor>(handle_, iostx_folder_list, &options);
    }
    outcome<cursor> list(span<const std::uint32_t> columns) const
    {
        iostx_list_options options = IOSTX_LIST_OPTIONS_INIT;
        options.columns = columns.data();
        options.column_count = columns.size();
        return list(options);
    }
    outcome<cursor> walk_remote() const { return detail::made<cursor>(handle_, iostx_folder_walk_remote); }
    outcome<void> move_to(folder_ref parent) const { return detail::done(handle_, iostx_folder_move(handle_, parent.get())); }
    outcome<std::int32_t> destroy(std::uint32_t flags = 0) const
    {
        return detail::told(handle_, iostx_folder_delete(handle_, flags));
    }
    /* out_ids: as many as messages, or nullptr. */
    outcome<std::int32_t> copy_messages(
        span<const iostx_meid> messages, folder_ref to, std::uint32_t flags = 0, iostx_meid *out_ids = nullptr) const
    {
        std::int32_t code = iostx_folder_copy_messages(handle_, messages.data(), messages.size(), to.get(), flags, out_ids);
        return detail::told(handle_, code);
    }
    outcome<std::int32_t> delete_messages(span<const iostx_meid> messages, std::uint32_t flags = 0) const
    {
        return detail::told(handle_, iostx_folder_delete_messages(handle_, messages.data(), messages.size(), flags));
    }
    outcome<std::int32_t> set_read_flags(span<const iostx_meid> messages, std::uint32_t flags) const
    {
        return detail::told(handle_, iostx_folder_set_read_flags(handle_, messages.data(), messages.size(), flags));
    }
};
using folder = folder_ref::owner;

inline outcome<folder> folder_ref::create_folder(const char *name, const char *container_class, std::uint32_t flags) const
{
    return detail::made<folder>(handle_, iostx_folder_create_folder, name, container_class, flags);
}

/* --- Import sinks: lent by the structures of states --------------------------------------------------------------------------- */

class contents_sink : public ref<iostx_contents_sink> {
public:
    using ref::ref;
    outcome<std::int32_t> import_item(const iostx_import_item &item) const
    {
        return detail::told(handle_, iostx_contents_sink_import_item(handle_, &item, nullptr));
    }
    /* With IOSTX_IMPORT_STREAM: the message to fill; stored by its save. */
    outcome<message> import_stream(const iostx_import_item &item) const
    {
        return detail::made<message>(handle_, iostx_contents_sink_import_item, &item);
    }
    /* answers: as many as items; IOSTX_PROBE_*. */
    outcome<void> probe(span<const iostx_import_item> items, std::uint32_t *answers) const
    {
        return detail::done(handle_, iostx_contents_sink_probe(handle_, items.data(), items.size(), answers));
    }
    outcome<std::int32_t> import_flags(span<const iostx_import_flags> items, std::int32_t *results = nullptr) const
    {
        return detail::told(handle_, iostx_contents_sink_import_flags(handle_, items.data(), items.size(), results));
    }
    outcome<std::int32_t> delete_remote(span<const iostx_bytes> ids, std::uint32_t flags = 0) const
    {
        return detail::told(handle_, iostx_contents_sink_delete_remote(handle_, ids.data(), ids.size(), flags));
    }
    outcome<std::int32_t> delete_remote_range(std::string_view first, std::string_view last, std::uint32_t flags = 0) const
    {
        std::int32_t code = iostx_contents_sink_delete_remote_range(handle_, to_bytes(first), to_bytes(last), flags);
        return detail::told(handle_, code);
    }
    outcome<std::int32_t> move_remote(const iostx_feid &from, std::string_view id, const iostx_binding &to) const
    {
        return detail::told(handle_, iostx_contents_sink_move_remote(handle_, &from, to_bytes(id), &to));
    }
    outcome<cursor> wanted() const { return detail::made<cursor>(handle_, iostx_contents_sink_list_wanted); }
    outcome<void> listing_begin(const iostx_listing_scope *scope = nullptr) const
    {
        return detail::done(handle_, iostx_contents_sink_listing_begin(handle_, scope));
    }
    outcome<std::int32_t> listing_complete() const { return detail::told(handle_, iostx_contents_sink_listing_complete(handle_)); }
    outcome<void> set_state_blob(std::string_view blob) const
    {
        return detail::done(handle_, iostx_contents_sink_set_state_blob(handle_, to_bytes(blob)));
    }
    outcome<void> flush() const { return detail::done(handle_, iostx_contents_sink_flush(handle_)); }
};

class hierarchy_sink : public ref<iostx_hierarchy_sink> {
public:
    using ref::ref;
    outcome<std::int32_t> import_folder(span<const iostx_value> values) const
    {
        return detail::told(handle_, iostx_hierarchy_sink_import_folder_change(handle_, values.data(), values.size()));
    }
    outcome<std::int32_t> delete_remote(span<const iostx_bytes> ids) const
    {
        return detail::told(handle_, iostx_hierarchy_sink_delete_remote(handle_, ids.data(), ids.size()));
    }
    outcome<void> listing_begin(const iostx_listing_scope *scope = nullptr) const
    {
        return detail::done(handle_, iostx_hierarchy_sink_listing_begin(handle_, scope));
    }
    outcome<std::int32_t> listing_complete() const { return detail::told(handle_, iostx_hierarchy_sink_listing_complete(handle_)); }
    outcome<void> set_state_blob(std::string_view blob) const
    {
        return detail::done(handle_, iostx_hierarchy_sink_set_state_blob(handle_, to_bytes(blob)));
    }
};

/* --- Sessions ----------------------------------------------------------------------------------------------------------------- */

/* An open state and its structure. Its destructor leaves the state, if end() has not: without an OK flag, as one who gives up. */
template <class Arm> class scope {
public:
    scope() noexcept = default;
    scope(iostx_session *session, Arm *arm) noexcept : session_(session), arm_(arm) {}
    scope(scope &&other) noexcept : session_(other.session_), arm_(std::exchange(other.arm_, nullptr)) {}
    scope &operator=(scope &&other) noexcept
    {
        if (this != &other) {
            leave();
            session_ = other.session_;
            arm_ = std::exchange(other.arm_, nullptr);
        }
        return *this;
    }
    ~scope() { leave(); }

    /* Whether there was one: a table that has no more gives an empty scope. */
    explicit operator bool() const noexcept { return arm_ != nullptr; }
    Arm *operator->() const noexcept { return arm_; }
    Arm &operator*() const noexcept { return *arm_; }

    /* Leaves the state, with these [in] flags added; IOSTX_W_DELETIONS_HELD is a success. */
    outcome<std::int32_t> end(std::uint32_t flags = 0)
    {
        if constexpr (has_flags<Arm>::value)
            arm_->flags |= flags;
        arm_ = nullptr;
        std::int32_t code = iostx_sync_end(session_);
#ifndef IOSTX_NO_EXCEPTIONS
        if (code < 0)
            throw error(code, detail::session_error(session_, code));
#endif
        return detail::told(static_cast<void *>(nullptr), code);
    }

private:
    template <class T, class = void> struct has_flags : std::false_type {};
    template <class T> struct has_flags<T, std::void_t<decltype(std::declval<T &>().flags)>> : std::true_type {};

    void leave() noexcept
    {
        if (std::exchange(arm_, nullptr) != nullptr)
            iostx_sync_end(session_);
    }
    iostx_session *session_ = nullptr;
    Arm *arm_ = nullptr;
};

class session_ref : public ref<iostx_session> {
public:
    using ref::ref;
    outcome<void> init_sync(std::uint32_t flags = 0) const { return finish(iostx_init_sync(handle_, flags)); }

    /* The states. Where there are no more of one it gives an empty scope; without exceptions also IOSTX_MAPI_E_NOT_FOUND. */
    outcome<scope<iostx_sync>> synchronize() const { return begin(IOSTX_LR_SYNC, &body::sync); }
    outcome<scope<iostx_uphier>> upload_hierarchy() const { return begin(IOSTX_LR_SYNC_UPLOAD_HIERARCHY, &body::uphier); }
    outcome<scope<iostx_upfld>> upload_folder() const { return begin(IOSTX_LR_SYNC_UPLOAD_FOLDER, &body::upfld); }
    outcome<scope<iostx_synccont>> contents() const { return begin(IOSTX_LR_SYNC_CONTENTS, &body::synccont); }
    outcome<scope<iostx_uptbl>> upload_table() const { return begin(IOSTX_LR_SYNC_UPLOAD_TABLE, &body::uptbl); }
    outcome<scope<iostx_upmsg>> upload_message() const { return begin(IOSTX_LR_SYNC_UPLOAD_MESSAGE, &body::upmsg); }
    outcome<scope<iostx_upread>> upload_read() const { return begin(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ, &body::upread); }
    outcome<scope<iostx_updel>> upload_delete() const { return begin(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL, &body::updel); }
    outcome<scope<iostx_dnhier>> download_hierarchy() const { return begin(IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY, &body::dnhier); }
    outcome<scope<iostx_dntbl>> download_table() const { return begin(IOSTX_LR_SYNC_DOWNLOAD_TABLE, &body::dntbl); }

    outcome<void> set_options(const iostx_session_options &options) const
    {
        return finish(iostx_session_set_options(handle_, &options));
    }
    outcome<void> set_result(const iostx_result &result) const
    {
        return finish(iostx_session_set_result(handle_, nullptr, &result));
    }
    /* For an item that was left with IOSTX_UPM_DEFER. */
    outcome<void> set_result(const iostx_meid &deferred, const iostx_result &result) const
    {
        return finish(iostx_session_set_result(handle_, &deferred, &result));
    }
    outcome<void> set_entry_results(std::uint32_t first, span<const iostx_result> results) const
    {
        return finish(iostx_session_set_entry_results(handle_, first, static_cast<std::uint32_t>(results.size()), results.data()));
    }
    outcome<void> set_state_blob(std::string_view blob) const
    {
        return finish(iostx_session_set_state_blob(handle_, to_bytes(blob)));
    }
    outcome<void> set_attempt_cookie(std::string_view cookie) const
    {
        return finish(iostx_session_set_attempt_cookie(handle_, to_bytes(cookie)));
    }
    outcome<void> begin_epoch() const { return finish(iostx_session_begin_epoch(handle_)); }
    outcome<void> expect(std::uint64_t items, std::uint64_t bytes) const
    {
        return finish(iostx_session_expect(handle_, items, bytes));
    }

    /* Any thread, at any time. */
    void cancel() const noexcept { iostx_session_cancel(handle_); }
    bool is_cancelled() const noexcept { return iostx_session_is_cancelled(handle_) == 1; }
    outcome<void> skip_folder(const iostx_feid &folder) const { return finish(iostx_session_skip_folder(handle_, &folder)); }
    bool is_skipped(const iostx_feid &folder) const noexcept { return iostx_session_is_skipped(handle_, &folder) == 1; }
    outcome<iostx_progress> progress() const
    {
        iostx_progress progress = IOSTX_PROGRESS_INIT;
        std::int32_t code = iostx_session_get_progress(handle_, &progress);
        return detail::give<iostx_progress>(static_cast<void *>(nullptr), code, std::move(progress));
    }

private:
    outcome<void> finish(std::int32_t code) const
    {
#ifndef IOSTX_NO_EXCEPTIONS
        if (code < 0)
            throw error(code, detail::session_error(handle_, code));
#endif
        return detail::done(static_cast<void *>(nullptr), code);
    }

    using body = decltype(iostx_state::body);

    template <class Arm> outcome<scope<Arm>> begin(std::uint32_t state, Arm body::*arm) const
    {
        iostx_state *open = nullptr;
        std::int32_t code = iostx_sync_beg(handle_, state, &open);
        scope<Arm> entered(handle_, code < 0 ? nullptr : &(open->body.*arm));
#ifdef IOSTX_NO_EXCEPTIONS
        return result<scope<Arm>>(code, std::move(entered));
#else
        if (code < 0 && code != IOSTX_MAPI_E_NOT_FOUND)
            throw error(code, detail::session_error(handle_, code));
        return entered;
#endif
    }
};
using session = owned<session_ref, iostx_session_free>;

/* --- Events ------------------------------------------------------------------------------------------------------------------- */

class events_ref : public ref<iostx_events> {
public:
    using ref::ref;
    /* IOSTX_S_FALSE when the time is over. */
    outcome<std::int32_t> next(iostx_event &event, std::uint32_t timeout_ms) const
    {
        return detail::told(handle_, iostx_events_next(handle_, timeout_ms, &event));
    }
    /* Any thread. */
    void stop() const noexcept { iostx_events_stop(handle_); }
};
using events = owned<events_ref, iostx_events_free>;

/* --- Stores ------------------------------------------------------------------------------------------------------------------- */

class store_ref : public ref<iostx_store> {
public:
    using ref::ref;
    outcome<void> close(std::uint32_t timeout_ms) const { return detail::done(handle_, iostx_store_close(handle_, timeout_ms)); }
    outcome<iostx_store_info> info() const
    {
        iostx_store_info info = IOSTX_STORE_INFO_INIT;
        std::int32_t code = iostx_store_get_info(handle_, &info);
        return detail::give<iostx_store_info>(handle_, code, std::move(info));
    }
    outcome<iostx_feid> special_folder(std::uint32_t which) const
    {
        return detail::filled<iostx_feid>(handle_, iostx_store_get_special_folder, which);
    }
    outcome<folder> open_folder(const iostx_feid &id) const { return detail::made<folder>(handle_, iostx_store_open_folder, &id); }
    outcome<message> open_message(const iostx_meid &id, std::uint32_t flags = 0) const
    {
        return detail::made<message>(handle_, iostx_store_open_message, &id, flags);
    }
    /* parent: nullptr is the root of the tree. */
    outcome<cursor> list_folders(const iostx_feid *parent, span<const std::uint32_t> tags, std::uint32_t flags = 0) const
    {
        return detail::made<cursor>(handle_, iostx_store_list_folders, parent, tags.data(), tags.size(), flags);
    }
    /* folder: nullptr is all. */
    outcome<cursor> find_remote(const iostx_feid *folder, span<const iostx_bytes> remote_ids) const
    {
        return detail::made<cursor>(handle_, iostx_store_find_remote, folder, remote_ids.data(), remote_ids.size());
    }
    outcome<cursor> check_all(std::uint32_t flags = 0) const { return detail::made<cursor>(handle_, iostx_store_check, flags); }
    outcome<void> checkpoint() const { return detail::done(handle_, iostx_store_checkpoint(handle_)); }
    outcome<std::int32_t> request_full(span<const iostx_meid> messages) const
    {
        return detail::told(handle_, iostx_store_request_full(handle_, messages.data(), messages.size()));
    }

    /* Supervision; folder: nullptr is all. */
    outcome<cursor> list_pending(const iostx_feid *folder = nullptr) const { return list(iostx_store_list_pending, folder); }
    outcome<cursor> list_conflicts(const iostx_feid *folder = nullptr) const { return list(iostx_store_list_conflicts, folder); }
    outcome<cursor> list_failures(const iostx_feid *folder = nullptr) const { return list(iostx_store_list_failures, folder); }
    outcome<cursor> list_held(const iostx_feid *folder = nullptr) const { return list(iostx_store_list_held, folder); }
    outcome<cursor> list_wanted(const iostx_feid *folder = nullptr) const { return list(iostx_store_list_wanted, folder); }
    outcome<std::int32_t> retry(span<const iostx_meid> messages) const
    {
        return detail::told(handle_, iostx_store_retry(handle_, messages.data(), messages.size()));
    }
    outcome<std::int32_t> drop_change(span<const iostx_meid> messages) const
    {
        return detail::told(handle_, iostx_store_drop_change(handle_, messages.data(), messages.size()));
    }
    outcome<void> resolve_conflict(const iostx_meid &message, std::uint32_t choice, message_ref merged = message_ref()) const
    {
        return detail::done(handle_, iostx_store_resolve_conflict(handle_, &message, choice, merged.get()));
    }
    outcome<void> confirm_held(const iostx_feid &folder) const
    {
        return detail::done(handle_, iostx_store_confirm_held(handle_, &folder));
    }
    outcome<void> reject_held(const iostx_feid &folder) const
    {
        return detail::done(handle_, iostx_store_reject_held(handle_, &folder));
    }

    outcome<session> new_session() const { return detail::made<session>(handle_, iostx_get_sync_object); }
    outcome<events> open_events(const iostx_events_options &options) const
    {
        return detail::made<events>(handle_, iostx_events_open, &options);
    }

private:
    using list_function = std::int32_t (*)(iostx_store *, const iostx_feid *, iostx_cursor **);
    outcome<cursor> list(list_function function, const iostx_feid *folder) const
    {
        return detail::made<cursor>(handle_, function, folder);
    }
};
using store = owned<store_ref, iostx_store_free>;

/* Opens or creates a store; options: nullptr means the defaults. */
inline outcome<store> open_store(const char *path, const iostx_store_options *options = nullptr)
{
    iostx_store *out = nullptr;
#ifdef IOSTX_NO_EXCEPTIONS
    std::int32_t code = iostx_store_open(path, options, &out, nullptr);
    return result<store>(code, store(out));
#else
    iostx_error *failure = nullptr;
    std::int32_t code = iostx_store_open(path, options, &out, &failure);
    if (code < 0)
        throw error(code, failure);
    return store(out);
#endif
}

/* --- The driver --------------------------------------------------------------------------------------------------------------- */

/* What an operation answers, one by one; lent for the operation. */
class batch : public ref<iostx_batch> {
public:
    using ref::ref;
    std::size_t size() const noexcept { return iostx_batch_get_count(handle_); }
    /* An item of an upload; valid until the operation returns. */
    outcome<const iostx_upmsg *> item(std::size_t index) const
    {
        const iostx_upmsg *item = nullptr;
        std::int32_t code = iostx_batch_get(handle_, index, &item);
        return detail::give<const iostx_upmsg *>(static_cast<void *>(nullptr), code, static_cast<const iostx_upmsg *>(item));
    }
    outcome<void> answer(std::size_t index, const iostx_result &result) const
    {
        return detail::done(static_cast<void *>(nullptr), iostx_batch_answer(handle_, index, &result));
    }
};

/* A server, as an agent reaches it: iostx_remote_ops as a class. What is not overridden the server does not have. An operation
   answers a code; an iostx::error that leaves it is its code, and any other exception IOSTX_MAPI_E_CALL_FAILED. */
class remote {
public:
    virtual ~remote() = default;
    /* False: folders are not bound, and list_folders and upload_folder are not called. */
    virtual bool binds_folders() const { return true; }
    virtual std::int32_t list_folders(const iostx_dnhier &) { return IOSTX_MAPI_E_NO_SUPPORT; }
    virtual std::int32_t upload_folder(const iostx_upfld &, batch) { return IOSTX_MAPI_E_NO_SUPPORT; }
    virtual std::int32_t changed_folders(const iostx_sync &, span<iostx_folder_state>) { return IOSTX_MAPI_E_NO_SUPPORT; }
    virtual std::int32_t list_changes(const iostx_dntbl &) { return IOSTX_MAPI_E_NO_SUPPORT; }
    virtual std::int32_t upload(const iostx_uptbl &, batch) { return IOSTX_MAPI_E_NO_SUPPORT; }
    virtual std::int32_t set_read(const iostx_uptbl &, const iostx_upread &, batch) { return IOSTX_MAPI_E_NO_SUPPORT; }
    virtual std::int32_t remove(const iostx_uptbl &, const iostx_updel &, batch) { return IOSTX_MAPI_E_NO_SUPPORT; }
    virtual std::int32_t fetch_full(const iostx_dntbl &, span<const iostx_bytes>) { return IOSTX_MAPI_E_NO_SUPPORT; }
    virtual std::int32_t send(message_ref, batch) { return IOSTX_MAPI_E_NO_SUPPORT; }
    virtual void failed(const iostx_replicate_failure &) {}
};

namespace detail {

/* Runs an operation: nothing is thrown through C. */
template <class Body> std::int32_t guarded(Body body) noexcept
{
#ifdef IOSTX_NO_EXCEPTIONS
    return body();
#else
    try {
        return body();
    } catch (const error &failure) {
        return failure.code();
    } catch (const std::bad_alloc &) {
        return IOSTX_MAPI_E_NOT_ENOUGH_MEMORY;
    } catch (...) {
        return IOSTX_MAPI_E_CALL_FAILED;
    }
#endif
}

inline remote &remote_of(void *userdata) noexcept { return *static_cast<remote *>(userdata); }

inline iostx_remote_ops operations_of(remote &agent)
{
    iostx_remote_ops ops = IOSTX_REMOTE_OPS_INIT;
    ops.userdata = &agent;
    if (agent.binds_folders()) {
        ops.list_folders = [](void *u, const iostx_dnhier *h) { return guarded([&] { return remote_of(u).list_folders(*h); }); };
        ops.upload_folder = [](void *u, const iostx_upfld *f, iostx_batch *b) {
            return guarded([&] { return remote_of(u).upload_folder(*f, batch(b)); });
        };
    }
    ops.changed_folders = [](void *u, const iostx_sync *s, iostx_folder_state *f, std::size_t n) {
        return guarded([&] { return remote_of(u).changed_folders(*s, span<iostx_folder_state>(f, n)); });
    };
    ops.list_changes = [](void *u, const iostx_dntbl *t) { return guarded([&] { return remote_of(u).list_changes(*t); }); };
    ops.upload = [](void *u, const iostx_uptbl *t, iostx_batch *b) {
        return guarded([&] { return remote_of(u).upload(*t, batch(b)); });
    };
    ops.set_read = [](void *u, const iostx_uptbl *t, const iostx_upread *r, iostx_batch *b) {
        return guarded([&] { return remote_of(u).set_read(*t, *r, batch(b)); });
    };
    ops.remove = [](void *u, const iostx_uptbl *t, const iostx_updel *d, iostx_batch *b) {
        return guarded([&] { return remote_of(u).remove(*t, *d, batch(b)); });
    };
    ops.fetch_full = [](void *u, const iostx_dntbl *t, const iostx_bytes *ids, std::size_t n) {
        return guarded([&] { return remote_of(u).fetch_full(*t, span<const iostx_bytes>(ids, n)); });
    };
    ops.send = [](void *u, iostx_message *m, iostx_batch *b) {
        return guarded([&] { return remote_of(u).send(message_ref(m), batch(b)); });
    };
    ops.failed = [](void *u, const iostx_replicate_failure *f) {
        guarded([&] { return remote_of(u).failed(*f), IOSTX_S_OK; });
    };
    return ops;
}

} // namespace detail

/* iostx_replicate. The code is IOSTX_S_OK, or IOSTX_MAPI_W_PARTIAL_COMPLETION; the report is filled also on failure. */
inline outcome<std::int32_t> replicate(
    session_ref session, remote &agent, const iostx_replicate_options *options = nullptr, iostx_replicate_report *report = nullptr)
{
    iostx_remote_ops ops = detail::operations_of(agent);
    std::int32_t code = iostx_replicate(session.get(), &ops, options, report);
#ifndef IOSTX_NO_EXCEPTIONS
    if (code < 0)
        throw error(code, detail::session_error(session.get(), code));
#endif
    return detail::told(static_cast<void *>(nullptr), code);
}

} // namespace iostx

#endif
