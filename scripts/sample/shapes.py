"""Messages of unusual shape, one or two of each kind that real mailboxes hold."""

import base64

from . import artefacts
from .envelope import NUMBERS, domain, originator, trace
from .maildir import Mail
from .mime import Headers, Part, address, attachment, date, headers_of, message, multipart, text
from .people import OWNER, PEOPLE, Person

_HOUR = 3600
# 2026-10-01 06:00 UTC.
_START = 1790834400
_TO_OWNER = [address(OWNER)]


def all_mails() -> list[Mail]:
    mails = [
        *_duplicate_message_id(),
        _without_message_id(),
        _many_recipients(),
        _long_unfolded_line(),
        _raw_utf8_headers(),
        *_invitations(),
        _bounce(),
        _read_receipt(),
        *_signed(),
        _encrypted_pgp(),
        _encrypted_smime(),
        *_forwarded(),
        _digest(),
        _nested(),
        _html_only_latin1(),
        _binary_attachment(),
        _empty_body(),
        _crlf(),
        _comments_in_headers(),
    ]
    # What came last has not been looked at yet.
    for position, mail in enumerate(mails):
        mail.when += position * 5 * _HOUR
        mail.recent = mail.folder == "INBOX" and position >= len(mails) - 7
    return mails


def _incoming(sender: Person, subject: str, when: int = _START, message_id: str | None = None) -> Headers:
    identity = NUMBERS.message_id(domain(sender)) if message_id is None else message_id
    own = originator(sender, _TO_OWNER, subject, when, identity)
    return trace(sender.email, when + 2, len(subject) + 7 * len(sender.email)) + own


def _mail(key: str, subject: str, part: Part, flags: str = "S", keywords: list[str] | None = None) -> Mail:
    return Mail(_START, "INBOX", message(_incoming(PEOPLE[key], subject), part), flags, keywords or [])


def _duplicate_message_id() -> list[Mail]:
    """The same message twice: sent to the owner, and through a list that adds a line."""
    identity = NUMBERS.message_id("capetide.example.org")
    headers = _incoming(PEOPLE["grace"], "Mooring chain, three lengths to give away", _START, identity)
    body = "Three lengths of 16 mm chain, 25 m each, free to anybody who fetches them.\n\nGrace\n"
    direct = message(headers, text(body))
    listed = message(headers + [("List-Id", "<sensors.lists.example.net>")], text(body + "--\nsensors mailing list\n"))
    return [Mail(_START, "INBOX", direct), Mail(_START + 60, "INBOX", listed)]


def _without_message_id() -> Mail:
    scanner = Person("scanner", "Scanner 2nd floor", "scanner@tidewater.example.org", "", "", "", "Norway")
    page = artefacts.png(60, 40, [(250, 250, 245), (60, 60, 60)], ["000000", "011110", "000000", "011010"])
    headers = _incoming(scanner, "Scan 0042", _START, "")
    part = multipart("mixed", [text("1 page\n"), attachment(page, "image/png", "scan0042.png")])
    return Mail(_START, "INBOX", message(headers, part))


def _many_recipients() -> Mail:
    to = [address(person) for person in PEOPLE.values() if person is not PEOPLE["henrik"]]
    headers = originator(
        PEOPLE["henrik"], to, "Twenty years of Tidewater: save the date", _START, NUMBERS.message_id("tidewater.example.org")
    )
    body = "Friday 13 November 2026, from 17:00, on the quay. There will be soup.\n\nHenrik\n"
    return Mail(_START, "INBOX", message(trace("henrik@tidewater.example.org", _START, 5) + headers, text(body)), "FS")


def _long_unfolded_line() -> Mail:
    headers = _incoming(PEOPLE["jonas"], "Log of the gateway, one long line")
    headers.append(("X-Trace", "-".join(f"{number * 48271 % 65536:04x}" for number in range(180))))
    line = " ".join(f"{number * 16807 % 1000:03d}" for number in range(230))
    return Mail(_START, "INBOX", message(headers, text(line + "\n", "us-ascii", "quoted-printable")))


