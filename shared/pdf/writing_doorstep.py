"""The first steps of a writing process. Light: the program that wants a copy imports it to name the entry."""

import importlib
import signal
from multiprocessing.connection import Connection

from shared.pdf.confine import bind_to_parent, limit_resources
from shared.pdf.segment import Segment
from shared.pdf.writing_source import OpenFile


def enter(connection: Connection, segment: Segment, source: OpenFile, parent: int, memory_bytes: int) -> None:
    """Put up the walls, then load the engine behind them.

    `memory_bytes` counts beside the segment. The engine is imported by name because no process with a window may
    import it. The frozen programs list `shared.pdf.writing_worker` as hidden import.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at a terminal is the program's to answer
    lacks = bind_to_parent(parent) + limit_resources(memory_bytes + segment.size)
    importlib.import_module("shared.pdf.writing_worker").serve(connection, segment, source, lacks)
