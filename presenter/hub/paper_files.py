"""The files of a meeting's papers on the podium's disk: copied in by digest, whole or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import os
import stat
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import msgspec

from shared.domain.agenda import Meeting
from shared.domain.papers import Paper, Sha256
from shared.protocol.messages import CHUNK_BYTES
from shared.system.faults import EnvironmentFault, disk_fault
from shared.system.files import make_private_folder, sync_folder, write_atomically
from shared.system.i18n import tr

MOST_BYTES: Final = 512 * 1024 * 1024
"""A larger file does not come into a meeting; the same bound as in a pack."""

_COPY_BYTES: Final = 1024 * 1024
_ARRIVING: Final = "arriving-"


class ArrivedFile(msgspec.Struct, frozen=True):
    """A file that was copied in and is not a paper yet."""

    path: Path
    sha256: Sha256
    size_bytes: int


def paper_path(folder: Path, sha256: Sha256) -> Path:
    """Where an imported paper lies."""
    return folder / f"{sha256}.pdf"


def attachment_path(folder: Path, sha256: Sha256) -> Path:
    """Where a file lies that belongs to a paper and travels like one."""
    return folder / f"{sha256}.attached"


def chunk_count(size_bytes: int) -> int:
    """In how many chunks a file travels."""
    return -(-size_bytes // CHUNK_BYTES)


def read_chunk(path: Path, index: int) -> bytes:
    """Chunk `index` (from 0) of a file. Raises EnvironmentFault. Blocks."""
    try:
        with path.open("rb") as file:
            file.seek(index * CHUNK_BYTES)
            return file.read(CHUNK_BYTES)
    except OSError as error:
        raise disk_fault(path, error) from error


async def import_papers(folder: Path, meeting: Meeting, papers: Mapping[Sha256, Path]) -> None:
    """Copy every paper of `meeting` from `papers` (files by digest) into `folder`; on return they survive a power cut.

    Raises EnvironmentFault: a file is missing, is not what it was when the pack was read, or the disk refuses.
    """
    make_private_folder(folder)
    wanted = {p.sha256: p for item in meeting.agenda for p in item.papers}
    with ThreadPoolExecutor(1, thread_name_prefix="papers-import") as copier:
        loop = asyncio.get_running_loop()
        for sha256, paper in wanted.items():
            source = papers.get(sha256)
            if source is None:
                raise EnvironmentFault(
                    tr("A paper of this meeting is missing: {title}", title=paper.title),
                    tr("Put the file into the meeting's folder and open it again."),
                )
            await loop.run_in_executor(copier, _import, source, folder, paper)


def is_copyable(source: Path) -> bool:
    """Whether there is a file with something in it; a pipe or a folder is never opened. Blocks."""
    try:
        found = source.stat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size > 0


def copy_in(source: Path, folder: Path) -> ArrivedFile:
    """Copy a file that is not known yet beside the papers; what is examined then is what will be given out.

    Raises EnvironmentFault: it cannot be read, is empty or too large, or the disk refuses. Blocks.
    """
    make_private_folder(folder)
    try:
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=_ARRIVING, suffix=".part")
    except OSError as error:
        raise disk_fault(folder, error) from error
    part = Path(name)
    try:
        digest, size_bytes = _copy(source, descriptor, MOST_BYTES)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise disk_fault(Path(error.filename or source), error) from error
    if not 0 < size_bytes <= MOST_BYTES:
        part.unlink(missing_ok=True)
        raise EnvironmentFault(
            tr("The file is empty or larger than {limit} MiB.", limit=MOST_BYTES // 1024 // 1024),
            tr("Export it again, split it, or reduce its pictures."),
        )
    return ArrivedFile(part, digest, size_bytes)


def keep_as_paper(arrived: ArrivedFile, folder: Path) -> None:
    """Give the file its place among the papers; on return it survives a power cut. Raises EnvironmentFault. Blocks."""
    try:
        arrived.path.replace(paper_path(folder, arrived.sha256))
        sync_folder(folder)
    except OSError as error:
        raise disk_fault(arrived.path, error) from error


def keep_content(content: bytes, folder: Path) -> ArrivedFile:
    """A file of our own making, beside the papers; it survives a power cut. Raises EnvironmentFault. Blocks."""
    sha256 = Sha256(hashlib.sha256(content).hexdigest())
    path = make_private_folder(folder) / f"{_ARRIVING}{sha256}.part"
    write_atomically(path, content)
    return ArrivedFile(path, sha256, len(content))


def forget(arrived: ArrivedFile) -> None:
    """Remove a file that did not become a paper. Raises EnvironmentFault. Blocks."""
    try:
        arrived.path.unlink(missing_ok=True)
    except OSError as error:
        raise disk_fault(arrived.path, error) from error


def forget_strays(folder: Path) -> None:
    """Remove what a killed presenter left in the middle of a copy. Raises EnvironmentFault. Blocks."""
    try:
        for stray in folder.glob(f"{_ARRIVING}*.part"):
            stray.unlink(missing_ok=True)
    except OSError as error:
        raise disk_fault(folder, error) from error


def _import(source: Path, folder: Path, paper: Paper) -> None:
    target = paper_path(folder, paper.sha256)
    if target.exists() and target.stat().st_size == paper.size_bytes:
        return
    part = target.with_suffix(".part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        digest, _ = _copy(source, descriptor, paper.size_bytes)
        if digest != paper.sha256:
            part.unlink()
            raise EnvironmentFault(
                tr("A paper was changed after the meeting was read: {path}", path=str(source)),
                tr("Open the meeting again."),
            )
        part.replace(target)
        sync_folder(folder)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise disk_fault(Path(error.filename or target), error) from error


def _copy(source: Path, descriptor: int, most_bytes: int) -> tuple[Sha256, int]:
    """Copy and hash in one reading; never more than one block beyond `most_bytes`. Returns digest and bytes."""
    hashed = hashlib.sha256()
    copied = 0
    with os.fdopen(descriptor, "wb") as writing, source.open("rb") as reading:
        while copied <= most_bytes and (block := reading.read(_COPY_BYTES)):
            hashed.update(block)
            writing.write(block)
            copied += len(block)
        writing.flush()
        os.fsync(writing.fileno())
    return Sha256(hashed.hexdigest()), copied