def _raw_utf8_headers() -> Mail:
    headers = trace("bjorn@example.org", _START, 31) + [
        ("From", "Björn Þórsson <bjorn@example.org>"),
        ("To", "Mara Ellingsen <mara@tidewater.example.org>"),
        ("Subject", "Sjávarföll í Reykjavík – háflæði á morgun"),
        ("Date", date(_START)),
        ("Message-ID", NUMBERS.message_id("example.org")),
    ]
    return Mail(_START, "INBOX", message(headers, text("Sæl Mara! Háflæði klukkan 7:12, komdu með stígvél.\n", "utf-8", "8bit")))


def _invitations() -> list[Mail]:
    mails = []
    for number, (key, summary, method) in enumerate(
        (
            ("ruth", "Training day for divers", "REQUEST"),
            ("george", "Inter-comparison call", "REQUEST"),
            ("elif", "Izmir meeting", "CANCEL"),
        )
    ):
        sender = PEOPLE[key]
        calendar = "\r\n".join(
            [
                "BEGIN:VCALENDAR",
                "PRODID:-//Example//Groupware 12//EN",
                "VERSION:2.0",
                f"METHOD:{method}",
                "BEGIN:VEVENT",
                f"UID:invitation-{number}@{domain(sender)}",
                "DTSTAMP:20261001T060000Z",
                f"DTSTART:2026110{number + 2}T090000Z",
                "DURATION:PT90M",
                f"SUMMARY:{summary}",
                f"ORGANIZER:mailto:{sender.email}",
                f"ATTENDEE;RSVP=TRUE:mailto:{OWNER.email}",
                "SEQUENCE:1",
                "END:VEVENT",
                "END:VCALENDAR",
                "",
            ]
        )
        part = multipart(
            "alternative",
            [text(f"{summary}\n"), text(calendar, "utf-8", "base64", "calendar", f"; method={method}")],
        )
        mails.append(_mail(key, f"{'Cancelled' if method == 'CANCEL' else 'Invitation'}: {summary}", part))
    return mails


def _bounce() -> Mail:
    daemon = Person("daemon", "Mail Delivery System", "mailer-daemon@mx.example.net", "", "", "", "")
    status = (
        b"Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; old.address@example.net\n"
        b"Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n"
    )
    original = headers_of(
        originator(OWNER, ["old.address@example.net"], "Spare gaskets", _START - 60, NUMBERS.message_id("tidewater.example.org"))
    )
    part = multipart(
        "report",
        [
            text("Your message could not be delivered to old.address@example.net.\n"),
            Part([("Content-Type", "message/delivery-status")], status),
            Part([("Content-Type", "text/rfc822-headers")], original),
        ],
        "; report-type=delivery-status",
    )
    headers = _incoming(daemon, "Undelivered Mail Returned to Sender")
    headers[0] = ("Return-Path", "<>")
    return Mail(_START, "INBOX", message(headers, part))


def _read_receipt() -> Mail:
    notification = (
        b"Reporting-UA: mail.example.com; Reader 3.1\nFinal-Recipient: rfc822; arun.desai@example.com\n"
        b"Disposition: manual-action/MDN-sent-manually; displayed\n"
    )
    part = multipart(
        "report",
        [
            text("This is a receipt for the mail you sent. It was displayed.\n"),
            Part([("Content-Type", "message/disposition-notification")], notification),
        ],
        "; report-type=disposition-notification",
    )
    return _mail("arun", "Read: Batteries: 18 cells or 21?", part)


def _signed() -> list[Mail]:
    """Two of the shape of S/MIME; the signatures are noise."""
    mails = []
    for seed, (key, subject, body) in enumerate(
        (
            ("priya", "Certificate of calibration, signed", "The certificate for TW-00417 is released.\n"),
            ("henrik", "Power of attorney", "As discussed.\n"),
        ),
        11,
    ):
        signature = attachment(artefacts.noise(seed, 900), 'application/pkcs7-signature; name="smime.p7s"', "smime.p7s")
        parameters = '; protocol="application/pkcs7-signature"; micalg=sha-256'
        preamble = "This is a cryptographically signed message in MIME format.\n\n"
        mails.append(_mail(key, subject, multipart("signed", [text(body), signature], parameters, preamble)))
    return mails


