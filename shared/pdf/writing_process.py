"""The process that writes one copy, seen from outside: started, told, heard, ended. Blocking."""

import multiprocessing
import os
from multiprocessing.connection import wait

from shared.pdf.process import WorkerGone, _children, _without_main
from shared.pdf.segment import Segment
from shared.pdf.writing_doorstep import enter
from shared.pdf.writing_source import OpenFile
from shared.pdf.writing_wire import MAX_ANSWER_BYTES, Answer, Lying, decode_answer, encode

_context = multiprocessing.get_context("spawn")


class WritingProcess:
    """A confined process for one copy, used by one thread, which has to outlive it: the kernel ends it with it."""

    def __init__(self, segment: Segment, source: OpenFile, memory_bytes: int) -> None:
        """Start it; raises OSError where the system has no room for a process."""
        self._connection, theirs = _context.Pipe()
        try:
            arguments = (theirs, segment, source, os.getpid(), memory_bytes)
            self._process = _context.Process(target=enter, args=arguments, name="pdf-write", daemon=True)
            with _children, _without_main():
                self._process.start()
        except BaseException:
            self._connection.close()
            raise
        finally:
            theirs.close()

    def tell(self, size: int) -> None:
        """Say that the order lies in the first `size` bytes of the segment; raises WorkerGone."""
        try:
            self._connection.send_bytes(encode(Lying(size)))
        except OSError as error:
            raise WorkerGone from error

    def answer(self, timeout_s: float) -> Answer:
        """Wait for the next answer.

        Raises WorkerGone, TimeoutError, and msgspec.DecodeError for an answer that is none.
        """
        try:
            if timeout_s <= 0 or not self._connection.poll(timeout_s):
                raise TimeoutError("the writing process did not answer in time")
            return decode_answer(self._connection.recv_bytes(MAX_ANSWER_BYTES))
        except (EOFError, ConnectionError, OSError) as error:
            if isinstance(error, TimeoutError):
                raise
            raise WorkerGone from error

    def bury(self) -> None:
        """End it if it still lives, wait until it is gone, and give everything back."""
        self._process.kill()
        wait([self._process.sentinel])
        with _children:
            self._process.join()
            self._process.close()
        self._connection.close()
