"""A thread that keeps one worker alive and carries its answers to the event loop."""

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Protocol, TypeVarTuple, Unpack

import msgspec

from shared.pdf.process import MEMORY_BYTES, WorkerGone, WorkerProcess
from shared.pdf.segment import Segment
from shared.pdf.wire import Order, Ready, Reply

_Arguments = TypeVarTuple("_Arguments")

_log = logging.getLogger(__name__)
_DELAYS_S = (0.0, 0.1, 0.5, 2.0, 5.0)
"""Pauses before the next start, by starts that failed in a row; the last one holds from then on."""


class Listener(Protocol):
    """Who is told about a worker; always on the event loop."""

    def worker_ready(self) -> None:
        """A fresh worker waits for orders."""

    def worker_replied(self, reply: Reply) -> None:
        """The answer to the order in flight."""

    def worker_ended(self, code: int, has_been_ready: bool) -> None:
        """The worker is gone and no longer touches the segment; the next one is on its way."""

    def keeper_stopped(self) -> None:
        """After `stop`: the worker is gone, no other comes, the thread ends."""


class WorkerKeeper:
    """Starts a worker whenever there is none, until stopped. One order may be in flight."""

    def __init__(
        self,
        name: str,
        segment: Segment,
        loop: asyncio.AbstractEventLoop,
        listener: Listener,
        start_within_s: float,
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        self.name = name
        self._segment = segment
        self._loop = loop
        self._listener = listener
        self._start_within_s = start_within_s
        self._memory_bytes = memory_bytes
        self._stopping = threading.Event()
        self._change = threading.Lock()
        self._worker: WorkerProcess | None = None
        # A daemon, so that a program which ends without `stop` is not held up; its end also ends the worker.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin; the listener hears when the worker is ready."""
        self._thread.start()

    def send(self, order: Order) -> None:
        """Hand an order to the worker. A worker that dies of it is reported by `worker_ended`."""
        with self._change:
            if self._worker is not None:
                self._worker.send(order)

    def kill(self) -> None:
        """End the worker that runs now; the next one comes by itself."""
        with self._change:
            if self._worker is not None:
                self._worker.kill()

    def stop(self) -> None:
        """End the worker for good; the listener hears `keeper_stopped`."""
        self._stopping.set()
        self.kill()

    def join(self) -> None:
        """Wait for the thread, which has nothing left to do after `keeper_stopped`."""
        self._thread.join()

    def _run(self) -> None:
        failures = 0
        while not self._stopping.wait(_DELAYS_S[min(failures, len(_DELAYS_S) - 1)]):
            failures = 0 if self._one_life() else failures + 1
        self._post(self._listener.keeper_stopped)

    def _one_life(self) -> bool:
        """Start a worker and pass on what it says until it is gone; whether it became ready."""
        try:
            worker = WorkerProcess(self.name, self._segment, self._memory_bytes)
        except OSError as error:
            _log.error("cannot start a page worker: %s", error.strerror)
            self._post(self._listener.worker_ended, -1, False)
            return False
        has_been_ready = False
        try:
            with self._change:
                self._worker = worker
            # `stop` may have looked before there was a worker to kill.
            while not self._stopping.is_set():
                reply = worker.receive(None if has_been_ready else self._start_within_s)
                if isinstance(reply, Ready):
                    has_been_ready = True
                    self._welcome(reply)
                else:
                    self._post(self._listener.worker_replied, reply)
        except WorkerGone:
            pass  # reported below, with its exit code
        except (TimeoutError, msgspec.DecodeError):
            _log.error("page worker %s did not answer as it should and is replaced", self.name)
        finally:
            with self._change:
                self._worker = None
            code = worker.bury()
        self._post(self._listener.worker_ended, code, has_been_ready)
        return has_been_ready

    def _welcome(self, ready: Ready) -> None:
        if ready.lacks:
            _log.info("page worker %s runs without limits on: %s", self.name, ", ".join(ready.lacks))
        self._post(self._listener.worker_ready)

    def _post(self, call: Callable[[Unpack[_Arguments]], None], *arguments: *_Arguments) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *arguments)
        except RuntimeError:  # the loop was closed without `stop`: nobody listens any more
            self._stopping.set()
