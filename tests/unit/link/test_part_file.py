import hashlib
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.papers import Sha256
from shared.link.part_file import PartFile, chunk_count, chunk_size, is_intact, paper_path
from shared.protocol.messages import CHUNK_BYTES
from shared.system.faults import EnvironmentFault

CONTENT = random.Random(1).randbytes(2 * CHUNK_BYTES + 7)
SHA256 = Sha256(hashlib.sha256(CONTENT).hexdigest())


def chunk(index: int) -> bytes:
    return CONTENT[index * CHUNK_BYTES : (index + 1) * CHUNK_BYTES]


def test_chunks_in_any_order_make_the_paper(tmp_path: Path) -> None:
    part = PartFile(tmp_path, SHA256, len(CONTENT))
    for index in (2, 0, 1):
        part.write(index, chunk(index))
    assert part.missing() == ()
    assert part.finish()
    assert paper_path(tmp_path, SHA256).read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == [f"{SHA256}.pdf"]
    assert is_intact(paper_path(tmp_path, SHA256), SHA256, len(CONTENT))


def test_what_was_written_is_still_there_after_the_process_was_killed(tmp_path: Path) -> None:
    PartFile(tmp_path, SHA256, len(CONTENT)).write(1, chunk(1))
    again = PartFile(tmp_path, SHA256, len(CONTENT))
    assert again.missing() == (0, 2)
    assert again.count == 1


def test_a_mark_whose_bytes_were_lost_is_no_chunk(tmp_path: Path) -> None:
    part = PartFile(tmp_path, SHA256, len(CONTENT))
    part.write(0, chunk(0))
    part.write(2, chunk(2))
    with (tmp_path / f"{SHA256}.part").open("r+b") as file:
        file.truncate(CHUNK_BYTES)
    assert PartFile(tmp_path, SHA256, len(CONTENT)).missing() == (1, 2)
    (tmp_path / f"{SHA256}.part").unlink()
    assert PartFile(tmp_path, SHA256, len(CONTENT)).missing() == (0, 1, 2)


def test_a_damaged_paper_is_never_put_into_place_and_starts_again(tmp_path: Path) -> None:
    part = PartFile(tmp_path, SHA256, len(CONTENT))
    part.write(0, bytes(CHUNK_BYTES))
    part.write(1, chunk(1))
    part.write(2, chunk(2))
    assert not part.finish()
    assert not paper_path(tmp_path, SHA256).exists()
    assert part.missing() == (0, 1, 2)


@pytest.mark.parametrize(
    ("index", "size"),
    [(-1, CHUNK_BYTES), (0, CHUNK_BYTES - 1), (0, CHUNK_BYTES + 1), (2, CHUNK_BYTES), (3, 0), (2, 0)],
)
def test_a_chunk_of_the_wrong_place_or_size_does_not_fit(tmp_path: Path, index: int, size: int) -> None:
    assert not PartFile(tmp_path, SHA256, len(CONTENT)).fits(index, bytes(size))


def test_a_disk_that_refuses_is_an_environment_fault(tmp_path: Path) -> None:
    part = PartFile(tmp_path, SHA256, len(CONTENT))
    (tmp_path / f"{SHA256}.part").mkdir()
    with pytest.raises(EnvironmentFault):
        part.write(0, chunk(0))
    assert part.missing() == (0, 1, 2)


def test_a_changed_or_missing_paper_is_not_intact(tmp_path: Path) -> None:
    path = paper_path(tmp_path, SHA256)
    assert not is_intact(path, SHA256, len(CONTENT))
    path.write_bytes(CONTENT[:-1])
    assert not is_intact(path, SHA256, len(CONTENT))
    path.write_bytes(CONTENT[:-1] + b"x")
    assert not is_intact(path, SHA256, len(CONTENT))


@given(st.integers(1, 10 * CHUNK_BYTES))
@settings(max_examples=50)
def test_the_chunks_of_a_paper_add_up_to_its_size(size_bytes: int) -> None:
    count = chunk_count(size_bytes)
    assert sum(chunk_size(size_bytes, index) for index in range(count)) == size_bytes
    assert chunk_size(size_bytes, count) == 0
    assert chunk_size(size_bytes, -1) == 0
