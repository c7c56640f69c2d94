import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol import door
from shared.protocol.codec import ProtocolError
from shared.protocol.door import JoinGranted, JoinRefused, JoinRequest

REQUEST = JoinRequest(
    protocol=1,
    seat="05",
    terminal="终端 5",
    signing_public=bytes(32),
    engine_public="U" + "A" * 55,
    proof=bytes(64),
)
GRANTED = JoinGranted(
    room_id="0123456789ab",
    server_name="hub.0123456789ab.internal",
    ca_pem="-----BEGIN CERTIFICATE-----",
    hub_public=bytes(32),
    engine_port=7421,
    seat="05",
    token="a.b.c",
)


def test_what_is_said_at_the_door_comes_back() -> None:
    assert door.requests.decode(door.requests.encode(REQUEST)) == REQUEST
    for answer in (GRANTED, JoinRefused(reason=door.SEAT_TAKEN), JoinRefused(reason="something_newer")):
        assert door.answers.decode(door.answers.encode(answer)) == answer


@pytest.mark.parametrize(
    "changed",
    [
        {"seat": ""},
        {"seat": "a.b"},
        {"seat": "05\n"},
        {"seat": "x" * 17},
        {"terminal": "x" * 65},
        {"signing_public": bytes(31)},
        {"engine_public": "A" * 56},
        {"engine_public": "U" + "a" * 55},
        {"proof": b""},
        {"protocol": -1},
    ],
)
def test_a_request_out_of_bounds_is_not_one(changed: dict[str, object]) -> None:
    fields = {**msgspec.to_builtins(REQUEST, builtin_types=(bytes,)), **changed}
    with pytest.raises(ProtocolError, match="join request"):
        door.requests.decode(msgspec.msgpack.encode(fields))


@pytest.mark.parametrize(
    "changed",
    [
        {"server_name": "x" * 200},
        {"server_name": "hub..internal"},
        {"server_name": "hub.0123456789ab.internal\n"},
        {"engine_port": 0},
        {"engine_port": 65536},
        {"ca_pem": "x" * 8193},
        {"room_id": "../etc"},
        {"token": ""},
        {"hub_public": bytes(33)},
    ],
)
def test_a_grant_out_of_bounds_is_not_one(changed: dict[str, object]) -> None:
    fields = {**msgspec.to_builtins(GRANTED, builtin_types=(bytes,)), **changed}
    with pytest.raises(ProtocolError, match="join answer"):
        door.answers.decode(msgspec.msgpack.encode(fields))


@given(st.binary(max_size=300))
def test_any_bytes_give_a_message_or_the_one_error(frame: bytes) -> None:
    for decode in (door.requests.decode, door.answers.decode):
        try:
            decode(frame)
        except ProtocolError:
            continue


@given(st.binary(min_size=1, max_size=door.MAX_DOOR_BYTES))
def test_a_frame_says_how_long_it_is(content: bytes) -> None:
    frame = door.framed(content)
    assert door.length_of(frame[: door.LENGTH_BYTES]) == len(content)
    assert frame[door.LENGTH_BYTES :] == content


@pytest.mark.parametrize("length", [0, door.MAX_DOOR_BYTES + 1, 2**32 - 1])
def test_an_empty_or_huge_frame_is_refused_before_it_is_read(length: int) -> None:
    with pytest.raises(ProtocolError, match=str(length)):
        door.length_of(length.to_bytes(door.LENGTH_BYTES, "big"))


def test_what_is_proved_differs_in_every_part() -> None:
    def proved(
        certificate: bytes = b"c", seat: str | None = "05", key: bytes = b"k", engine: str = "U"
    ) -> bytes:
        return door.what_is_proved(certificate, seat=seat, signing_public=key, engine_public=engine)

    others = {proved(b"d"), proved(seat="06"), proved(seat=None), proved(key=b"l"), proved(engine="V")}
    assert len(others) == 5
    assert proved() not in others
