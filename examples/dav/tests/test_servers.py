"""Servers that do less than they should, or do it their own way. A Radicale behind a line that changes what it says."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from iostx import Tag
from iostx_dav.dav.collections import Collection
from iostx_dav.dav.objects import TokenExpired, changes_since
from kit import Answer, Here, Line, Peer, Request, card, event


def with_body(answer: Answer, change: Callable[[bytes], bytes]) -> Answer:
    answer.body = change(answer.body)
    return answer


def without_tokens(request: Request, answer: Answer) -> Answer:
    if request.method == "PROPFIND":
        return with_body(answer, lambda body: re.sub(rb"<sync-token>[^<]*</sync-token>|<sync-token />", b"", body))
    return answer


def test_without_sync_tokens_etags_are_compared_and_a_ctag_spares_that(far: Here, line: Line, radicale_peer: Peer) -> None:
    line.after = without_tokens
    work = radicale_peer.calendar("work")
    for number in range(4):
        radicale_peer.put(f"{work}{number}.ics", event(str(number)))
    assert far.sync().counts("down_created") == (4,)
    line.requests.clear()
    assert far.sync().counts("down_created", "down_changed") == (0, 0)
    assert not any(request.startswith("REPORT") for request in line.requests)
    radicale_peer.put(work + "0.ics", event("0", "Changed there"))
    radicale_peer.delete(work + "1.ics")
    far.add("work", event("new"))
    assert far.sync().counts("down_changed", "down_deleted", "up_created") == (2, 1, 1)
    assert far.texts("work") == radicale_peer.texts(work)


def test_a_token_that_expired_is_a_full_listing(far: Here, line: Line, radicale_peer: Peer) -> None:
    work = radicale_peer.calendar("work")
    for number in range(4):
        radicale_peer.put(f"{work}{number}.ics", event(str(number)))
    far.sync()
    radicale_peer.put(work + "0.ics", event("0", "Changed there"))
    radicale_peer.delete(work + "1.ics")
    far.set_text("work", "2.ics", event("2", "Changed here"))

    def expired(request: Request) -> Answer | None:
        if request.method == "REPORT" and re.search(rb"<D:sync-token>[^<]", request.body):
            return Answer(403, {"Content-Type": "text/xml"}, b'<D:error xmlns:D="DAV:"><D:valid-sync-token/></D:error>')
        return None

    line.before = expired
    assert far.sync().counts("down_deleted", "up_changed", "conflicts", "failures") == (1, 1, 0, 0)
    assert far.texts("work") == radicale_peer.texts(work)


def test_a_token_of_another_server_is_expired_on_a_live_one(peer: Peer, here: Here) -> None:
    from iostx_dav.config import open_client, read_config

    path = peer.calendar("work")
    client = open_client(read_config(here.config))
    collection = Collection(peer.server.url.rstrip("/") + path, "calendar", "work", frozenset())
    try:
        changes_since(client, collection, "http://example.org/ns/sync/nonsense")
    except TokenExpired:
        pass
    else:
        raise AssertionError("a made-up token was taken")
    finally:
        client.close()


def test_changes_that_come_in_parts_are_asked_for_until_the_last(far: Here, line: Line, radicale_peer: Peer) -> None:
    """RFC 6578 section 3.6: 507 for the collection says that there is more."""
    work = radicale_peer.calendar("work")
    for number in range(7):
        radicale_peer.put(f"{work}{number}.ics", event(str(number)))
    given: list[str] = []

    def parts(request: Request, answer: Answer) -> Answer:
        if request.method != "REPORT" or b"sync-collection" not in request.body:
            return answer
        responses = re.findall(rb"<response>.*?</response>", answer.body, re.DOTALL)
        if len(responses) <= 3:
            return answer
        tokens[f"part-{len(tokens)}"] = responses[3:]
        return cut_off(answer.body, responses[:3])

    tokens: dict[str, list[bytes]] = {}

    def cut_off(body: bytes, responses: list[bytes]) -> Answer:
        more = f"<response><href>{work}</href><status>HTTP/1.1 507 Insufficient Storage</status></response>".encode()
        token = f"<sync-token>{list(tokens)[-1]}</sync-token>".encode()
        return Answer(
            207,
            {"Content-Type": "text/xml"},
            b'<multistatus xmlns="DAV:">' + b"".join(responses) + more + token + b"</multistatus>",
        )

    def rest(request: Request) -> Answer | None:
        found = re.search(rb"<D:sync-token>(part-\d+)<", request.body)
        if found is None:
            return None
        given.append(found[1].decode())
        left = tokens[given[-1]]
        if len(left) > 3:
            tokens[f"part-{len(tokens)}"] = left[3:]
            return cut_off(b"", left[:3])
        end = b'<multistatus xmlns="DAV:">' + b"".join(left) + b"<sync-token>the-end</sync-token></multistatus>"
        return Answer(207, {"Content-Type": "text/xml"}, end)

    line.after, line.before = parts, rest
    assert far.sync().counts("down_created", "failures") == (7, 0)
    assert len(given) == 2
    assert far.texts("work") == radicale_peer.texts(work)


def test_without_an_etag_after_a_put_the_object_is_read_back(far: Here, line: Line, radicale_peer: Peer) -> None:
    def silent(request: Request, answer: Answer) -> Answer:
        if request.method == "PUT":
            answer.headers = {name: value for name, value in answer.headers.items() if name.lower() != "etag"}
        return answer

    line.after = silent
    work = radicale_peer.calendar("work")
    far.sync()
    far.add("work", event("a"))
    far.sync()
    assert far.texts("work") == radicale_peer.texts(work)
    far.set_text("work", "a.ics", event("a", "Changed"))
    assert far.sync().counts("up_changed", "conflicts", "failures") == (1, 0, 0)
    assert b"Changed" in radicale_peer.get(work + "a.ics")
    far.delete("work", "a.ics")
    far.sync()
    assert radicale_peer.names(work) == []


def test_what_the_server_makes_of_an_object_comes_back(far: Here, line: Line, radicale_peer: Peer) -> None:
    """It adds a line to what it stores, and answers an ETag as if it had not."""

    def stamp(request: Request) -> Answer | None:
        if request.method == "PUT" and b"X-STAMP" not in request.body:
            radicale_peer.put(request.path, request.body.replace(b"END:VEVENT", b"X-STAMP:7\r\nEND:VEVENT"))
            return Answer(201, {"ETag": '"made-up"'})
        return None

    radicale_peer.calendar("work")
    far.sync()
    far.add("work", event("a"))
    line.before = stamp
    assert far.sync().counts("up_created", "conflicts", "failures") == (1, 0, 0)
    assert b"X-STAMP:7" in far.texts("work")["a.ics"]
    assert far.sync().counts("up_changed", "down_changed") == (0, 0)


def test_one_that_cannot_be_put_into_xml_does_not_stop_the_rest(far: Here, line: Line, radicale_peer: Peer) -> None:
    work = radicale_peer.calendar("work")
    for number in range(5):
        radicale_peer.put(f"{work}{number}.ics", event(str(number), f"Number {number}"))

    def spoil(request: Request, answer: Answer) -> Answer:
        if b"calendar-data" in request.body:
            return with_body(answer, lambda body: body.replace(b"Number 2", b"Number \x0b2"))
        return answer

    line.after = spoil
    assert far.sync().counts("down_created", "failures") == (5, 0)
    assert far.texts("work") == radicale_peer.texts(work)


def unreadable(request: Request) -> bool:
    if request.method == "GET":
        return request.path.endswith("/2.ics")
    return b"multiget" in request.body and b"/2.ics" in request.body


def without_texts(request: Request, answer: Answer) -> Answer:
    """Changes come without the texts, as from servers that give them by multiget only."""
    if b"sync-collection" in request.body:
        return with_body(answer, lambda body: re.sub(rb"<C:calendar-data>.*?</C:calendar-data>", b"", body, flags=re.DOTALL))
    return answer


def test_one_that_the_server_cannot_give_is_wanted_and_does_not_stop_the_rest(far: Here, line: Line, radicale_peer: Peer) -> None:
    work = radicale_peer.calendar("work")
    for number in range(5):
        radicale_peer.put(f"{work}{number}.ics", event(str(number)))
    line.before = lambda request: Answer(500) if unreadable(request) else None
    line.after = without_texts
    assert [line for line in far.sync(expect=1).failed if "2.ics" in line and "500" in line]
    assert sorted(far.texts("work")) == ["0.ics", "1.ics", "3.ics", "4.ics"]
    assert far.run("status").lines[-1]["wanted"] == 1
    with far.store() as store:
        (row,) = store.wanted()
        assert row[Tag.REMOTE_ID] == b"2.ics"
    line.before = lambda _: None
    assert far.run("sync", "--all").code == 0
    assert far.texts("work") == radicale_peer.texts(work)


def test_texts_that_do_not_come_with_the_changes_are_asked_for(far: Here, line: Line, radicale_peer: Peer) -> None:
    line.after = without_texts
    work = radicale_peer.calendar("work")
    for number in range(5):
        radicale_peer.put(f"{work}{number}.ics", event(str(number)))
    assert far.sync().counts("down_created", "failures") == (5, 0)
    radicale_peer.put(work + "0.ics", event("0", "Changed there"))
    assert far.sync().counts("down_changed") == (1,)
    assert far.texts("work") == radicale_peer.texts(work)


def test_a_server_without_multiget_is_asked_one_by_one(far: Here, line: Line, radicale_peer: Peer) -> None:
    friends = radicale_peer.addressbook("friends")
    for number in range(4):
        radicale_peer.put(f"{friends}{number}.vcf", card(str(number)))
    line.before = lambda request: Answer(403) if b"address-data" in request.body else None
    assert far.sync().counts("down_created", "failures") == (4, 0)
    assert far.texts("friends") == radicale_peer.texts(friends)


def test_a_server_that_is_busy_is_waited_for(far: Here, line: Line, radicale_peer: Peer) -> None:
    work = radicale_peer.calendar("work")
    far.sync()
    for number in range(6):
        far.add("work", event(str(number)))
    turned_away: set[str] = set()

    def busy(request: Request) -> Answer | None:
        key = f"{request.method} {request.path}"
        if key in turned_away:
            return None
        turned_away.add(key)
        return Answer(429 if request.number % 2 else 503, {"Retry-After": "0"})

    line.before = busy
    assert far.sync().counts("up_created", "failures", "retries") == (6, 0, 0)
    assert len(radicale_peer.names(work)) == 6


def test_two_items_of_one_uid_are_told_apart_by_name(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    peer.put(work + "a.ics", event("a", "First"))
    here.sync()
    with here.store() as store:
        folder = store.folder("work")
        folder.create_item(content=event("b", "Second")).save()
    here.sync()
    here.set_text("work", "b.ics", event("a", "Second"))
    result = here.sync(expect=None)
    texts = b"".join(peer.texts(work).values())
    assert b"First" in texts
    # Some servers take it; one that does not says so.
    assert b"UID:a" in texts and (b"Second" in texts) and (result.failed or len(peer.names(work)) == 2)


def test_the_account_is_found_from_the_host_alone(far: Here, line: Line, radicale_peer: Peer) -> None:
    """Nothing at the start page: the well-known address leads on (RFC 6764)."""
    user = radicale_peer.user
    radicale_peer.calendar("work")

    def elsewhere(request: Request) -> Answer | None:
        if request.path == "/":
            return Answer(404)
        if request.path.startswith("/.well-known/"):
            return Answer(301, {"Location": f"/{user}/"})
        return None

    line.before = elsewhere
    far.sync()
    assert far.texts("work") == {}
    line.requests.clear()
    far.sync()
    assert not any("well-known" in request for request in line.requests), "homes are remembered"


def test_a_server_that_moved_the_homes_is_searched_again(far: Here, line: Line, radicale_peer: Peer) -> None:
    radicale_peer.calendar("work")
    far.sync()
    gone = {"left": True}

    def moved(request: Request) -> Answer | None:
        if request.method == "PROPFIND" and request.headers.get("Depth") == "1" and gone.pop("left", False):
            return Answer(404)
        return None

    line.before = moved
    far.sync()
    assert not gone


def test_one_of_very_many_is_refused_by_name_and_the_others_arrive(far: Here, radicale_peer: Peer) -> None:
    """Radicale takes no event that it cannot read. What one costs it grows with their number: a thousand with DAV_LONG=1."""
    count, bad = (1000, 777) if "DAV_LONG" in os.environ else (100, 77)
    work = radicale_peer.calendar("work")
    far.sync()
    broken = event(str(bad), "Broken").replace(b"DTSTART:20261005T090000Z", b"DTSTART:some day")
    with far.store() as store:
        folder = store.folder("work")
        for number in range(count):
            text = broken if number == bad else event(str(number), f"Number {number}")
            folder.create_item({Tag.SUBJECT: f"Number {number}"}, content=text).save()
    result = far.sync(expect=1)
    assert result.counts("up_created", "failures") == (count - 1, 1)
    assert len(result.failed) == 1 and f"Number {bad} " in result.failed[0] and "400" in result.failed[0]
    there = radicale_peer.texts(work)
    assert set(there) == {f"{number}.ics" for number in range(count) if number != bad}
    assert far.texts("work") == {**there, f"Number {bad}": broken}
    # Mended, it goes up.
    far.set_text("work", f"Number {bad}", event(str(bad), "Mended"))
    assert far.run("sync", "--all").counts("up_created", "failures") == (1, 0)
    assert b"Mended" in radicale_peer.get(f"{work}{bad}.ics")
