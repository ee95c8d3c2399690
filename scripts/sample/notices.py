"""Mail that machines write: reports, builds, invoices, newsletters, junk, and the owner's drafts and rubbish."""

import random

from . import artefacts
from .envelope import NUMBERS, domain, originator, trace
from .maildir import Mail
from .mime import Headers, attachment, encoded_word, message, multipart, text
from .people import OWNER, PEOPLE, Person

_DAY = 86400
# 2026-01-05 05:00 UTC, a Monday.
_FIRST_MONDAY = 1767589200

_PORTAL = Person("portal", "Beacon", "beacon@portal.example.org", "Tidewater Instruments", "", "Bergen", "Norway")
_BUILDS = Person("builds", "Build Server", "builds@ci.example.org", "Tidewater Instruments", "", "Bergen", "Norway")
_STATIONS = ("Kvarven", "Laksevåg", "Delft", "A Coruña", "Brest", "Chioggia", "Durban", "Cần Thơ", "Χανιά")
_TO_OWNER = [f"Mara Ellingsen <{OWNER.email}>"]


def all_mails(chance: random.Random) -> list[Mail]:
    return [
        *_weekly_reports(chance),
        *_builds(chance),
        *_invoices(chance),
        *_newsletters(),
        *_junk(),
        *_drafts(),
        *_trash(),
    ]


def _incoming(sender: Person, subject: str, when: int, salt: int) -> Headers:
    own = originator(sender, _TO_OWNER, subject, when, NUMBERS.message_id(domain(sender)))
    return trace(sender.email, when + 2, salt) + own


def _weekly_reports(chance: random.Random) -> list[Mail]:
    mails = []
    for week in range(2, 40):
        when = _FIRST_MONDAY + (week - 2) * 7 * _DAY + 120
        figures = [(station, chance.randrange(9700, 10001) / 100, chance.randrange(0, 9)) for station in _STATIONS]
        plain = f"Data return in week {week} of 2026\n\n" + "".join(
            f"  {station:<10} {share:6.2f} %   {gaps} gaps\n" for station, share, gaps in figures
        )
        rows = "".join(f"<tr><td>{station}</td><td>{share:.2f} %</td><td>{gaps}</td></tr>\n" for station, share, gaps in figures)
        picture = '<img src="cid:chart" alt="chart">' if week % 4 == 0 else ""
        html = f"<html><body><h1>Week {week}</h1>\n<table>\n{rows}</table>\n{picture}</body></html>\n"
        part = multipart("alternative", [text(plain, "utf-8", "quoted-printable"), text(html, "utf-8", "base64", "html")])
        if week % 4 == 0:
            chart = attachment(artefacts.chart([chance.randrange(20, 101) for _ in range(14)]), "image/png", "chart.png", "inline")
            chart.headers.append(("Content-ID", "<chart>"))
            part = multipart("related", [part, chart], '; type="multipart/alternative"')
        headers = _incoming(_PORTAL, f"Beacon weekly report, week {week}", when, week)
        headers.append(("Auto-Submitted", "auto-generated"))
        mails.append(Mail(when, "Projects.Beacon", message(headers, part), "S" if week < 36 else ""))
    return mails


def _builds(chance: random.Random) -> list[Mail]:
    mails = []
    for number in range(401, 437):
        when = _FIRST_MONDAY + (number - 401) * 6 * _DAY + chance.randrange(40000)
        project = chance.choice(("logger", "gateway", "portal"))
        failed = chance.random() < 0.25
        outcome = "failed" if failed else "passed"
        body = f"Build {number} of {project} {outcome}.\n\n  compile   ok   {chance.randrange(40, 95)} s\n"
        body += f"  unit      ok   {chance.randrange(300, 420)} tests\n"
        body += "  bench     FAIL satellite_fix_cold: 251 s, limit 240 s\n" if failed else "  bench     ok\n"
        headers = _incoming(_BUILDS, f"[{project}] build #{number} {outcome}", when, number)
        headers += [("X-Build-Result", outcome), ("List-Id", "<builds.ci.example.org>")]
        flags = "S" if number < 428 else ""
        mails.append(Mail(when, "Lists.builds", message(headers, text(body)), flags, ["broken"] if failed else []))
    return mails


def _invoices(chance: random.Random) -> list[Mail]:
    mails = []
    sellers = (("felix", "Rechnung"), ("wanda", "Faktura"), ("arun", "Invoice"), ("erik", "Faktura"), ("hana", "Faktura"))
    for number in range(12):
        key, word = sellers[number % len(sellers)]
        seller = PEOPLE[key]
        when = _FIRST_MONDAY + number * 24 * _DAY + 30000
        code = f"2026-{1100 + number * 17}"
        body = f"{word} {code}\n\nAmount due: {chance.randrange(200, 9000)}.{chance.randrange(10, 99)} EUR, 30 days net.\n"
        document = artefacts.pdf([f"{word} {code}", "To: Tidewater Instruments", "Payable within 30 days"])
        part = multipart("mixed", [text(body), attachment(document, "application/pdf", f"{word}-{code}.pdf")])
        headers = _incoming(seller, f"{word} {code}", when, 60 + number)
        keywords = ["invoice", "paid"] if number < 9 else ["invoice"]
        mails.append(Mail(when, "Receipts", message(headers, part), "S", keywords))
    return mails


