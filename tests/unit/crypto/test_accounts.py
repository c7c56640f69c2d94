import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.crypto.accounts import BadSeatId, RoomAccounts
from shared.crypto.nkey import BadNKey, NKey, NKeyKind
from shared.crypto.permissions import (
    exports_of_the_hub,
    imports_of_the_seats,
    mappings_of_the_hub,
    rights_of_a_seat,
)
from shared.system.faults import EnvironmentFault

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def body(token: str) -> dict[str, Any]:
    text = token.split(".")[1]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return decoded


def test_a_room_keeps_its_accounts(tmp_path: Path) -> None:
    first, second = RoomAccounts.open(tmp_path).trusted(NOW), RoomAccounts.open(tmp_path).trusted(NOW)
    assert first == second
    names = {body(token)["name"] for token in first.tokens.values()}
    assert names == {"HUB", "SEATS", "SYS"}
    assert body(first.tokens[first.system_account])["name"] == "SYS"


def test_two_rooms_share_no_key(tmp_path: Path) -> None:
    one, other = (RoomAccounts.open(tmp_path / name).trusted(NOW) for name in ("one", "other"))
    assert not one.tokens.keys() & other.tokens.keys()


def test_the_engine_is_told_no_secret(tmp_path: Path) -> None:
    trusted = RoomAccounts.open(tmp_path).trusted(NOW)
    told = repr(trusted)
    seeds = json.loads((tmp_path / "engine-keys.json").read_bytes())
    assert len(seeds) == 5
    assert not any(seed in told for seed in seeds.values())


def test_damaged_keys_are_named_and_never_replaced(tmp_path: Path) -> None:
    RoomAccounts.open(tmp_path)
    path = tmp_path / "engine-keys.json"
    for damage in (b"", b"{}", path.read_bytes()[:-20], path.read_bytes().replace(b'"S', b'"X', 1)):
        path.write_bytes(damage)
        with pytest.raises(EnvironmentFault, match=r"engine-keys\.json") as fault:
            RoomAccounts.open(tmp_path)
        assert fault.value.__cause__ is None
        assert path.read_bytes() == damage


def test_a_seat_is_named_in_its_token_and_has_no_rights_of_its_own(tmp_path: Path) -> None:
    key = NKey.create(NKeyKind.USER)
    token = body(RoomAccounts.open(tmp_path).seat_token("05", key.public, now=NOW))
    assert (token["name"], token["sub"]) == ("05", key.public)
    assert (token["nats"]["pub"], token["nats"]["sub"]) == ({}, {})


@pytest.mark.parametrize("seat", ["", "*", ">", "a.b", "a b", "五", "x" * 17, "05\n", "{{name()}}"])
def test_a_seat_id_that_is_not_one_token_gets_none(tmp_path: Path, seat: str) -> None:
    with pytest.raises(BadSeatId):
        RoomAccounts.open(tmp_path).seat_token(seat, NKey.create(NKeyKind.USER).public, now=NOW)


def test_a_token_is_made_for_a_users_key_only(tmp_path: Path) -> None:
    accounts = RoomAccounts.open(tmp_path)
    for key in (NKey.create(NKeyKind.ACCOUNT).public, "nonsense"):
        with pytest.raises(BadNKey):
            accounts.seat_token("05", key, now=NOW)


def test_the_chair_has_another_key_each_time_and_hides_it(tmp_path: Path) -> None:
    accounts = RoomAccounts.open(tmp_path)
    one, other = accounts.chair(NOW), accounts.chair(NOW)
    assert one.seed != other.seed
    assert one.seed not in repr(one)
    assert one.token in one.as_text()
    assert one.seed in one.as_text()


def test_every_import_of_the_seats_is_an_export_of_the_hub_and_the_other_way_round() -> None:
    exported = {(one.subject, one.type) for one in exports_of_the_hub()}
    imported = {(one.subject, one.type) for one in imports_of_the_seats("AHUB")}
    assert exported == imported
    assert {one.account for one in imports_of_the_seats("AHUB")} == {"AHUB"}


def test_a_seat_publishes_only_what_is_its_own_or_a_question_to_a_stream() -> None:
    allowed = rights_of_a_seat().pub.allow
    assert set(allowed) == {"mt.*.up.{{name()}}.>", *mappings_of_the_hub()}
    assert all(subject.startswith("mt.*.api.") for subject in mappings_of_the_hub())


def test_nothing_of_the_engines_own_interface_is_shared() -> None:
    exported = [one.subject for one in exports_of_the_hub()]
    imported = [one.subject for one in imports_of_the_seats("AHUB")]
    rights = rights_of_a_seat()
    assert not any(
        subject.startswith(("$", ">"))
        for subject in (*exported, *imported, *rights.pub.allow, *rights.sub.allow)
    )
