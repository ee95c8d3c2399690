/* Names of mailboxes: modified UTF-7 (RFC 3501 section 5.1.3) on the wire, UTF-8 here; and keywords, which are atoms there. */
#pragma once

#include <string>
#include <string_view>

namespace imap
{

/* UTF-8 to modified UTF-7. Bytes that are no UTF-8 become U+FFFD. */
std::string to_utf7(std::string_view text);
/* Back. What is no modified UTF-7 is taken as it stands: some servers send UTF-8. */
std::string from_utf7(std::string_view text);

/* A keyword as an atom: what may not stand in one is written as modified UTF-7 writes what is not ASCII. */
std::string to_keyword(std::string_view text);
std::string from_keyword(std::string_view atom);

/* With U+FFFD for what is no UTF-8. */
std::string to_utf8(std::string_view text);

/* A quoted string; the text has no line breaks or NUL, and 8-bit characters only after ENABLE UTF8=ACCEPT (RFC 6855). */
std::string quote(std::string_view text);
bool is_inbox(std::string_view name);

} // namespace imap
