"""What a chore says to the person at the terminal."""

import sys
import time


class ChoreError(Exception):
    """A chore cannot go on; the message says what happened and what the person can do about it."""


class Steps:
    """Prints what is being done, with the time since the chore began.

    On a terminal a passing detail overwrites itself; in a log file only whole lines are written.
    """

    def __init__(self) -> None:
        self._began_s = time.monotonic()
        self._is_terminal = sys.stderr.isatty()
        self._detail_width = 0

    def say(self, text: str) -> None:
        """Print one lasting line."""
        self._clear_detail()
        print(f"[{time.monotonic() - self._began_s:5.1f} s] {text}", file=sys.stderr, flush=True)

    def show(self, text: str) -> None:
        """Print what a tool said, as it said it."""
        if text:
            self._clear_detail()
            print(text, file=sys.stderr, flush=True)

    def detail(self, text: str) -> None:
        """Show what is going on just now; only a terminal shows it."""
        if self._is_terminal:
            self._clear_detail()
            shown = text[:78]
            print(shown, end="", file=sys.stderr, flush=True)
            self._detail_width = len(shown)

    def _clear_detail(self) -> None:
        if self._detail_width:
            print("\r" + " " * self._detail_width + "\r", end="", file=sys.stderr, flush=True)
            self._detail_width = 0
