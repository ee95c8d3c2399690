"""What comes from outside is read within limits, and bad input never does more than be refused."""

from __future__ import annotations

import random

import pytest
from iostx_dav import content
from iostx_dav.config import Config, ConfigError, read_config, read_password
from iostx_dav.content import DAY, Kind, TaskStatus
from iostx_dav.dav import hrefs
from iostx_dav.dav.auth import Authenticator, parse_challenges
from iostx_dav.dav.errors import BadAnswer
from iostx_dav.dav.http import retry_after
from iostx_dav.dav.xml import DAV, MultistatusReader, escape, read_conditions, read_status
from kit import card, event, series, task

HOUR = 3600 * content.SECOND


# --- XML ----------------------------------------------------------------------------------------------------------------------

MULTISTATUS = b"""<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"><d:response><d:href> /a/b.ics </d:href>
<d:propstat><d:prop><d:getetag>"1"</d:getetag></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>
<d:propstat><d:prop><d:displayname/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat></d:response>
<d:response><d:href>/a/c.ics</d:href><d:href>/a/d.ics</d:href><d:status>HTTP/1.1 404 Gone</d:status></d:response>
<d:sync-token>http://example.org/7</d:sync-token></d:multistatus>"""


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_multistatus_is_read_whatever_pieces_it_comes_in(size: int) -> None:
    reader = MultistatusReader()
    found = [one for at in range(0, len(MULTISTATUS), size) for one in reader.feed(MULTISTATUS[at : at + size])] + reader.close()
    assert [(one.href, one.status) for one in found] == [("/a/b.ics", 200), ("/a/c.ics", 404), ("/a/d.ics", 404)]
    assert found[0].text(DAV + "getetag") == '"1"'
    assert found[0].failed == {DAV + "displayname": 404}
    assert reader.sync_token == "http://example.org/7"


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"<",
        b"Not found",
        b"<html/>",
        MULTISTATUS[:-10],
        MULTISTATUS.replace(b"200 OK", b"fine"),
        b'<!DOCTYPE a [<!ENTITY b "c">]><d:multistatus xmlns:d="DAV:">&b;</d:multistatus>',
        b'<d:multistatus xmlns:d="DAV:">' + b"<d:a>" * 40,
        b'<d:multistatus xmlns:d="DAV:"><d:response>' + b"<d:a/>" * 30_000,
        b"\xff\xfe\x00",
        MULTISTATUS.replace(b"&", b"").replace(b"/a/b.ics", b"\x0b"),
    ],
)
def test_what_is_no_multistatus_is_refused(bad: bytes) -> None:
    reader = MultistatusReader()
    with pytest.raises(BadAnswer):
        reader.feed(bad)
        reader.close()


def test_a_damaged_multistatus_is_read_or_refused_and_nothing_else() -> None:
    chance = random.Random(6)
    for _ in range(2000):
        damaged = bytearray(MULTISTATUS)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        reader = MultistatusReader()
        try:
            reader.feed(bytes(damaged))
            reader.close()
        except BadAnswer:
            pass


def test_the_conditions_of_an_error_are_named() -> None:
    body = b'<D:error xmlns:D="DAV:"><D:valid-sync-token/></D:error>'
    assert read_conditions(body) == (frozenset({DAV + "valid-sync-token"}), "")
    for other in (b"", b"<html><a/></html>", b"plain", b'<!DOCTYPE a><D:error xmlns:D="DAV:"/>'):
        assert read_conditions(other) == (frozenset(), "")


def test_what_xml_cannot_have_is_not_written() -> None:
    assert escape("a<b>&c\x00\x0b\ud800\n日\U0001f600") == "a&lt;b&gt;&amp;c\n日\U0001f600"


def test_a_status_has_three_digits() -> None:
    assert read_status("HTTP/1.1 207 Multi-Status") == 207
    for bad in ("", "200", "HTTP/1.1 20", "HTTP/1.1 abc", "HTTP/1.1 -20"):
        with pytest.raises(BadAnswer):
            read_status(bad)


# --- Paths --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("/a/b@example.org.ics", "/a/b@example.org.ics"),
        ("/a/b%40example.org.ics", "/a/b@example.org.ics"),
        ("/a/%e6%97%a5%e8%a8%98.ics", "/a/%E6%97%A5%E8%A8%98.ics"),
        ("/a/日記.ics", "/a/%E6%97%A5%E8%A8%98.ics"),
        ("/a/with space.ics", "/a/with%20space.ics"),
        ("/a/slash%2fin.ics", "/a/slash%2Fin.ics"),
        ("/a/100%25.ics", "/a/100%25.ics"),
        ("/a/%zz", "/a/%25zz"),
        ("/a/hash%23?.ics", "/a/hash%23%3F.ics"),
    ],
)
def test_a_path_has_one_form(written: str, one: str) -> None:
    assert hrefs.canonical_path(written) == one
    assert hrefs.canonical_path(one) == one


