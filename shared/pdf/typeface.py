"""The typeface with Chinese letters that comes with the engine, for systems that have none."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import msgspec

from shared.pdf.process import MEMORY_BYTES, WorkerGone, WorkerProcess
from shared.pdf.segment import Segment
from shared.pdf.wire import Placed, PlaceTypeface, Ready
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr

_ROOM_BYTES = 16 << 20
_WITHIN_S = 20.0


async def chinese_typeface() -> bytes:
    """A font file (TrueType) for Qt to load where no installed face has Chinese letters; about 0.3 s.

    It is fetched through a worker because no process with a window may load the engine. Raises
    EnvironmentFault.
    """
    thread = ThreadPoolExecutor(1, thread_name_prefix="pdf-typeface")
    try:
        return await asyncio.get_running_loop().run_in_executor(thread, chinese_typeface_now)
    finally:
        thread.shutdown(wait=False)


def chinese_typeface_now() -> bytes:
    """`chinese_typeface` for a thread that may wait."""
    segment = Segment(_ROOM_BYTES)
    try:
        worker = WorkerProcess("pdf-typeface", segment, MEMORY_BYTES)
        try:
            size = _placed(worker)
        finally:
            worker.bury()
        return segment.memory[:size]
    except (OSError, WorkerGone, msgspec.DecodeError) as error:
        raise _missing() from error
    finally:
        segment.close()


def _placed(worker: WorkerProcess) -> int:
    if not isinstance(worker.receive(_WITHIN_S), Ready):
        raise _missing()
    worker.send(PlaceTypeface())
    reply = worker.receive(_WITHIN_S)
    if not isinstance(reply, Placed) or not 0 < reply.size <= _ROOM_BYTES:
        raise _missing()
    return reply.size


def _missing() -> EnvironmentFault:
    return EnvironmentFault(
        tr("There is no typeface with Chinese letters"),
        tr("Install Noto Sans CJK or another Chinese typeface."),
    )
