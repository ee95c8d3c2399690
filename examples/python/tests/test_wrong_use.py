"""Wrong use gives clear exceptions, and never a crash."""

from __future__ import annotations

import gc
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from kit import Agent, Server, add

import iostx
from iostx import Tag


def test_a_closed_object_says_so(path: Path) -> None:
    store = iostx.Store(path)
    folder, table = store.root, store.pending()
    item = folder.create_item({Tag.SUBJECT: "a"})
    stream = item.open(mode="wb")
    item.close()
    item.close()
    assert item.closed and not folder.closed
    with pytest.raises(iostx.ClosedError, match="this Item was closed"):
        item.save()
    with pytest.raises(iostx.ClosedError):
        _ = item.subject
    stream.close()
    with pytest.raises(ValueError, match="closed"):
        stream.write(b"x")
    store.close()
    with pytest.raises(iostx.ClosedError, match="this Store was closed"):
        store.info()
    with pytest.raises(iostx.ClosedError) as caught:
        folder.create_item().save()
    assert caught.value.code == iostx.Code.E_CLOSED
    with pytest.raises(iostx.ClosedError):
        list(table)


def test_the_order_in_which_objects_go_does_not_matter(path: Path) -> None:
    store = iostx.Store(path)
    folder = store.root
    item = folder.create_item({Tag.SUBJECT: "a"})
    del store, folder
    gc.collect()
    item.save()
    assert item.subject == "a"


def test_what_is_no_id_is_refused_before_it_gets_to_c(store: iostx.Store) -> None:
    with pytest.raises(ValueError, match="70 bytes, not 3"):
        store.open_item(b"abc")
    with pytest.raises(ValueError, match="46 bytes, not 70"):
        store.open_folder(bytes(70))
    with pytest.raises(iostx.ArgumentError):
        store.open_item(bytes(70))


def test_the_id_of_another_store_is_refused(store: iostx.Store, tmp_path: Path) -> None:
    with iostx.Store(tmp_path / "other.iostx") as other:
        saved = add(other.root, "a")
    with pytest.raises(iostx.ArgumentError) as caught:
        store.open_item(saved)
    assert (
        caught.value.name == "MAPI_E_INVALID_ENTRYID" and caught.value.component and str(caught.value).startswith(caught.value.name)
    )


def test_a_second_thread_in_an_object_of_one_thread_is_told(store: iostx.Store) -> None:
    """One thread is in a call of the session, within a callback; the other calls it meanwhile."""
    inside, tried = threading.Event(), threading.Event()
    failures: list[iostx.Error] = []

    class Slow(Agent):
        def list_folders(self, hierarchy: iostx.DownloadHierarchy) -> None:
            inside.set()
            assert tried.wait(60)

    with store.session() as session:

        def other() -> None:
            assert inside.wait(60)
            try:
                session.init()
            except iostx.Error as error:
                failures.append(error)
            tried.set()

        thread = threading.Thread(target=other)
        thread.start()
        iostx.replicate(session, Slow(Server()))
        thread.join()
    assert [type(error) for error in failures] == [iostx.BusyError]


def test_a_sink_and_an_item_end_with_their_operation(store: iostx.Store, server: Server) -> None:
    kept: list[object] = []

    class Keeping(Agent):
        def list_changes(self, table: iostx.DownloadTable) -> None:
            kept.append(table.contents)
            super().list_changes(table)

        def upload(self, table: iostx.UploadTable, items: Sequence[iostx.UploadItem]) -> None:
            kept.extend(items)
            super().upload(table, items)

    add(store.root.create_folder("Work"), "a")
    iostx.replicate(store, Keeping(server))
    (item,) = (found for found in kept if isinstance(found, iostx.UploadItem))
    assert item.is_new and item.match_key == b"a"
    with pytest.raises(iostx.ClosedError):
        _ = item.content
    with pytest.raises(iostx.ClosedError):
        item.done("late")
    sink = next(found for found in kept if isinstance(found, iostx.ContentsSink))
    with pytest.raises(iostx.ClosedError):
        sink.delete(["x"])


def test_a_file_that_is_no_store_is_refused_by_name(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(iostx.CorruptError, match="MAPI_E_CORRUPT_STORE") as caught:
        iostx.Store(path)
    assert caught.value.detail
    with pytest.raises(iostx.NotFoundError):
        iostx.Store(path.with_name("none") / "store")
    with pytest.raises(ValueError, match="NUL"):
        iostx.Store("a\0b")


def test_an_option_that_there_is_not_is_refused(store: iostx.Store, server: Server) -> None:
    with pytest.raises(TypeError, match="no option polcy"):
        iostx.replicate(store, Agent(server), polcy=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="text or bytes are wanted, not int"):
        store.find_remote([5])  # type: ignore[list-item]


def test_every_code_of_the_library_is_raised_as_one_class_and_has_its_name() -> None:
    failing = [code for code in iostx.Code if code < 0]
    assert len(failing) > 60
    classes: dict[iostx.Code, type] = {}
    for found in iostx.Error.__subclasses__() + [c for s in iostx.Error.__subclasses__() for c in s.__subclasses__()]:
        for code in found.__dict__["codes"]:
            assert code not in classes, f"{code} is of two classes"
            classes[code] = found
    error = iostx.NotFoundError("nothing here")
    assert (
        error.code == iostx.Code.MAPI_E_NOT_FOUND
        and isinstance(error, LookupError)
        and str(error) == "MAPI_E_NOT_FOUND: nothing here"
    )
    unknown = iostx.Error("new", code=-5)
    assert unknown.code == -5 and unknown.name == "0xFFFFFFFB"


def test_closing_a_store_within_an_operation_is_refused(store: iostx.Store, server: Server) -> None:
    class Closing(Agent):
        def list_folders(self, hierarchy: iostx.DownloadHierarchy) -> None:
            with pytest.raises(iostx.BusyError):
                store.close()
            with pytest.raises(iostx.BusyError):
                hierarchy.session.init()

    iostx.replicate(store, Closing(server))
    assert store.info().path
