import errno
import ssl

import nats.errors
import pytest

from shared.link.failures import failure_of
from shared.link.faults import Address, Failure


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (ssl.SSLCertVerificationError("self-signed"), Failure.CERTIFICATE),
        (ssl.SSLError("wrong version number"), Failure.NOT_A_PODIUM),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), Failure.RESTARTING),
        (ConnectionResetError(errno.ECONNRESET, "reset"), Failure.RESTARTING),
        (OSError(errno.ENETUNREACH, "unreachable"), Failure.NO_NETWORK),
        (OSError(errno.EHOSTUNREACH, "no route"), Failure.NO_ANSWER),
        (TimeoutError(), Failure.NO_ANSWER),
        (nats.errors.TimeoutError(), Failure.NO_ANSWER),
        (nats.errors.Error("nats: 'Authorization Violation'"), Failure.REFUSED),
        (nats.errors.Error("nats: 'User Authentication Revoked'"), Failure.REFUSED),
        (nats.errors.Error("nats: 'Authentication Timeout'"), Failure.RESTARTING),
        (nats.errors.Error("nats: 'maximum connections exceeded'"), Failure.RESTARTING),
        (EOFError(), Failure.NOT_A_PODIUM),
    ],
)
def test_errors_of_connecting_are_sorted_by_what_a_person_can_do(error: Exception, failure: Failure) -> None:
    assert failure_of(error) is failure


def test_an_address_reads_as_people_write_it() -> None:
    assert str(Address("10.0.0.1", 7420)) == "10.0.0.1:7420"
    assert str(Address("fe80::1", 7420)) == "[fe80::1]:7420"
