"""Folders, atomic files, resources and logs."""

import errno
import logging
import os
import stat
from pathlib import Path

import pytest

from shared.system.faults import EnvironmentFault
from shared.system.files import make_private_folder, read_bounded, write_atomically
from shared.system.logs import logging_to
from shared.system.paths import base_folder, room_places, seat_places
from shared.system.resources import resource_path

posix_only = pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")


def test_data_given_by_hand_wins_over_the_variable_and_both_over_the_platform(tmp_path: Path) -> None:
    environ = {"WUZHI_DATA": str(tmp_path / "variable")}

    assert base_folder(tmp_path / "given", environ) == tmp_path / "given"
    assert base_folder(None, environ) == tmp_path / "variable"
    assert base_folder(None, {}).is_absolute()
    assert "wuzhi" in base_folder(None, {}).parts


def test_two_profiles_share_nothing(tmp_path: Path) -> None:
    one, other = seat_places(tmp_path, "03"), seat_places(tmp_path, "05")

    assert one.database.parent != other.database.parent
    assert room_places(tmp_path).root not in (one.root, other.root)


@pytest.mark.parametrize("profile", ["", "..", "a/b", "a\\b", "座席", "x" * 33, "a\n"])
def test_a_profile_name_cannot_leave_its_folder(tmp_path: Path, profile: str) -> None:
    with pytest.raises(EnvironmentFault):
        seat_places(tmp_path, profile)
    assert list(tmp_path.iterdir()) == []


@posix_only
def test_what_the_programs_own_is_closed_to_others(tmp_path: Path) -> None:
    loose = tmp_path / "room"
    loose.mkdir(mode=0o777)
    places = room_places(tmp_path)
    write_atomically(places.settings, b"x")

    assert stat.S_IMODE(places.root.stat().st_mode) == 0o700
    assert stat.S_IMODE(places.settings.stat().st_mode) == 0o600


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    write_atomically(path, b"old")
    write_atomically(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state.toml"
    write_atomically(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(EnvironmentFault) as caught:
        write_atomically(path, b"new")

    assert "full" in caught.value.sentence
    assert caught.value.remedy
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_a_fault_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(EnvironmentFault):
        make_private_folder(tmp_path / "file" / "below")
    with pytest.raises(EnvironmentFault):
        write_atomically(tmp_path / "missing" / "file", b"")


def test_reading_stops_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")

    assert read_bounded(path, 5) == b"12345"
    assert read_bounded(path, 4) is None


def test_resources_lie_beside_the_source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (resource_path().parent / "shared" / "system" / "resources.py").is_file()

    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert resource_path("icons", "pen.svg") == tmp_path / "resources" / "icons" / "pen.svg"


def test_the_log_is_written_while_inside_and_only_then(tmp_path: Path) -> None:
    log = logging.getLogger("wuzhi.test")
    with logging_to(tmp_path / "logs", "kiosk") as path:
        log.info("seat %s joined", "05")
    log.info("afterwards")
    text = path.read_text(encoding="utf-8")

    assert "INFO" in text
    assert "wuzhi.test: seat 05 joined" in text
    assert "afterwards" not in text


def test_the_log_stays_small(tmp_path: Path) -> None:
    log = logging.getLogger("wuzhi.test")
    with logging_to(tmp_path, "kiosk"):
        for _ in range(70):
            log.info("x" * 100_000)

    kept = sorted(tmp_path.iterdir())
    assert len(kept) == 5
    assert sum(file.stat().st_size for file in kept) <= 5 * 1024 * 1024
