"""A program on stage: a real process, steered through its driver socket like a person would."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

State = Mapping[str, Any]
"""What a program says about itself; see `driver_state` of each program."""

LOOK_EVERY_S: Final = 0.02
"""How often a condition is looked at while waiting for it."""

_ANSWER_S: Final = 70.0
_LAST_LINES: Final = 80
_STACKS_S: Final = 5.0


class StepFailed(Exception):
    """A condition of the story did not come true, or a program did not do what it was told."""


class Actor:
    """One program. `command` starts it; its driver socket and output lie in `folder`.

    A program without a window is not steered: `is_steered` False.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        *,
        is_steered: bool = True,
    ) -> None:
        self.name = name
        self._command = tuple(command)
        self._is_steered = is_steered
        self._environment = dict(environment)
        self._socket_path = folder / f"{name}.sock"
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._reader: Any = None

    @property
    def pid(self) -> int:
        """The process that runs now."""
        return self._running().pid

    def start(self) -> None:
        """Start the program; its output goes into `<name>.log`."""
        self._socket_path.unlink(missing_ok=True)
        steering = ("--driver", str(self._socket_path)) if self._is_steered else ()
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [*self._command, *steering],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**self._environment, "PYTHONFAULTHANDLER": "1"},
            )

    def connect(self, timeout_s: float) -> None:
        """Wait until the program can be steered."""
        wait_until(self._try_to_connect, f"{self.name} can be steered", timeout_s)

    def tell(self, order: str, **parts: object) -> State:
        """Have the program carry out one order of its driver. Raises `StepFailed` when it cannot."""
        if self._line is None:
            raise StepFailed(f"{self.name} is not steered")
        try:
            self._line.sendall(json.dumps({"do": order, **parts}).encode() + b"\n")
            answer = json.loads(self._reader.readline() or b'{"ok": false, "why": "it ended"}')
        except (OSError, ValueError) as error:
            told = f"{self.name} did not answer to {order}: {error}"
            raise StepFailed(f"{told}\n{self._end_with_stacks()}") from error
        if not answer["ok"]:
            raise StepFailed(f"{self.name} could not {order} {parts.get('name', '')}: {answer['why']}")
        return dict(answer)

    def press(self, name: str, timeout_s: float = 10.0) -> None:
        """Press a button with a real click as soon as it can be pressed."""
        self.tell("wait", name=name, until="enabled", timeout_s=timeout_s)
        self.tell("press", name=name)

    def key(self, key: str) -> None:
        """Press a key where the keyboard is."""
        self.tell("key", name="-", key=key)

    def write(self, name: str, text: str) -> None:
        """Type into a field."""
        self.tell("write", name=name, text=text)

    def grab(self, file: Path) -> None:
        """Leave a PNG of the program's windows."""
        self.tell("grab", file=str(file))

    def state(self) -> State:
        """What the program says about itself now."""
        return dict(self.tell("state")["state"])

    def wait_for(self, condition: Callable[[State], bool], what: str, timeout_s: float = 10.0) -> State:
        """Wait until the program's state fulfils `condition`. Raises `StepFailed` with `what` and the state."""
        seen: State = {}

        def holds() -> bool:
            nonlocal seen
            seen = self.state()
            return condition(seen)

        wait_until(
            holds, f"{self.name}: {what}", timeout_s, lambda: json.dumps(seen, ensure_ascii=False)[:1500]
        )
        return seen

    def kill(self) -> None:
        """Cut the program's power: SIGKILL."""
        process = self._running()
        process.kill()
        process.wait()
        self._hang_up()

    def end(self, timeout_s: float = 10.0) -> int:
        """Ask the program to end, and wait for its exit code.

        One that does not end in time is killed; `StepFailed` then names it and says where it was.
        """
        process = self._process
        if process is None:
            return 0
        self._hang_up()
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            return process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise StepFailed(
                f"{self.name} did not end within {timeout_s:g} s when asked to and was killed; "
                f"the last of {self._log}:\n{self._end_with_stacks()}"
            ) from None
        finally:
            self._process = None
            process.kill()  # which does nothing to one that ended
            process.wait()

    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def wait(self) -> int:
        """Wait until the program ends by itself."""
        return self._running().wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise StepFailed(f"{self.name} is not running")
        return self._process

    def _end_with_stacks(self) -> str:
        """End a program that hangs. Returns what it wrote last: where each of its threads was."""
        process = self._running()
        process.send_signal(signal.SIGABRT)
        try:
            process.wait(_STACKS_S)
        except subprocess.TimeoutExpired:
            process.kill()
        return self._last_words()

    def _last_words(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_LAST_LINES:])

    def _try_to_connect(self) -> bool:
        if not self.is_running():
            raise StepFailed(f"{self.name} ended early, see {self._log}")
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_ANSWER_S)
        try:
            line.connect(str(self._socket_path))
        except OSError:
            line.close()
            return False
        self._line, self._reader = line, line.makefile("rb")
        return True

    def _hang_up(self) -> None:
        if self._line is not None:
            self._reader.close()
            self._line.close()
            self._line = self._reader = None


def wait_until(
    holds: Callable[[], bool], what: str, timeout_s: float, seen: Callable[[], str] = lambda: ""
) -> None:
    """Look until `holds`. Raises `StepFailed` after `timeout_s`, with what was `seen` last."""
    pause = threading.Event()
    deadline = time.monotonic() + timeout_s
    while not holds():
        if time.monotonic() > deadline:
            raise StepFailed(f"not within {timeout_s:g} s: {what}  {seen()}".rstrip())
        pause.wait(LOOK_EVERY_S)


def kill_process(pid: int) -> None:
    """Cut the power of a process that is not ours to wait for."""
    os.kill(pid, signal.SIGKILL)
