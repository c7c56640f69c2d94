"""Sorting what goes wrong while connecting."""

import errno
import ssl

import nats.errors

from shared.link.faults import Failure

_REFUSALS = ("authorization violation", "authentication expired", "authentication revoked")


def failure_of(error: BaseException) -> Failure:
    """Sort an error of connecting by what a person can do about it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Failure.CERTIFICATE
    if isinstance(error, ssl.SSLError):
        return Failure.NOT_A_PODIUM
    if isinstance(error, ConnectionRefusedError):
        return Failure.RESTARTING
    if isinstance(error, OSError) and error.errno in (errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL):
        return Failure.NO_NETWORK
    if isinstance(error, ConnectionResetError | BrokenPipeError):
        return Failure.RESTARTING
    if isinstance(error, OSError | TimeoutError | nats.errors.TimeoutError):
        return Failure.NO_ANSWER
    if isinstance(error, nats.errors.Error):
        # The certificate was right, so this is our engine: it refuses us for good, or has no room for us just now.
        is_for_good = any(words in str(error).lower() for words in _REFUSALS)
        return Failure.REFUSED if is_for_good else Failure.RESTARTING
    return Failure.NOT_A_PODIUM


def told(error: BaseException) -> str:
    """The error in one bounded line."""
    return f"{type(error).__name__}: {error}".replace("\n", " ")[:200]