def test_an_object_is_always_created_under_the_same_name() -> None:
    assert hrefs.object_name("abc@example.org", ".ics") == "abc@example.org.ics"
    for odd in ("a/b", "../../etc", "", "ü", "x" * 300, ".hidden", "a b", "a%2Fb"):
        name = hrefs.object_name(odd, ".vcf")
        assert name == hrefs.object_name(odd, ".vcf")
        assert hrefs.canonical_path(name) == name and "/" not in name and len(name) == 44


def test_a_collection_gets_a_plain_path() -> None:
    assert hrefs.collection_name("Work & Play") == "work-play"
    assert hrefs.collection_name("Übung") == "ubung"
    assert hrefs.collection_name("日記").startswith("c-")
    assert hrefs.collection_name("日記") != hrefs.collection_name("会議")


# --- Authentication -----------------------------------------------------------------------------------------------------------


def test_challenges_are_told_apart() -> None:
    header = 'Basic realm="a, Digest b=c", Digest realm="r \\"q\\"", nonce="n", qop="auth,auth-int", algorithm=SHA-256, Negotiate'
    found = parse_challenges(header)
    assert found["basic"] == {"realm": "a, Digest b=c"}
    assert found["digest"] == {"realm": 'r "q"', "nonce": "n", "qop": "auth,auth-int", "algorithm": "SHA-256"}
    assert "negotiate" in found
    assert "digest" not in parse_challenges('Digest nonce="n", algorithm=SHA-512-256')
    for bad in ("", ",,,", '"', "Basic realm=", '= "', "Digest " * 50):
        parse_challenges(bad)


