"""A file that cannot be counted gets exit code 2 and one sentence, whatever is in it."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presenter.clerk import recount_file
from presenter.clerk.cli import main
from presenter.clerk.recount_entry import RecountRefused
from presenter.clerk.recount_file import parse_recount
from tests.unit.clerk.test_recount import CHOICE, ELECTION, MOTION, QUESTIONS

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ballot.json"


def refused(capsys: Capture, file: Path, code: int = 2) -> str:
    """The one sentence; nothing else is said."""
    assert main(["--lang", "en", "recount", str(file)]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.rstrip("\n").isprintable()
    return said.err.removeprefix(f"{file}: ").rstrip("\n")


def changed(whole: dict[str, Any], **changes: object) -> dict[str, Any]:
    return {key: value for key, value in (whole | changes).items() if value is not None}


HALF = {"num": 1, "den": 2, "strict": True}
OWN = {"quorum": HALF, "pass": HALF | {"base": "yes_no"}}
WRONG = [
    (changed(MOTION, rule={"preset": "house"}), "must be one of: rd_standing"),
    (changed(MOTION, rule=None), "\u201crule\u201d is missing"),
    (changed(MOTION, rule={}), "\u201crule.pass\u201d is missing"),
    (changed(MOTION, rule={"preset": "cwh", "quorom": HALF}), "\u201crule.quorom\u201d is not known here"),
    (
        changed(MOTION, rule=OWN | {"quorum": HALF | {"num": 3}}),
        "\u201crule.quorum\u201d is a share that nothing",
    ),
    (changed(MOTION, rule=OWN | {"quorum": HALF | {"den": 0}}), "from 1 to 1000"),
    (changed(MOTION, rule=OWN | {"quorum": HALF | {"strict": 1}}), "must be true or false"),
    (changed(MOTION, rule=OWN | {"pass": HALF | {"base": "all"}}), "must be one of: entitled, present, cast"),
    (changed(MOTION, rule=OWN, counts={"yes": 0, "no": 0, "abstain": 5}), "majority of nothing"),
    (changed(MOTION, entitled=0, present=0, counts={"yes": 0, "no": 0, "abstain": 0}), "majority of nothing"),
    (changed(MOTION, counts={"yes": 12, "no": 1, "abstain": 0}), "more votes than persons present"),
    (
        changed(MOTION, counts={"yes": -1, "no": 1, "abstain": 0}),
        "\u201ccounts.yes\u201d must be a whole number",
    ),
    (changed(MOTION, counts={"yes": 8.0, "no": 1, "abstain": 0}), "must be a whole number"),
    (changed(MOTION, counts={"yes": True, "no": 1, "abstain": 0}), "must be a whole number"),
    (changed(MOTION, counts={"yes": "8", "no": 1, "abstain": 0}), "must be a whole number"),
    (changed(MOTION, counts={"yes": 8, "no": 1}), "\u201ccounts.abstain\u201d is missing"),
    (changed(MOTION, counts=[8, 2, 1]), "\u201ccounts\u201d must be an object"),
    (changed(MOTION, present=16), "more persons present than entitled"),
    (changed(MOTION, leave=2, absent=2), "more than those entitled"),
    (changed(MOTION, entitled=10**30), "must be a whole number"),
    (changed(MOTION, kind="poll"), "must be one of: motion, election"),
    (changed(MOTION, kind=7), "\u201ckind\u201d must be a text"),
    (changed(ELECTION, candidates=["A", "B", "\uff21"]), "stands there twice: \u201c\uff21\u201d"),
    (
        changed(ELECTION, candidates=["A", "B\u202eC"]),
        "cannot be the name of a candidate: \u201cB\\u202eC\u201d",
    ),
    (changed(ELECTION, candidates=["A" * 500]), "cannot be the name of a candidate"),
    (changed(ELECTION, candidates=[]), "\u201ccandidates\u201d is missing"),
    (changed(ELECTION, candidates=[1]), "must be a list of texts"),
    (changed(ELECTION, candidates=[f"N{n}" for n in range(201)]), "at most 200 entries"),
    (changed(ELECTION, seats=0), "from 1 to 200"),
    (changed(ELECTION, seats=None), "\u201cseats\u201d is missing"),
    (changed(ELECTION, issued=28), "More ballots were issued than persons are present"),
    (changed(ELECTION, returned=3), "\u201creturned\u201d is another number"),
    (changed(ELECTION, ballots=None), "\u201cballots\u201d is missing"),
    (changed(ELECTION, ballots=[["A"]]), "\u201cballots[1]\u201d must be an object"),
    (changed(ELECTION, ballots=[{}, {"yse": ["A"]}]), "\u201cballots[2].yse\u201d is not known here"),
    (changed(ELECTION, ballots=[{"no": ["A"], "write_ins": ["\u202e"]}]), "nobody can see"),
    (changed(ELECTION, rule={"preset": "simple_cast"}), "needs a quorum"),
    (changed(ELECTION, rule=OWN), "give \u201cbase\u201d in its rule"),
    (changed(ELECTION, rule=OWN | {"pass": HALF | {"base": "cast"}}), "majority of nothing"),
    (changed(CHOICE, options=["A"]), "must be two or more different texts"),
    (changed(CHOICE, most=4), "must be two or more different texts"),
    (changed(CHOICE, present=5), "more votes than persons present"),
    (changed(CHOICE, ballots=["A"]), "\u201cballots[1]\u201d must be a list"),
    (changed(CHOICE, ballots=[[1]]), "\u201cballots[1]\u201d must be a list of texts"),
    (changed(QUESTIONS, questions=[]), "\u201cquestions\u201d is missing"),
    (changed(QUESTIONS, questions=[{"text": " "}]), "\u201cquestions[1].text\u201d is empty or too long"),
    (changed(QUESTIONS, ballots=[[]]), "\u201cballots[1]\u201d has another number of answers"),
    (changed(QUESTIONS, ballots=[[["A"], 5]]), "\u201cballots[1][2]\u201d must be a list"),
    (changed(QUESTIONS, present=2), "more votes than persons present"),
    ({"format": "wuzhi-ink", "version": 1}, "no \u201ckind\u201d"),
    ({"entitled": 1}, "no \u201ckind\u201d"),
    ({"format": "wuzhi-results", "version": 2, "ballots": []}, "newer version"),
    (
        {"format": "wuzhi-results", "version": 1, "ballots": [MOTION, {"kind": "poll"}]},
        "Ballot 2: \u201ckind\u201d",
    ),
    ([MOTION], "must hold one JSON object"),
]


@pytest.mark.parametrize(("content", "sentence"), WRONG)
def test_a_wrong_file_is_told_in_one_sentence(
    capsys: Capture, file: Path, content: object, sentence: str
) -> None:
    file.write_text(json.dumps(content), encoding="utf-8")
    assert sentence in refused(capsys, file)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "look at line 1"),
        (b'{"kind":\n "motion",}', "look at line 2"),
        (b"\xff\xfe{}", "not JSON that can be read"),
        (b"[" * 200_000, "not JSON"),
        (b'{"kind": ' * 100_000, "not JSON"),
        (b'{"kind": ' + b"9" * 10_000 + b"}", "not JSON that can be read"),
        (b'{"kind": NaN}', "NaN"),
        (b'{"kind": -Infinity}', "-Infinity"),
        (b'{"kind": "motion", "kind": "election"}', "stands twice"),
        (b'{"kind": "motion", "\xe2\x80\xae": 1, "\xe2\x80\xae": 2}', "\\u202e"),
        (b"null", "must hold one JSON object"),
    ],
)
def test_what_is_not_json_is_told_in_one_sentence(
    capsys: Capture, file: Path, content: bytes, sentence: str
) -> None:
    file.write_bytes(content)
    assert sentence in refused(capsys, file)


def test_a_file_with_the_mark_of_a_windows_editor_is_read(capsys: Capture, file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(MOTION).encode())
    assert main(["recount", str(file)]) == 0


def test_a_file_that_is_too_large_is_not_parsed(capsys: Capture, file: Path) -> None:
    with file.open("wb") as large:
        large.truncate(recount_file.MAX_RECOUNT_BYTES + 1)
    assert "larger than 8 MB" in refused(capsys, file)


def test_what_is_no_file_is_told(capsys: Capture, tmp_path: Path) -> None:
    assert "not a file" in refused(capsys, tmp_path)
    assert "no such file" in refused(capsys, tmp_path / "none.json", 3)
    assert "no such file" in refused(capsys, tmp_path / "none\u202e" / "a\n.json", 3)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def test_a_pipe_that_nobody_writes_is_not_waited_for(capsys: Capture, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "not a file" in refused(capsys, tmp_path / "pipe")


def test_a_very_large_election_is_counted_within_seconds(capsys: Capture, file: Path) -> None:
    names = [f"N{n}" for n in range(200)]
    ballot = {"yes": names[:20], "no": names[20:22], "write_ins": ["V", "W"]}
    whole = ELECTION | {
        "candidates": names,
        "seats": 30,
        "entitled": 5000,
        "present": 5000,
        "issued": 5000,
    }
    file.write_text(json.dumps(whole | {"ballots": [ballot] * 5000}, separators=(",", ":")))
    begun = time.perf_counter()
    assert main(["recount", str(file)]) == 0
    assert time.perf_counter() - begun < 10
    assert json.loads(capsys.readouterr().out)["valid"] == 5000


def test_more_written_in_names_than_any_election_has_are_refused(capsys: Capture, file: Path) -> None:
    ballots = [{"write_ins": [f"{n:x}" for n in range(300)]}] * 334
    file.write_text(json.dumps(ELECTION | {"ballots": ballots}), encoding="utf-8")
    assert "more than 100000 written-in names" in refused(capsys, file)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.sampled_from([MOTION, ELECTION, CHOICE, QUESTIONS]), st.data())
def test_any_value_in_any_place_is_counted_or_refused(
    capsys: Capture, tmp_path: Path, whole: dict[str, Any], data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(sorted(whole)))
    value = data.draw(JSON)
    if isinstance(whole[key], dict) and data.draw(st.booleans()):
        value = whole[key] | {data.draw(st.sampled_from(sorted(whole[key]))): value}
    file = tmp_path / "ballot.json"
    file.write_text(json.dumps(whole | {key: value}), encoding="utf-8")
    code = main(["--lang", "en", "recount", str(file)])
    said = capsys.readouterr()
    assert (code, said.err.count("\n"), bool(said.out)) in ((0, 0, True), (2, 1, False))


def sentence_about(content: bytes) -> str:
    try:
        parse_recount(content)
    except RecountRefused as refusal:
        return refusal.sentence
    return ""


@given(st.binary(max_size=60))
def test_bytes_that_are_no_json_are_told_without_showing_them_raw(content: bytes) -> None:
    assert sentence_about(content).isprintable()
