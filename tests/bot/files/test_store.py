from pathlib import Path

import pytest

from bot.files.store import Store, write_whole


def test_the_same_content_is_on_disk_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    sha256 = store.keep(b"same")
    before = store.path(sha256).stat().st_ino
    assert store.keep(b"same") == sha256
    assert store.path(sha256).stat().st_ino == before
    assert list(store.path(sha256).parent.iterdir()) == [store.path(sha256)]
    assert store.keep(b"other") != sha256


def test_a_file_that_cannot_take_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    taken = tmp_path / "cdef"
    (taken / "in the way").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        write_whole(taken, b"same")
    assert list(tmp_path.iterdir()) == [taken]


def test_what_is_not_here_is_not_found(tmp_path: Path) -> None:
    store = Store(tmp_path)
    sha256 = store.keep(b"here")
    assert store.find(sha256) == store.path(sha256)
    assert store.find("ab" * 32) is None
