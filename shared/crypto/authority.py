"""The room's certificate authority and the hub's certificate.

A terminal trusts one room: it pins this authority and asks for one fixed server name, whatever the address.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from shared.crypto.vault import damaged_secret, keep_secret, read_secret

CA_LIFE: Final = timedelta(days=20 * 365)
SERVER_LIFE: Final = timedelta(days=365)
RENEW_BELOW: Final = timedelta(days=30)
_BACKDATED: Final = timedelta(days=1)
"""Certificates begin a day early: clocks in a room differ."""

_CA_FILE: Final = "room-ca.pem"
_SERVER_FILE: Final = "hub-server.pem"


class HubCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub's servers present: `path` holds key and certificate in one PEM file."""

    path: Path
    certificate_der: bytes
    server_name: str
    not_after: datetime

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate as 64 hexadecimal digits: a hint for discovery, never a proof."""
        return hashlib.sha256(self.certificate_der).hexdigest()


class RoomAuthority:
    """The authority of one room. Its private key never leaves the folder."""

    def __init__(self, folder: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        self._folder = folder
        self._key = key
        self._certificate = certificate
        self.room_id: Final[str] = _common_name(certificate)
        self.server_name: Final[str] = server_name_of(self.room_id)
        self.ca_pem: Final[str] = certificate.public_bytes(Encoding.PEM).decode("ascii")

    @classmethod
    def open(cls, folder: Path, now: datetime) -> "RoomAuthority":
        """The authority kept in `folder`, made there on the first run with a new room id.

        The caller holds the room's lock. Raises EnvironmentFault when the file is damaged or the disk
        refuses.
        """
        path = folder / _CA_FILE
        content = read_secret(path)
        if content is not None:
            key, certificate = _load_pair(path, content)
            return cls(folder, key, certificate)
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _authority_certificate(key, room_id=secrets.token_hex(6), now=now)
        keep_secret(path, _pem_of_pair(key, certificate))
        return cls(folder, key, certificate)

    def server_certificate(self, now: datetime) -> HubCertificate:
        """The hub's certificate, renewed when it has less than RENEW_BELOW to live or is not of this room."""
        path = self._folder / _SERVER_FILE
        content = read_secret(path)
        if content is not None:
            _, kept = _load_pair(path, content)
            if self._is_fresh(kept, now):
                return self._as_presented(path, kept)
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._issue(key.public_key(), now)
        keep_secret(path, _pem_of_pair(key, certificate))
        return self._as_presented(path, certificate)

    def _is_fresh(self, certificate: x509.Certificate, now: datetime) -> bool:
        lasts = certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc - RENEW_BELOW
        return lasts and _is_signed_by(certificate, self._certificate)

    def _as_presented(self, path: Path, certificate: x509.Certificate) -> HubCertificate:
        return HubCertificate(
            path=path,
            certificate_der=certificate.public_bytes(Encoding.DER),
            server_name=self.server_name,
            not_after=certificate.not_valid_after_utc,
        )

    def _issue(self, public: ec.EllipticCurvePublicKey, now: datetime) -> x509.Certificate:
        issuer = self._certificate
        ca_key_id = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(_name(self.server_name))
            .issuer_name(issuer.subject)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _BACKDATED)
            .not_valid_after(now + SERVER_LIFE)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(self.server_name)]), critical=False)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ca_key_id), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )


def server_name_of(room_id: str) -> str:
    """The one name that a room's hub proves, whatever address it has today."""
    return f"hub.{room_id}.internal"


def is_hub_of_room(certificate_der: bytes, ca_pem: str, server_name: str) -> bool:
    """Whether the presented certificate is signed by that authority, for that name. Times are not looked at.

    For the first contact, where nothing is pinned yet: what the hub hands out must fit what it presented.
    """
    try:
        certificate = x509.load_der_x509_certificate(certificate_der)
        authority = x509.load_pem_x509_certificate(ca_pem.encode("ascii"))
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    named = server_name in names.get_values_for_type(x509.DNSName)
    return named and _is_signed_by(certificate, authority)


def _is_signed_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _authority_certificate(
    key: ec.EllipticCurvePrivateKey, *, room_id: str, now: datetime
) -> x509.Certificate:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(_name(room_id))
        .issuer_name(_name(room_id))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _common_name(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def _pem_of_pair(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
    # One file for both, so that a crash cannot leave a key without its certificate.
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return secret + certificate.public_bytes(Encoding.PEM)


def _load_pair(path: Path, content: bytes) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    try:
        key = load_pem_private_key(content, password=None)
        certificate = x509.load_pem_x509_certificate(content)
    except (ValueError, TypeError):
        # `from None`: the cause may repeat a piece of the secret.
        raise damaged_secret(path) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise damaged_secret(path)
    return key, certificate