def _newsletters() -> list[Mail]:
    sender = Person("news", "Uferlinie – das Magazin", "news@example.org", "Verlag Uferlinie", "", "Zürich", "Switzerland")
    topics = ("Ebbe", "Flut", "Watt", "Leuchttürme", "Bojen", "Nebel", "Häfen", "Lotsen")
    mails = []
    for number, topic in enumerate(topics, 1):
        when = _FIRST_MONDAY + number * 30 * _DAY
        html = (
            f"<html><head><style>h1 {{ color: #145a96 }}</style></head><body><h1>{topic}</h1>\n"
            f"<p>Liebe Leserin, lieber Leser, im Heft {number} geht es um das Thema <b>{topic}</b>: "
            "acht Reportagen, eine Karte zum Herausnehmen und ein Rätsel für lange Abende am Ofen.</p>\n"
            '<p><a href="https://www.example.org/heft">Weiterlesen</a></p></body></html>\n'
        )
        headers = _incoming(sender, f"Heft {number}: {topic}", when, 90 + number)
        headers.append(("List-Unsubscribe", "<mailto:leave@example.org>,\n <https://www.example.org/leave?reader=4711>"))
        part = text(html, "utf-8", "quoted-printable", "html")
        mails.append(Mail(when, "Archive", message(headers, part), "S", ["newsletter"]))
    return mails


def _junk() -> list[Mail]:
    offers = (
        ("gb18030", "base64", "特价发票", "本公司代开各类发票，优惠多多，欢迎来电。\n"),
        ("windows-1251", "quoted-printable", "Скидка 90% только сегодня", "Только сегодня! Часы, сумки, мебель.\n"),
        ("us-ascii", "7bit", "YOU HAVE WON 1.000.000", "Dear friend, your address was drawn. Send your bank details.\n"),
        ("utf-8", "base64", "💊 Best price 💊", "No questions asked. Click now!\n"),
        ("windows-1252", "8bit", "Crédit rapide sans justificatif", "Obtenez jusqu’à 50 000 € en une heure…\n"),
        ("big5", "base64", "限時優惠", "全館五折，僅此一天。\n"),
    )
    mails = []
    for number, (charset, encoding, subject, body) in enumerate(offers):
        when = _FIRST_MONDAY + (200 + number * 11) * _DAY
        headers = trace("bounce@example.net", when, 120 + number) + [
            ("From", "Lucky Office <winner@example.net>"),
            ("To", "undisclosed-recipients:;"),
            ("Subject", encoded_word(subject, charset, "b")),
            ("Message-ID", NUMBERS.message_id("example.net")),
            ("X-Spam-Flag", "YES"),
        ]
        mails.append(Mail(when, "Junk", message(headers, text(body, charset, encoding)), "", ["Junk"]))
    return mails


def _drafts() -> list[Mail]:
    drafts: tuple[tuple[str, list[str], str], ...] = (
        ("Re: Angebot", ["Felix Hartmann <felix.hartmann@example.net>"], "Guten Tag Herr Hartmann,\n\n"),
        ("Speech for the anniversary", ["Henrik Aasen <henrik@tidewater.example.org>"], "Dear all, when I came here, the buoy\n"),
        ("", [], "Remember: ask Priya about the membrane.\n"),
        (
            "Izmir: talk proposal",
            ["Elif <elif@bosphorus.example.com>"],
            "Title: Things that are not the tide\n\n1. gulls\n2. cranes\n",
        ),
        ("Færgeplan?", ["Astrid Ellingsen <astrid.ellingsen@example.org>"], "Hei Astrid, når går den siste ferga på søndag?\n"),
    )
    mails = []
    for number, (subject, to, body) in enumerate(drafts):
        when = _FIRST_MONDAY + (230 + number * 9) * _DAY
        headers = originator(OWNER, to, subject, when, NUMBERS.message_id(domain(OWNER)))
        # A draft has no empty fields, and no subject until somebody writes one.
        headers = [(name, value) for name, value in headers if value]
        charset, encoding = ("us-ascii", "7bit") if body.isascii() else ("utf-8", "8bit")
        mails.append(Mail(when, "Drafts", message(headers, text(body, charset, encoding)), "DS"))
    return mails


def _trash() -> list[Mail]:
    lines = (
        ("niamh", "Wrong number", "Sorry, that was meant for another Mara.\n"),
        ("amina", "Cake in the kitchen", "First come, first served.\n"),
        ("amina", "Re: Cake in the kitchen", "Gone.\n"),
        ("sofia", "Your appointment", "We look forward to seeing you on Tuesday at 8.15.\n"),
        ("peter", "Test", "test\n"),
        ("oskar", "Fire drill moved", "Now on Thursday, same time, bring a jacket.\n"),
    )
    mails = []
    for number, (key, subject, body) in enumerate(lines):
        when = _FIRST_MONDAY + (150 + number * 13) * _DAY + 4000
        headers = _incoming(PEOPLE[key], subject, when, 140 + number)
        mails.append(Mail(when, "Trash", message(headers, text(body)), "ST" if number % 2 else "S"))
    return mails