def _encrypted_pgp() -> Mail:
    armour = base64.encodebytes(artefacts.noise(29, 600)).decode()
    part = multipart(
        "encrypted",
        [
            Part([("Content-Type", "application/pgp-encrypted")], b"Version: 1\n"),
            Part(
                [("Content-Type", "application/octet-stream")],
                f"-----BEGIN PGP MESSAGE-----\n\n{armour}-----END PGP MESSAGE-----\n".encode(),
            ),
        ],
        '; protocol="application/pgp-encrypted"',
    )
    return _mail("helena", "...", part, "FS")


def _encrypted_smime() -> Mail:
    part = attachment(artefacts.noise(31, 1200), 'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"', "smime.p7m")
    return _mail("erik", "Årsregnskap 2025", part)


def _forwarded() -> list[Mail]:
    inner = message(
        originator(
            PEOPLE["victor"], [address(PEOPLE["amina"])], "Nivel la Galați", _START - 7000, NUMBERS.message_id("example.com")
        ),
        text("Apa a crescut cu 60 cm în două zile. Senzorul ține.\n", "iso-8859-16", "quoted-printable"),
    )
    as_message = multipart("mixed", [text("For your collection.\n"), Part([("Content-Type", "message/rfc822")], inner)])
    inline = text(
        "Interesting?\n\n---------- Forwarded message ----------\nFrom: Linh\nSubject: Mekong, low water\n\n"
        "0.31 m, lowest since 1998.\n"
    )
    return [
        _mail("amina", "Fwd: Nivel la Galați", as_message, "PS"),
        _mail("grace", "Fwd: Mekong, low water", inline, "PS", ["$Forwarded"]),
    ]


def _digest() -> Mail:
    parts = []
    for key, line in (("thabo", "Ring arrived."), ("lucia", "Show us pictures!"), ("linh", "And the wiper?")):
        inner = message(
            originator(
                PEOPLE[key], ["sensors@lists.example.net"], "[sensors] Antifouling", _START, NUMBERS.message_id("lists.example.net")
            ),
            text(line + "\n"),
        )
        parts.append(Part([], inner))
    return _mail("ruth", "sensors digest, vol 12, issue 4", multipart("digest", parts))


def _nested() -> Mail:
    part = text("The innermost text.\n")
    for depth in range(12):
        part = multipart("mixed", [part, text(f"Layer {depth}\n")])
    return _mail("oskar", "Twelve layers (it was a bet)", part)


def _html_only_latin1() -> Mail:
    return _mail(
        "marco",
        "Listino prezzi – novità",
        text("<p>Sono arrivate le nuove catene: qualit&agrave; è certezza.</p>\n", "iso-8859-1", "8bit", "html"),
    )


def _binary_attachment() -> Mail:
    record = bytes(number * 7 % 256 for number in range(2048))
    return _mail(
        "jonas",
        "Raw record of unit 9",
        multipart("mixed", [text("As asked.\n"), attachment(record, "application/octet-stream", "unit9.rec")]),
    )


def _empty_body() -> Mail:
    return Mail(_START, "INBOX", message(_incoming(PEOPLE["callum"], "Call me when you are on the quay"), text("")), "S")


def _crlf() -> Mail:
    """Delivered by a program that keeps the line ends of the wire."""
    mail = _mail("paul", "Finbarr has a family now", text("Three chicks. The harbour master has given up.\n"))
    mail.data = mail.data.replace(b"\n", b"\r\n")
    return mail


def _comments_in_headers() -> Mail:
    headers = trace("niamh@example.com", _START, 77) + [
        ("From", '"Byrne, Niamh" (office) <niamh@example.com>'),
        ("To", "Crew: mara@tidewater.example.org, paul.oconnell@example.com;"),
        ("Cc", ""),
        ("Subject", "Re: Re: RE: AW: Slip reserved"),
        ("Date", "Fri, 2 Oct 2026 08:15 +0100 (IST)"),
        ("Message-ID", NUMBERS.message_id("example.com")),
        ("X-Priority", "1 (Highest)"),
    ]
    return Mail(_START, "INBOX", message(headers, text("Slip is yours from Monday.\n")), "S")
