"""The first steps of a worker process. Light: the window process imports it to name the entry."""

import importlib
import signal
from multiprocessing.connection import Connection

from shared.pdf.confine import bind_to_parent, limit_resources
from shared.pdf.segment import Segment


def enter(connection: Connection, segment: Segment, parent: int, memory_bytes: int) -> None:
    """Put up the walls, then load the engine behind them.

    `memory_bytes` counts beside the segment. The engine is imported by name because no process with a window
    may import it: it holds the GIL while it draws. The frozen programs list `shared.pdf.worker` as hidden import.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at a terminal is the program's to answer
    lacks = bind_to_parent(parent) + limit_resources(memory_bytes + segment.size)
    importlib.import_module("shared.pdf.worker").serve(connection, segment, lacks)
