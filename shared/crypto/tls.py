"""TLS as a room uses it: 1.3 only, one pinned authority, one fixed server name, no look at the clock."""

import ssl
from typing import Final

from shared.crypto.authority import HubCertificate

_NO_CHECK_TIME: Final = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python does not name."""


def pinned_context(ca_pem: str) -> ssl.SSLContext:
    """For a terminal that knows its room: only certificates of this authority, and the name is checked.

    Pass the room's server name as `server_hostname` when connecting. Validity dates are not checked, because a
    terminal without a battery believes it is 1970; what replaces them is that the room has one authority and that
    the hub renews its own certificate. Raises ssl.SSLError or ValueError when `ca_pem` is not a certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=ca_pem)
    context.verify_flags = ssl.VerifyFlags(context.verify_flags | _NO_CHECK_TIME)
    return context


def first_contact_context() -> ssl.SSLContext:
    """For a terminal that knows no room yet: encrypted, but whoever answers is believed.

    Only the door of an open room may be asked this way; what it answers is then pinned.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def server_context(certificate: HubCertificate) -> ssl.SSLContext:
    """For the hub's own listeners."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(certificate.path)
    return context
