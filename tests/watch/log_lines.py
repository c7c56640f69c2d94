"""A log line of level WARNING or above fails the test that caused it, unless the test has said that it must come."""

import logging
import re
from collections.abc import Iterator

import pytest
from typing_extensions import override


class LogWatch(logging.Handler):
    """Collects the lines that a person in charge would have to look at."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._seen: list[logging.LogRecord] = []
        self._expected: list[str] = []

    def expect(self, pattern: str) -> None:
        """Say that at least one line will come in which this regular expression is found."""
        self._expected.append(pattern)

    def unexpected(self) -> tuple[str, ...]:
        """Return the lines that nothing announced."""
        return tuple(
            f"{record.levelname} {record.name}: {record.getMessage()}"
            for record in self._seen
            if not any(re.search(pattern, record.getMessage()) for pattern in self._expected)
        )

    def missing(self) -> tuple[str, ...]:
        """Return the announced patterns that no line matched."""
        return tuple(
            pattern
            for pattern in self._expected
            if not any(re.search(pattern, record.getMessage()) for record in self._seen)
        )

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self._seen.append(record)


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[LogWatch]:
    """Watch the log during the test and its fixtures; `log_watch.expect("…")` announces a line."""
    watch = LogWatch()
    root = logging.getLogger()
    root.addHandler(watch)
    yield watch
    root.removeHandler(watch)
    if watch.unexpected():
        pytest.fail("Unexpected log lines:\n  " + "\n  ".join(watch.unexpected()), pytrace=False)
    if watch.missing():
        pytest.fail("Announced, but never logged:\n  " + "\n  ".join(watch.missing()), pytrace=False)
