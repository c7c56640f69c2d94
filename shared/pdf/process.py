"""One worker process seen from the window's side: started, spoken to, ended. Blocking: not for the window thread."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from types import ModuleType

from shared.pdf.doorstep import enter
from shared.pdf.segment import Segment
from shared.pdf.wire import MAX_MESSAGE_BYTES, Order, Reply, decode_reply, encode

MEMORY_BYTES = 768 << 20
"""Address space of a worker beside the shared segment: 384 to 1024 MB gave the same verdicts on 3,881 real files."""

_context = multiprocessing.get_context("spawn")
# multiprocessing keeps one set of children for the process and reaps them from whatever thread looks at it.
_children = threading.Lock()


class WorkerGone(Exception):
    """The worker ended."""


class WorkerProcess:
    """A confined worker. The thread that starts it has to outlive it: the kernel ends the worker with it."""

    def __init__(self, name: str, segment: Segment, memory_bytes: int = MEMORY_BYTES) -> None:
        """Start it; raises OSError where the system has no room for a process."""
        self._connection, theirs = _context.Pipe()
        try:
            arguments = (theirs, segment, os.getpid(), memory_bytes)
            self._process = _context.Process(target=enter, args=arguments, name=name, daemon=True)
            with _children, _without_main():
                self._process.start()
        except BaseException:
            self._connection.close()
            raise
        finally:
            theirs.close()
        self._life = threading.Lock()
        self._is_over = False

    def send(self, order: Order) -> None:
        """Hand over one order; any thread. A worker that is gone is noticed by who receives."""
        with self._life:
            if self._is_over:
                return
            try:
                self._connection.send_bytes(encode(order))
            except OSError:
                self._process.kill()

    def receive(self, timeout_s: float | None = None) -> Reply:
        """Wait for the next answer.

        Raises WorkerGone, TimeoutError, and msgspec.DecodeError for an answer that is none.
        """
        try:
            # Without time left not even what lies there is taken: a worker that chatters must not win time.
            if timeout_s is not None and (timeout_s <= 0 or not self._connection.poll(timeout_s)):
                raise TimeoutError("the worker did not answer in time")
            return decode_reply(self._connection.recv_bytes(MAX_MESSAGE_BYTES))
        except (EOFError, ConnectionError, OSError) as error:
            if isinstance(error, TimeoutError):
                raise
            raise WorkerGone from error

    def kill(self) -> None:
        """End it at once; any thread, any number of times."""
        with self._life:
            if not self._is_over:
                self._process.kill()

    def bury(self) -> int:
        """End it if it still lives, wait until it is gone, and give everything back; its exit code.

        For the thread that receives.
        """
        self.kill()
        wait([self._process.sentinel])
        with self._life, _children:
            self._is_over = True
            self._process.join()
            code = self._process.exitcode
            self._process.close()
            self._connection.close()
        return -1 if code is None else code


@contextmanager
def _without_main() -> Iterator[None]:
    """Keep multiprocessing from importing our main program, with its Qt, into the worker."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
