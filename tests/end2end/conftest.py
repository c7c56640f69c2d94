"""What holds for tests with real processes."""

import logging
from collections.abc import Iterator

import pytest


def _says_more_than_asyncio_about_a_closed_tls_stream(record: logging.LogRecord) -> bool:
    # nats-py starts TLS below a stream that does not know of it; each hang-up of the engine then makes this line.
    return "returning true from eof_received()" not in record.getMessage()


@pytest.fixture(autouse=True)
def quiet_hang_ups() -> Iterator[None]:
    """Let one known line of asyncio pass; a test still fails on every other."""
    log = logging.getLogger("asyncio")
    log.addFilter(_says_more_than_asyncio_about_a_closed_tls_stream)
    yield
    log.removeFilter(_says_more_than_asyncio_about_a_closed_tls_stream)
