import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from shared.crypto.authority import (
    RENEW_BELOW,
    SERVER_LIFE,
    HubCertificate,
    RoomAuthority,
    is_hub_of_room,
)
from shared.crypto.tls import first_contact_context, pinned_context, server_context
from shared.system.faults import EnvironmentFault

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def greeting(server: HubCertificate, client: ssl.SSLContext, server_name: str | None) -> str:
    """Greet over real TLS in memory; returns the version spoken."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    hub = server_context(server).wrap_bio(to_server, to_client, server_side=True)
    seat = client.wrap_bio(to_client, to_server, server_hostname=server_name)
    ends = [seat, hub]
    for _ in range(6):
        for end in list(ends):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            ends.remove(end)
    assert not ends
    return seat.version() or ""


def test_a_room_keeps_its_authority_and_its_certificate(tmp_path: Path) -> None:
    first, second = RoomAuthority.open(tmp_path, NOW), RoomAuthority.open(tmp_path, NOW)
    assert (first.room_id, first.ca_pem) == (second.room_id, second.ca_pem)
    assert first.server_certificate(NOW) == second.server_certificate(NOW)
    assert first.server_name == f"hub.{first.room_id}.internal"
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_rooms_have_two_names_and_two_authorities(tmp_path: Path) -> None:
    one, other = (RoomAuthority.open(tmp_path / name, NOW) for name in ("one", "other"))
    assert one.room_id != other.room_id
    assert one.ca_pem != other.ca_pem


def test_a_pinned_terminal_greets_its_hub_in_tls_1_3(tmp_path: Path) -> None:
    room = RoomAuthority.open(tmp_path, NOW)
    assert greeting(room.server_certificate(NOW), pinned_context(room.ca_pem), room.server_name) == "TLSv1.3"


@pytest.mark.parametrize("made", [datetime(1990, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)])
def test_a_terminal_whose_clock_is_wrong_still_gets_in(tmp_path: Path, made: datetime) -> None:
    room = RoomAuthority.open(tmp_path, made)
    assert greeting(room.server_certificate(made), pinned_context(room.ca_pem), room.server_name) == "TLSv1.3"


def test_a_hub_of_another_room_is_noticed(tmp_path: Path) -> None:
    room, other = (RoomAuthority.open(tmp_path / name, NOW) for name in ("one", "other"))
    with pytest.raises(ssl.SSLCertVerificationError):
        greeting(other.server_certificate(NOW), pinned_context(room.ca_pem), room.server_name)


def test_the_name_of_the_room_is_checked(tmp_path: Path) -> None:
    room = RoomAuthority.open(tmp_path, NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        greeting(room.server_certificate(NOW), pinned_context(room.ca_pem), "hub.other.internal")


def test_the_first_contact_believes_any_room(tmp_path: Path) -> None:
    room = RoomAuthority.open(tmp_path, NOW)
    assert greeting(room.server_certificate(NOW), first_contact_context(), None) == "TLSv1.3"


def test_a_certificate_is_renewed_when_less_than_a_month_is_left(tmp_path: Path) -> None:
    room = RoomAuthority.open(tmp_path, NOW)
    first = room.server_certificate(NOW)
    assert first.not_after == NOW + SERVER_LIFE
    last_day = first.not_after - RENEW_BELOW
    assert room.server_certificate(last_day) == first
    renewed = room.server_certificate(last_day + timedelta(seconds=1))
    assert renewed.fingerprint != first.fingerprint
    assert renewed.not_after > first.not_after


def test_a_certificate_from_the_future_is_replaced(tmp_path: Path) -> None:
    room = RoomAuthority.open(tmp_path, NOW)
    first = room.server_certificate(NOW + timedelta(days=400))
    assert room.server_certificate(NOW) != first


def test_a_certificate_of_another_room_is_replaced(tmp_path: Path) -> None:
    room, other = (RoomAuthority.open(tmp_path / name, NOW) for name in ("one", "other"))
    foreign = other.server_certificate(NOW).path.read_bytes()
    (tmp_path / "one" / "hub-server.pem").write_bytes(foreign)
    certificate = room.server_certificate(NOW)
    assert is_hub_of_room(certificate.certificate_der, room.ca_pem, room.server_name)


def test_what_a_hub_presents_must_fit_what_it_hands_out(tmp_path: Path) -> None:
    room, other = (RoomAuthority.open(tmp_path / name, NOW) for name in ("one", "other"))
    presented = room.server_certificate(NOW).certificate_der
    assert is_hub_of_room(presented, room.ca_pem, room.server_name)
    assert not is_hub_of_room(presented, other.ca_pem, room.server_name)
    assert not is_hub_of_room(presented, room.ca_pem, other.server_name)
    assert not is_hub_of_room(presented, "nonsense", room.server_name)
    assert not is_hub_of_room(presented, "非", room.server_name)
    assert not is_hub_of_room(b"nonsense", room.ca_pem, room.server_name)


def test_the_authority_itself_is_no_hub(tmp_path: Path) -> None:
    room = RoomAuthority.open(tmp_path, NOW)
    authority = x509.load_pem_x509_certificate(room.ca_pem.encode("ascii"))
    constraints = authority.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert constraints.ca
    assert constraints.path_length == 0


def test_a_damaged_authority_is_named_and_never_replaced(tmp_path: Path) -> None:
    RoomAuthority.open(tmp_path / "other", NOW)
    RoomAuthority.open(tmp_path / "one", NOW)
    path = tmp_path / "one" / "room-ca.pem"
    whole, foreign = path.read_bytes(), (tmp_path / "other" / "room-ca.pem").read_bytes()
    mixed = whole[: whole.index(b"-----BEGIN CERT")] + foreign[foreign.index(b"-----BEGIN CERT") :]
    for damage in (b"", b"\xff", whole[:200], whole[:-40], mixed):
        path.write_bytes(damage)
        with pytest.raises(EnvironmentFault, match=r"room-ca\.pem") as fault:
            RoomAuthority.open(tmp_path / "one", NOW)
        assert fault.value.__cause__ is None
        assert path.read_bytes() == damage
