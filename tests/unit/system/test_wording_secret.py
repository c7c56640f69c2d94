"""Every grade, role and fault of a secret ballot has words of its own."""

from __future__ import annotations

from shared.domain.secrecy import Grade, TellerRole
from shared.domain.secret_lists import ListFault
from shared.system.wording_secret import list_fault_sentence, role_words, secret_sentence


def test_each_grade_role_and_fault_is_told_apart() -> None:
    for words in (
        [secret_sentence(grade) for grade in Grade],
        [role_words(role) for role in TellerRole],
        [list_fault_sentence(fault) for fault in ListFault],
    ):
        assert all(words)
        assert len(set(words)) == len(words)


def test_only_the_ballot_that_the_podium_opens_says_that_the_operator_could_look() -> None:
    assert "operates the podium" in secret_sentence(Grade.ONE_OPERATOR)
    assert "unless both tellers" in secret_sentence(Grade.TWO_TELLERS)
