import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import nkeys
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto.engine_jwt import (
    AccountClaims,
    Export,
    Import,
    Limits,
    OperatorClaims,
    Rights,
    ScopedKey,
    ScopedUserClaims,
    Subjects,
    Target,
    Trade,
    UserClaims,
    encode_token,
)
from shared.crypto.nkey import BadNKey, NKey, NKeyKind, require_public

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def part(token: str, index: int) -> dict[str, Any]:
    text = token.split(".")[index]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return decoded


def is_signed(token: str, issuer: NKey) -> bool:
    signed, _, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    return bool(nkeys.from_seed(bytearray(issuer.seed.encode())).verify(signed.encode(), raw))


def test_a_token_names_its_issuer_and_carries_its_signature() -> None:
    operator, account = NKey.create(NKeyKind.OPERATOR), NKey.create(NKeyKind.ACCOUNT)
    token = encode_token(AccountClaims(), name="HUB", subject=account.public, issuer=operator, now=NOW)
    assert part(token, 0) == {"typ": "JWT", "alg": "ed25519-nkey"}
    body = part(token, 1)
    assert (body["iss"], body["sub"], body["name"]) == (operator.public, account.public, "HUB")
    assert body["iat"] == 1772614800
    assert "exp" not in body
    assert len(body["jti"]) == 52
    assert is_signed(token, operator)


def test_a_token_may_run_out() -> None:
    key = NKey.create(NKeyKind.ACCOUNT)
    token = encode_token(
        UserClaims(), name="x", subject=key.public, issuer=key, now=NOW, expires=NOW + timedelta(hours=1)
    )
    assert part(token, 1)["exp"] == part(token, 1)["iat"] + 3600


def test_two_tokens_have_two_names() -> None:
    key = NKey.create(NKeyKind.ACCOUNT)
    tokens = [encode_token(UserClaims(), name=name, subject=key.public, issuer=key, now=NOW) for name in "ab"]
    assert part(tokens[0], 1)["jti"] != part(tokens[1], 1)["jti"]


def test_claims_are_spelled_as_the_engine_wants_them() -> None:
    key = NKey.create(NKeyKind.ACCOUNT)

    def spelled(claims: OperatorClaims | AccountClaims | UserClaims | ScopedUserClaims) -> dict[str, Any]:
        token = encode_token(claims, name="x", subject=key.public, issuer=key, now=NOW)
        nats: dict[str, Any] = part(token, 1)["nats"]
        return nats

    assert spelled(OperatorClaims(system_account="ASYS")) == {
        "system_account": "ASYS",
        "type": "operator",
        "version": 2,
    }
    account = spelled(
        AccountClaims(
            exports=(Export(name="a", subject="a.>", type=Trade.STREAM),),
            imports=(Import(name="b", subject="b.*", account="AHUB", type=Trade.SERVICE),),
            limits=Limits(conn=7),
            signing_keys=(ScopedKey(key="ASCOPE", role="seat", template=Rights(pub=Subjects(("p.>",)))),),
            mappings={"m": (Target("n"),)},
        )
    )
    assert account["exports"] == [{"name": "a", "subject": "a.>", "type": "stream"}]
    assert account["imports"] == [{"name": "b", "subject": "b.*", "account": "AHUB", "type": "service"}]
    assert (account["limits"]["conn"], account["limits"]["disk_storage"]) == (7, 0)
    assert account["mappings"] == {"m": [{"subject": "n", "weight": 100}]}
    scoped = account["signing_keys"][0]
    assert (scoped["kind"], scoped["key"], scoped["role"]) == ("user_scope", "ASCOPE", "seat")
    assert scoped["template"]["pub"] == {"allow": ["p.>"]}
    # The engine takes a scoped user only when it brings no rights and no limits of its own.
    assert spelled(ScopedUserClaims(issuer_account="ASEATS")) == {
        "issuer_account": "ASEATS",
        "pub": {},
        "sub": {},
        "type": "user",
        "version": 2,
    }


@pytest.mark.parametrize("kind", list(NKeyKind))
def test_a_key_comes_back_from_its_seed(kind: NKeyKind) -> None:
    key = NKey.create(kind)
    again = NKey(key.seed)
    assert (again.public, again.kind) == (key.public, kind)
    assert again.sign(b"content") == key.sign(b"content")
    assert require_public(key.public, kind) == key.public
    assert key.seed not in repr(key)


def test_a_public_key_of_another_kind_or_with_a_wrong_letter_is_refused() -> None:
    key = NKey.create(NKeyKind.USER).public
    other = "A" if key[20] != "A" else "B"
    for bad in (NKey.create(NKeyKind.ACCOUNT).public, key[:20] + other + key[21:], key[:-1], key + "A", ""):
        with pytest.raises(BadNKey):
            require_public(bad, NKeyKind.USER)


@given(st.one_of(st.text(max_size=80), st.text(alphabet="SUAOABCDEFG234567", min_size=56, max_size=58)))
def test_any_text_that_is_no_seed_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(BadNKey) as refusal:
        NKey(text)
    assert str(refusal.value) == "not the seed of an engine key"


def test_a_seed_with_a_wrong_letter_is_refused() -> None:
    seed = NKey.create(NKeyKind.USER).seed
    other = "A" if seed[30] != "A" else "B"
    with pytest.raises(BadNKey):
        NKey(seed[:30] + other + seed[31:])


@given(st.text(max_size=60))
def test_any_text_that_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(BadNKey):
        require_public(text, NKeyKind.USER)