@pytest.mark.parametrize(
    ("algorithm", "answer"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_a_digest_is_that_of_the_standard(monkeypatch: pytest.MonkeyPatch, algorithm: str, answer: str) -> None:
    """RFC 7616 section 3.9.1."""
    monkeypatch.setattr("secrets.token_hex", lambda _: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    signer = Authenticator("digest", "Mufasa", "Circle of Life")
    nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
    challenge = f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, nonce="{nonce}", opaque="FQ"'
    assert signer.challenged(challenge, None)
    signed = signer.header("GET", "http://www.example.org/dir/index.html")
    assert signed is not None and f'response="{answer}"' in signed and "nc=00000001" in signed


def test_a_password_goes_unasked_only_where_nobody_else_can_read_the_line() -> None:
    auto = Authenticator("auto", "a", "b")
    assert auto.header("GET", "http://example.org/") is None
    assert (auto.header("GET", "https://example.org/", safe=True) or "").startswith("Basic ")
    assert auto.challenged('Digest realm="x", nonce="n"', "Basic eA==")
    assert (auto.header("GET", "https://example.org/", safe=True) or "").startswith("Digest ")
    assert not Authenticator("digest", "a", "b").challenged('Basic realm="x"', None)
    assert Authenticator("digest", "a", "b").header("GET", "https://example.org/", safe=True) is None


def test_retry_after_is_a_number_or_a_date() -> None:
    assert retry_after("120") == 120
    assert retry_after("Wed, 21 Oct 2026 07:28:00 GMT", now=1792567670) == 10
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    for bad in (None, "", "soon", "-1", "1e9", "Wed, 99 Oct 2026"):
        assert retry_after(bad) is None


# --- Configuration ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("store = a\n", "'url' is missing"),
        ("nonsense\n", "line 1: there is no '='"),
        ("colour = red\n", "no key 'colour'"),
        ("store = a\nurl = b\nauth = ntlm\n", "'ntlm' is none of"),
        ("connections = 99\n", "no number from 1 to 16"),
        ("allow-plain = maybe\n", "neither yes nor no"),
    ],
)
def test_a_bad_configuration_is_named(tmp_path: object, text: str, said: str) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "config"
    path.write_text(text)
    with pytest.raises(ConfigError, match=said):
        read_config(path)


def test_the_password_comes_from_a_command_a_file_or_the_environment(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "secret"
    path.write_text("from the file\nsecond line\n")
    monkeypatch.setenv("DAV_PASSWORD", "from the environment")
    assert read_password(Config(password_file=str(path))) == "from the file"
    assert read_password(Config(password_command="echo from the command")) == "from the command"
    assert read_password(Config()) == "from the environment"
    for bad in (Config(password_command="false"), Config(password_file=str(path) + "x"), Config(password_env="NOT_THERE_EVER")):
        with pytest.raises(ConfigError):
            read_password(bad)


# --- Texts --------------------------------------------------------------------------------------------------------------------

ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Somewhere\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "TZOFFSETFROM:+0300\r\nTZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def ticks(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return content.read_time(f"{year:04}{month:02}{day:02}T{hour:02}{minute:02}00Z", None)[0]


def test_an_event_says_when_where_and_what() -> None:
    text = event(
        "a", "Lunch\\, and\\nmore", 'LOCATION:Caf\r\n é\r\nORGANIZER;CN="Haugen; I":mailto:i@example.org\r\nPRIORITY:1\r\n'
    )
    found = content.read(text)
    assert (found.kind, found.uid, found.summary, found.location) == (Kind.EVENT, "a", "Lunch, and\nmore", "Café")
    assert (found.organizer, found.organizer_address, found.importance) == ("Haugen; I", "i@example.org", 2)
    assert (found.start, found.end) == (ticks(2026, 10, 5, 9), ticks(2026, 10, 5, 10))


def test_times_are_read_in_their_zones() -> None:
    def start(line: str, zone: str = "") -> int:
        text = (
            event("a").replace(b"DTSTART:20261005T090000Z", line.encode()).replace(b"BEGIN:VEVENT", zone.encode() + b"BEGIN:VEVENT")
        )
        return content.read(text).start

    assert start("DTSTART;TZID=Europe/Oslo:20261005T090000") == ticks(2026, 10, 5, 7)
    assert start('DTSTART;TZID="Europe/Oslo":20261205T090000') == ticks(2026, 12, 5, 8)
    assert start("DTSTART;TZID=Somewhere:20261005T090000", ZONE) == ticks(2026, 10, 5, 6)
    comma = ZONE.replace("TZID:Somewhere", "TZID:Here\\, there")
    assert start('DTSTART;TZID="Here, there":20261005T090000', comma) == ticks(2026, 10, 5, 6)
    assert start("DTSTART;TZID=W. Europe Standard Time:20261005T090000") == ticks(2026, 10, 5, 7)
    assert start("DTSTART;TZID=Nowhere:20261005T090000") == ticks(2026, 10, 5, 9)
    assert start("DTSTART;VALUE=DATE:20261005") == ticks(2026, 10, 5)
    for bad in (
        "DTSTART:",
        "DTSTART:20261399",
        "DTSTART:soon",
        "DTSTART;TZID=../../etc/passwd:20261005T0900",
        "DTSTART:00010101T000000Z",
    ):
        assert start(bad) in (0, ticks(2026, 10, 5, 9))


def test_a_series_stands_for_its_master_and_lasts_until_its_end() -> None:
    found = content.read(series("a", "All of them"))
    assert (found.summary, found.recurring, found.objects) == ("All of them", True, 1)
    assert found.last_occurrence == found.start + 4 * 7 * DAY + HOUR
    for rule in ("FREQ=DAILY", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=x", ""):
        assert content.read(event("a", more=f"RRULE:{rule}\r\n")).last_occurrence in (content.FOR_EVER, 0)


def test_a_task_says_how_far_it_is() -> None:
    found = content.read(task("a").replace(b"SUMMARY", b"STATUS:IN-PROCESS\r\nPERCENT-COMPLETE:40\r\nSUMMARY"))
    assert (found.kind, found.task_status, found.percent) == (Kind.TASK, TaskStatus.IN_PROGRESS, 40)
    assert found.due == ticks(2026, 10, 6, 9)


def test_a_card_says_who_it_is() -> None:
    found = content.read(card("a").replace(b"END:", b"item1.TEL;HOME:+47 9\r\nTEL;TYPE=FAX:1\r\nORG:Fjell\\;Co;Sea\r\nEND:"))
    assert (found.kind, found.summary, found.given_name, found.surname) == (Kind.CONTACT, "Ingrid Haugen", "Ingrid", "Haugen")
    assert (found.email, found.phone_mobile, found.phone_home, found.phone_work) == ("ingrid@example.org", "+47 123", "+47 9", "")
    assert found.company == "Fjell;Co"
    assert content.read(card("a").replace(b"END:", b"KIND:group\r\nEND:")).kind is Kind.GROUP
    assert content.read(b"BEGIN:VCARD\nEMAIL:a@example.org\nEMAIL;PREF=1:b@example.org\nEND:VCARD").email == "b@example.org"


def test_any_bytes_are_taken() -> None:
    chance = random.Random(5)
    texts = [event("a", more="RRULE:FREQ=DAILY;COUNT=3\r\nRDATE:20261010\r\nCATEGORIES:a,b\r\n"), card("b"), task("c")]
    for text in texts:
        for _ in range(700):
            damaged = bytearray(text)
            for _ in range(chance.randint(1, 8)):
                damaged[chance.randrange(len(damaged))] = chance.choice(b'\r\n;:,\\"=BEGIN\x00\xff 9')
            content.read(bytes(damaged))
    for odd in (
        b"",
        b"\xef\xbb\xbf",
        b"BEGIN:VCALENDAR",
        b"BEGIN:VCARD\r\n" * 5000,
        b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 5000,
    ):
        content.read(odd)


def test_texts_are_alike_if_only_their_order_and_folding_differ() -> None:
    one = event("a", "Lunch", 'ATTENDEE;CN="I";ROLE=CHAIR:mailto:i@example.org\r\nLOCATION:A long one, far out of town\r\n')
    lines = one.replace(b"far out", b"far\r\n  out").split(b"\r\n")
    other = b"\r\n".join(lines[:3] + lines[3:6][::-1] + lines[6:]).replace(b'CN="I";ROLE=CHAIR', b"ROLE=CHAIR;CN=I")
    assert one != other and content.alike(one, other)
    assert not content.alike(one, one.replace(b"Lunch", b"Dinner"))
