"""`kiosk --export-outbox`: votes of a seat that never gets the network back travel on a USB stick."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from shared.crypto.identity import BadIdentity, SeatIdentity
from shared.protocol.outbox_file import Outbox, write_outbox
from shared.storage.faults import StorageFailure, StorageFault
from shared.storage.seat_takeout import take_out
from shared.system.faults import EnvironmentFault
from shared.system.files import write_atomically
from shared.system.i18n import tr


def export_outbox(database: Path, file: Path, *, now: datetime) -> int:
    """Write what this seat could not send into a new file; returns how many intents. Nothing is taken away here.

    What is counted already is not counted again when the file is taken in. Raises StorageFault; EnvironmentFault
    where the file is there already or cannot be written.
    """
    if file.exists():
        raise EnvironmentFault(
            tr("This file exists already: {path}", path=file), tr("Choose another name for the votes.")
        )
    taken = take_out(database)
    try:
        identity = SeatIdentity.from_secret(taken.secret)
    except BadIdentity as error:
        raise StorageFault(StorageFailure.DAMAGED, database) from error
    outbox = Outbox(
        room=taken.pin.room_id,
        seat=taken.pin.seat,
        key=identity.signing_public,
        exported_at=now,
        frames=taken.frames,
    )
    write_atomically(file, write_outbox(outbox, identity.sign))
    return len(taken.frames)
