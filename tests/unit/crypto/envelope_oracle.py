"""A second implementation of opening an envelope, from the texts of the standards; nothing of ours is used.

RFC 9180 (base mode, single shot, HKDF-SHA256, AES-256-GCM) with the KEM "MLKEM768-X25519" (0x647a, X-Wing:
https://datatracker.ietf.org/doc/draft-connolly-cfrg-xwing-kem/).
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_SUITE_ID = b"HPKE" + bytes.fromhex("647a 0001 0002")
_XWING_LABEL = rb"\.//^" + b"\\"


def hpke_open(content: bytes, mlkem: MLKEM768PrivateKey, x25519: X25519PrivateKey, info: bytes) -> bytes:
    """What is in one layer. Raises InvalidTag."""
    mlkem_part, x25519_part, sealed = content[:1088], content[1088:1120], content[1120:]
    from_mlkem = mlkem.decapsulate(mlkem_part)
    from_x25519 = x25519.exchange(X25519PublicKey.from_public_bytes(x25519_part))
    own = x25519.public_key().public_bytes_raw()
    shared = hashlib.sha3_256(from_mlkem + from_x25519 + x25519_part + own + _XWING_LABEL).digest()
    context = b"\0" + _extract(b"", b"psk_id_hash", b"") + _extract(b"", b"info_hash", info)
    secret = _extract(shared, b"secret", b"")
    key, nonce = _expand(secret, b"key", context, 32), _expand(secret, b"base_nonce", context, 12)
    return AESGCM(key).decrypt(nonce, sealed, b"")


def _extract(salt: bytes, label: bytes, material: bytes) -> bytes:
    labelled = b"HPKE-v1" + _SUITE_ID + label + material
    return hmac.digest(salt or bytes(32), labelled, "sha256")


def _expand(secret: bytes, label: bytes, context: bytes, length: int) -> bytes:
    """One block of HKDF-Expand: at most 32 bytes."""
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + _SUITE_ID + label + context
    return hmac.digest(secret, labelled + b"\x01", "sha256")[:length]
