"""Both sides changed the same: the policies of the library decide, and nothing is lost."""

from __future__ import annotations

import pytest
from iostx import Policy, SpecialFolder
from kit import Here, Peer, event


@pytest.fixture
def both_changed(here: Here, peer: Peer) -> str:
    """One event, changed here and there; the path of its calendar."""
    work = peer.calendar("work")
    peer.put(work + "a.ics", event("a"))
    here.sync()
    here.set_text("work", "a.ics", event("a", "Changed here"))
    peer.put(work + "a.ics", event("a", "Changed there"))
    return work


def conflicts(here: Here) -> list[bytes]:
    with here.store() as store:
        copies = store.special_folder(SpecialFolder.CONFLICTS)
        return [store.open_item(entry).content for entry, *_ in copies.items()]


@pytest.mark.parametrize(("policy", "wins"), [("server", b"there"), ("local", b"here")])
def test_a_policy_picks_the_winner_and_the_other_is_kept(
    here: Here, peer: Peer, both_changed: str, policy: str, wins: bytes
) -> None:
    here.write_config(policy=policy)
    assert here.sync().counts("conflicts", "failures") == (1, 0)
    (there,) = peer.texts(both_changed).values()
    (ours,) = here.texts("work").values()
    assert b"Changed " + wins in there and ours == there
    (copy,) = conflicts(here)
    assert (b"Changed here" in copy) != (wins == b"here")
    assert here.sync().counts("conflicts", "up_changed", "down_changed") == (0, 0, 0)


def test_keep_both_makes_two(here: Here, peer: Peer, both_changed: str) -> None:
    here.write_config(policy="keep-both")
    here.sync(expect=None)
    texts = b"".join(here.texts("work").values())
    assert b"Changed here" in texts and b"Changed there" in texts
    assert b"Changed there" in peer.get(both_changed + "a.ics")


def test_hold_leaves_both_sides_until_somebody_decides(here: Here, peer: Peer, both_changed: str) -> None:
    with here.store() as store:
        folder = store.folder("work")
        options = folder.options
        options.policy = Policy.HOLD
        folder.options = options
    assert here.sync(expect=1).counts("failures") == (0,)
    assert b"Changed there" in peer.get(both_changed + "a.ics")
    assert b"Changed here" in here.texts("work")["a.ics"]


def test_the_same_change_on_both_sides_is_none(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    peer.put(work + "a.ics", event("a"))
    here.sync()
    peer.put(work + "a.ics", event("a", "The same"))
    here.set_text("work", "a.ics", peer.get(work + "a.ics"))
    assert here.sync().counts("conflicts", "failures") == (0, 0)
    assert conflicts(here) == []


def test_a_change_here_outlives_a_deletion_there(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    peer.put(work + "a.ics", event("a"))
    here.sync()
    here.set_text("work", "a.ics", event("a", "Changed here"))
    peer.delete(work + "a.ics")
    here.sync()
    (text,) = peer.texts(work).values()
    assert b"Changed here" in text
    assert list(here.texts("work").values()) == [text]


def test_a_change_there_outlives_a_deletion_here(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    peer.put(work + "a.ics", event("a"))
    here.sync()
    here.delete("work", "a.ics")
    peer.put(work + "a.ics", event("a", "Changed there"))
    here.sync()
    assert here.texts("work") == peer.texts(work)
    assert b"Changed there" in here.texts("work")["a.ics"]


def test_two_that_made_the_same_event_share_it(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    here.sync()
    here.add("work", event("a", "Made here"))
    peer.put(work + "elsewhere.ics", event("a", "Made there"))
    here.sync()
    assert len(peer.names(work)) == 1
    assert here.texts("work") == peer.texts(work)
    (kept,) = here.texts("work").values()
    assert [kept, *conflicts(here)] != [kept]


def test_many_deletions_at_once_are_held(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    for number in range(25):
        peer.put(f"{work}{number}.ics", event(str(number)))
    here.sync()
    for number in range(22):
        peer.delete(f"{work}{number}.ics")
    assert here.sync(expect=1).counts("held", "down_deleted") == (1, 0)
    assert len(here.texts("work")) == 25
    with here.store() as store:
        store.confirm_held(store.folder("work").id)
    here.sync()
    assert len(here.texts("work")) == 3
