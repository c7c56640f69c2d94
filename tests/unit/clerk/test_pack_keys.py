"""resources/docs/pack.md lists exactly the fields that a meeting.toml may have.

What the program knows is asked of the program: every word that stands in its sources is written as a field, and the
fields that it does not call unknown are the known ones.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import presenter.clerk
from presenter.clerk.pack_draft import PackProblems
from shared.system.resources import resource_path
from tests.unit.clerk.pack_text import load

PAGE = resource_path("docs", "pack.md").read_text(encoding="utf-8")
FIELD = re.compile(r"[a-z_]{2,20}")
TABLES = ("roster", "agenda", "papers", "ballots")
"""Fields with headings of their own in the page."""


def words_of_the_sources() -> set[str]:
    folder = Path(presenter.clerk.__file__).parent
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in folder.glob("pack*.py")]
    constants = {
        node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)
    } - {None}
    return {word for word in constants if isinstance(word, str) and FIELD.fullmatch(word)}


WORDS = sorted(words_of_the_sources())


def documented(heading: str, *, of_kind: str | None = None) -> set[str]:
    """The fields of the table behind `heading`; with `of_kind` only those for this kind of ballot, or for all."""
    table = re.search(r"(^\|.*\n)+", PAGE[PAGE.index(heading) :], re.MULTILINE)
    assert table
    fields: set[str] = set()
    for line in table[0].splitlines()[2:]:
        names, when = line.split("|")[1:3]
        kinds = {
            kind
            for kind in ("motion", "choice", "election", "questionnaire")
            if kind in when.split("default")[0]
        }
        if of_kind is None or not kinds or of_kind in kinds:
            fields |= set(re.findall(r"`([a-z_]+)`", names))
    return fields


def known(folder: Path, head: str, place: str = "{fields}", *, before: str = "") -> set[str]:
    """The words that are fields behind `head`, or in the one-line table `place`; `before` are fields written already."""
    taken = set(re.findall(r"([a-z_]+) =", before))
    words = [word for word in WORDS if word not in taken]
    is_inline = place != "{fields}"
    fields = (", " if is_inline else "\n").join(f"{word} = 0" for word in words)
    text = f"{head}\n{place.replace('{fields}', ', '.join(filter(None, (before, fields))) if is_inline else before + fields)}\n"
    found = load(folder, text)
    assert isinstance(found, PackProblems)
    said = (re.fullmatch(r"“([a-z_]+)” is not known here\.", problem.message) for problem in found.problems)
    unknown = {match[1] for match in said if match}
    assert unknown, "the reading stopped before this table was finished"
    return taken | (set(words) - unknown)


def test_the_meeting_a_person_an_item_and_a_paper(tmp_path: Path) -> None:
    assert known(tmp_path, "") == documented("### The meeting") | {"roster", "agenda"}
    assert known(tmp_path, "[[roster]]") == documented("### `[[roster]]`")
    assert known(tmp_path, "[[agenda]]") == documented("### `[[agenda]]`") | {"papers", "ballots"}
    assert known(tmp_path, "[[agenda]]\n[[agenda.papers]]") == documented("### `[[agenda.papers]]`")


KINDS = {
    "motion": 'kind = "motion"',
    "choice": 'kind = "choice"',
    "election": 'kind = "election"',
    "questionnaire": 'kind = "questionnaire"',
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_ballot_of_each_kind(tmp_path: Path, kind: str) -> None:
    found = known(tmp_path, "[[agenda]]\n[[agenda.ballots]]", before=KINDS[kind] + "\n")
    assert found == documented("### `[[agenda.ballots]]`", of_kind=kind)


def test_a_rule(tmp_path: Path) -> None:
    head = "[[agenda]]\n[[agenda.ballots]]"
    assert known(tmp_path, head, "rule = { {fields} }") == documented("| field of `rule`")


def test_who_takes_no_part_and_a_question(tmp_path: Path) -> None:
    head = '[[roster]]\nname = "n"\n[[agenda]]\n[[agenda.ballots]]\nkind = "questionnaire"'
    for place in ("excluded", "recused"):
        assert known(tmp_path, head, f"{place} = [{{ {{fields}} }}]") == {"person", "reason"}
    asked = "questions = [{ {fields} }]"
    assert known(tmp_path, head, asked, before='options = ["a", "b"]') == {"text", "options", "least", "most"}
    in_words = known(tmp_path, head, asked) - {"options", "least", "most"}
    assert in_words <= {"text", "longest"}


OPINIONS = {
    "motion": ("", {"answer"}),
    "choice": ('options = ["a", "b"]', {"answer"}),
    "election": ('seats = 1\ncandidates = ["a"]', {"yes", "no", "write_ins"}),
    "questionnaire": ('questions = [{ text = "a" }]', {"answers"}),
}


@pytest.mark.parametrize("kind", OPINIONS)
def test_an_opinion_in_writing(tmp_path: Path, kind: str) -> None:
    asked, own = OPINIONS[kind]
    head = f'[[roster]]\nname = "n"\n[[agenda]]\n[[agenda.ballots]]\n{KINDS[kind]}\n{asked}'
    found = known(tmp_path, head, "written = [{ {fields} }]")
    assert found == {"person"} | own
    assert found <= documented("| field of `written`")


def test_no_field_of_an_opinion_is_documented_that_no_kind_knows() -> None:
    every = {"person"}.union(*(own for _, own in OPINIONS.values()))
    assert documented("| field of `written`") == every


def test_the_parts_of_an_answer_to_a_questionnaire(tmp_path: Path) -> None:
    head = '[[roster]]\nname = "n"\n[[agenda]]\n[[agenda.ballots]]\nkind = "questionnaire"\n'
    head += 'questions = [{ text = "a", options = ["a", "b"] }, { text = "b" }]'
    chosen = "written = [{ answers = [{ {fields} }, {}] }]"
    words = "written = [{ answers = [{}, { {fields} }] }]"
    assert known(tmp_path, head, chosen) == {"chosen"}
    assert known(tmp_path, head, words) == {"words"}
    assert all(f"`{field}`" in PAGE for field in ("chosen", "words"))
