"""Opening a pack: what a good one becomes, and what is said about a bad one."""

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presenter.clerk import pack_draft, pack_papers, pack_toml
from presenter.clerk.pack import Pack, load_pack
from presenter.clerk.pack_draft import PackProblems
from presenter.clerk.pack_rules import shipped_presets
from shared.domain.agenda import MeetingId
from shared.domain.majority import Base, Share
from shared.domain.papers import Everybody, NamedPersons, Voters
from shared.domain.people import PersonId, Role
from shared.pdf.pages import Examination, Finding

MEETING = MeetingId("01j00000000000000000000000")
PRESETS = shipped_presets()

GOOD = """
title = "中共青岚区委常委会（扩大）会议"
body = "中共青岚区委常务委员会"
place = "区委三楼会议室"
starts_at = 2026-07-16 09:30:00+08:00

[[roster]]
id = "zhang"
name = "张立新"
role = "chair"
unit = "区委"
post = "区委书记"
seat = "03"

[[roster]]
name = "李建国"
seat = "05"

[[roster]]
name = "杨帆"
seat = "10"
leave = "外出学习"

[[roster]]
name = "丁一鸣"
role = "observer"
seat = "2"

[[agenda]]
title = "传达学习"
reporter = "李建国"
minutes = 20

[[agenda.papers]]
file = "01-公报.pdf"

[[agenda]]
id = "target"
title = "调整目标"
reporter = "zhang"
audience = "voters"

[[agenda.papers]]
file = "sub/决定.pdf"
title = "决定（草案）"
audience = ["zhang", "李建国"]

[[agenda.ballots]]
question = "关于调整目标的决定（草案）"
rule = { preset = "cwh", name = "区委常委会议事规则", quorum = "> 1/2", may_change = false }

[[agenda.ballots]]
id = "second"
question = "另一项"
rule = "rd_standing"
"""


def examine(path: Path) -> Examination:
    """The examination of files that say themselves what they are: `%PDF <pages>`, or the name of a finding."""
    word = path.read_text(encoding="utf-8").split()
    return Examination(Finding.FINE, int(word[1])) if word[0] == "%PDF" else Examination(Finding(word[0]))


def opened(folder: Path) -> Pack | PackProblems:
    return load_pack(folder, meeting=MEETING, presets=PRESETS, examine=examine)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good pack."""
    pack = tmp_path / "第7次会议"
    (pack / "sub").mkdir(parents=True)
    (pack / "01-公报.pdf").write_text("%PDF 3")
    (pack / "sub" / "决定.pdf").write_text("%PDF 18")
    (pack / "meeting.toml").write_text(GOOD, encoding="utf-8")
    return pack


@pytest.fixture
def changed(folder: Path) -> Callable[..., PackProblems]:
    """Opens the good pack with one text replaced; it must be refused."""

    def change(old: str, new: str, count: int = 1) -> PackProblems:
        assert old in GOOD
        (folder / "meeting.toml").write_text(GOOD.replace(old, new, count), encoding="utf-8")
        found = opened(folder)
        assert isinstance(found, PackProblems)
        return found

    return change


def line_of(text: str) -> int:
    return GOOD[: GOOD.index(text)].count("\n") + 1


def test_a_good_pack_becomes_a_meeting(folder: Path) -> None:
    pack = opened(folder)

    assert isinstance(pack, Pack)
    meeting = pack.meeting
    assert (meeting.id, meeting.title, meeting.place) == (
        MEETING,
        "中共青岚区委常委会（扩大）会议",
        "区委三楼会议室",
    )
    assert meeting.starts_at == datetime(2026, 7, 16, 1, 30, tzinfo=UTC)
    assert [(p.id, p.role, p.seat, p.leave_reason) for p in meeting.roster] == [
        ("zhang", Role.CHAIR, "03", None),
        ("p02", Role.MEMBER, "05", None),
        ("p03", Role.MEMBER, "10", "外出学习"),
        ("p04", Role.OBSERVER, "2", None),
    ]
    assert meeting.seats == ("2", "03", "05", "10")
    assert pack.notes == ()


def test_pages_carry_a_watermark_unless_the_pack_says_no(folder: Path) -> None:
    for written, has_watermark in (("", True), ("watermark = true\n", True), ("watermark = false\n", False)):
        (folder / "meeting.toml").write_text(written + GOOD, encoding="utf-8")
        pack = opened(folder)
        assert isinstance(pack, Pack)
        assert pack.meeting.has_watermark is has_watermark


def test_items_hold_their_papers_reporters_and_ballots(folder: Path) -> None:
    pack = opened(folder)

    assert isinstance(pack, Pack)
    first, second = pack.meeting.agenda
    assert (first.number, first.id, first.reporter, first.planned_minutes) == (1, "item-1", "李建国", 20)
    assert (first.audience, first.ballots) == (Everybody(), ())
    assert (second.id, second.reporter, second.audience) == ("target", "张立新", Voters())
    paper, other = first.papers[0], second.papers[0]
    assert (paper.title, paper.page_count, paper.size_bytes) == ("公报", 3, 6)
    assert paper.sha256 == hashlib.sha256(b"%PDF 3").hexdigest()
    assert (other.title, other.audience) == (
        "决定（草案）",
        NamedPersons((PersonId("zhang"), PersonId("p02"))),
    )
    assert pack.papers == {
        paper.sha256: folder / "01-公报.pdf",
        other.sha256: folder / "sub" / "决定.pdf",
    }


def test_a_ballot_takes_a_preset_whole_or_with_parts_changed(folder: Path) -> None:
    pack = opened(folder)

    assert isinstance(pack, Pack)
    first, second = pack.meeting.agenda[1].ballots
    assert (first.id, second.id) == ("target-ballot-1", "second")
    assert first.rule.name == "区委常委会议事规则"
    assert first.rule.quorum == Share(1, 2, strict=True)
    assert (first.rule.passing, first.rule.base) == (Share(1, 2, strict=True), Base.ENTITLED)
    assert first.rule.source == "中国共产党地方委员会工作条例"
    assert not first.rule.may_change
    assert second.rule == PRESETS["rd_standing"].rule()


def test_a_rule_may_be_written_without_a_preset(folder: Path) -> None:
    own = 'rule = { name = "本会规则", quorum = ">= 2/3", passing = "≥4/5", base = "yes_no" }'
    (folder / "meeting.toml").write_text(GOOD.replace('rule = "rd_standing"', own), encoding="utf-8")
    pack = opened(folder)

    assert isinstance(pack, Pack)
    rule = pack.meeting.agenda[1].ballots[1].rule
    assert (rule.quorum, rule.passing) == (Share(2, 3, strict=False), Share(4, 5, strict=False))
    assert (rule.base, rule.source) == (Base.YES_NO, "")


def test_the_path_of_the_toml_itself_opens_the_pack(folder: Path) -> None:
    assert isinstance(opened(folder / "meeting.toml"), Pack)


def test_a_byte_order_mark_is_passed_over(folder: Path) -> None:
    (folder / "meeting.toml").write_text(GOOD, encoding="utf-8-sig")

    assert isinstance(opened(folder), Pack)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "中共', 'titel = "中共', "“titel” is not known"),
        ('place = "区委三楼会议室"', "place = 3", "“place” must be a text"),
        ("starts_at = 2026-07-16 09:30:00+08:00", "starts_at = 2026-07-16", "must be a date with a time"),
        ("starts_at = 2026-07-16 09:30:00+08:00", 'starts_at = "soon"', "must be a date with a time"),
        ('place = "区委三楼会议室"', 'watermark = "no"', "“watermark” must be true or false"),
        ('role = "chair"', 'role = "boss"', "“role” has an unknown value"),
        ('role = "observer"', 'role = "chair"', "a second chair"),
        ('seat = "05"', 'seat = "03"', "already 张立新's"),
        ('seat = "05"', "seat = 5", "“seat” must be a text"),
        ('seat = "05"', 'seat = "a b"', "cannot be a seat"),
        ('id = "zhang"', 'id = "a b"', "cannot be an id"),
        ('reporter = "李建国"', 'reporter = "李建"', "李建 is not on the roster"),
        ("minutes = 20", "minutes = -1", "must be a whole number"),
        ("minutes = 20", "minutes = true", "must be a whole number"),
        ("minutes = 20", "minutes = 20.5", "must be a whole number"),
        ('id = "target"', 'id = "item-1"', "used twice"),
        ('audience = "voters"', 'audience = "all"', "unknown value"),
        ('audience = "voters"', "audience = []", "Nobody may see"),
        ('audience = ["zhang", "李建国"]', 'audience = ["zhang", 5]', "must be a list of texts"),
        ('audience = ["zhang", "李建国"]', 'audience = ["zhang", "?"]', "? is not on the roster"),
        ('file = "01-公报.pdf"', 'file = "02-公报.pdf"', "is not in the folder"),
        ('file = "01-公报.pdf"', 'file = "../01-公报.pdf"', "leads out of the folder"),
        ('file = "01-公报.pdf"', 'file = "sub/../01-公报.pdf"', "leads out of the folder"),
        ('file = "01-公报.pdf"', 'file = "/etc/passwd"', "leads out of the folder"),
        ('file = "01-公报.pdf"', "file = 'C:\\a.pdf'", "leads out of the folder"),
        ('file = "01-公报.pdf"', "file = '\\\\host\\a.pdf'", "leads out of the folder"),
        ('file = "01-公报.pdf"', "file = 'sub\\决定.pdf'", "backslash"),
        ('file = "01-公报.pdf"', 'file = "sub"', "is not a file"),
        ('file = "01-公报.pdf"', 'file = "a\\u0000.pdf"', "invisible character"),
        ('title = "调整目标"', 'title = "标目\\u202e"', "invisible character"),
        ('title = "调整目标"', 'title = "  "', "is empty"),
        ('title = "调整目标"', 'title = "' + "长" * 201 + '"', "longer than 200"),
        ('rule = "rd_standing"', 'rule = "rd_sitting"', "unknown value"),
        ('rule = "rd_standing"', 'rule = "simple_cast"', "leaves the quorum"),
        ('rule = "rd_standing"', "rule = 8", "unknown value"),
        ('quorum = "> 1/2"', 'quorum = "half"', "“quorum” must be a share"),
        ('quorum = "> 1/2"', 'quorum = "> 1/0"', "“quorum” must be a share"),
        ('quorum = "> 1/2"', 'quorum = "> 3/3"', "“quorum” must be a share"),
        ('preset = "cwh"', 'preset = "?"', "“preset” has an unknown value"),
        ("may_change = false", 'may_change = "no"', "must be true or false"),
        ("may_change = false", 'in_force_since = "someday"', "must be a date"),
        ("may_change = false", "mayChange = false", "“mayChange” is not known"),
    ],
)
def test_each_mistake_is_told_with_file_line_and_remedy(
    changed: Callable[..., PackProblems], old: str, new: str, said: str
) -> None:
    problems = changed(old, new).problems

    told = [problem for problem in problems if said in problem.message]
    assert told, problems
    assert told[0].file == "meeting.toml"
    assert told[0].line == line_of(old)
    assert told[0].remedy


@pytest.mark.parametrize(
    ("old", "new", "said", "line_text"),
    [
        ('question = "另一项"', "", "“question” is missing", 'id = "second"'),
        ('rule = "rd_standing"', "", "“rule” is missing", 'id = "second"'),
        ('name = "丁一鸣"', "", "“name” is missing", 'role = "observer"'),
    ],
)
def test_what_is_missing_is_told_at_the_table_that_lacks_it(
    changed: Callable[..., PackProblems], old: str, new: str, said: str, line_text: str
) -> None:
    problems = changed(old, new).problems

    assert len(problems) == 1
    assert said in problems[0].message
    header = GOOD[: GOOD.index(line_text)].rindex("[[")
    assert problems[0].line == GOOD[:header].count("\n") + 1


def test_a_missing_title_or_agenda_belongs_to_the_whole_file(folder: Path) -> None:
    (folder / "meeting.toml").write_text("place = 'x'\n")
    found = opened(folder)

    assert isinstance(found, PackProblems)
    assert [(p.line, p.message) for p in found.problems] == [
        (None, "“title” is missing."),
        (None, "The agenda is missing."),
    ]


def test_all_mistakes_are_told_at_once_and_by_line(folder: Path) -> None:
    text = GOOD.replace('role = "chair"', 'role = "boss"').replace('file = "01-公报.pdf"', 'file = "x.pdf"')
    text = text.replace("minutes = 20", 'minutes = "20"').replace('rule = "rd_standing"', 'rule = "?"')
    (folder / "meeting.toml").write_text(text + "\n[extra]\n", encoding="utf-8")
    found = opened(folder)

    assert isinstance(found, PackProblems)
    lines = [problem.line or 0 for problem in found.problems]
    assert lines == sorted(lines)
    told = " ".join(problem.message for problem in found.problems)
    for word in ("role", "x.pdf", "minutes", "rule", "extra", "chair"):
        assert word in told


def test_a_name_that_two_persons_have_needs_an_id(changed: Callable[..., PackProblems]) -> None:
    problems = changed('name = "杨帆"', 'name = "李建国"').problems

    assert {problem.line for problem in problems} == {
        line_of('reporter = "李建国"'),
        line_of('audience = ["zhang"'),
    }
    assert "Two persons are called 李建国" in problems[0].message


def test_two_persons_of_one_name_are_told_apart_by_id(folder: Path) -> None:
    text = GOOD.replace('name = "杨帆"', 'name = "李建国"').replace('"李建国"]', '"p02"]')
    text = text.replace('reporter = "李建国"', 'reporter = "p03"')
    (folder / "meeting.toml").write_text(text, encoding="utf-8")
    pack = opened(folder)

    assert isinstance(pack, Pack)
    assert pack.meeting.agenda[1].papers[0].audience == NamedPersons((PersonId("zhang"), PersonId("p02")))


def test_the_seat_plan_holds_every_seat_of_the_roster_once(changed: Callable[..., PackProblems]) -> None:
    place = 'place = "区委三楼会议室"'
    problems = changed(place, place + '\nseats = ["2", "03", "05", "05", "?"]').problems

    assert [problem.message for problem in problems] == [
        "Seat 05 is listed twice.",
        "“?” cannot be a seat.",
        "Seat 10 of 杨帆 is not in the seat plan.",
    ]


def test_the_written_seat_plan_keeps_its_order(folder: Path) -> None:
    text = GOOD.replace('place = "区委三楼会议室"', 'seats = ["10", "05", "03", "2", "A-1"]')
    (folder / "meeting.toml").write_text(text, encoding="utf-8")
    pack = opened(folder)

    assert isinstance(pack, Pack)
    assert pack.meeting.seats == ("10", "05", "03", "2", "A-1")


def test_a_ballot_needs_somebody_who_may_vote(folder: Path) -> None:
    start, end = GOOD.index("[[roster]]"), GOOD.index("[[agenda]]")
    text = (GOOD[:start] + GOOD[end:]).replace('reporter = "zhang"', "").replace('reporter = "李建国"', "")
    (folder / "meeting.toml").write_text(text.replace('["zhang", "李建国"]', '"voters"'), encoding="utf-8")
    found = opened(folder)

    assert isinstance(found, PackProblems)
    assert {problem.message for problem in found.problems} == {"Nobody on the roster may vote."}


def test_one_file_cannot_be_open_here_and_closed_there(folder: Path) -> None:
    (folder / "sub" / "决定.pdf").write_text("%PDF 3")
    found = opened(folder)

    assert isinstance(found, PackProblems)
    assert "another audience" in found.problems[0].message


def test_the_same_file_twice_in_one_item_is_told(changed: Callable[..., PackProblems]) -> None:
    paper = 'file = "01-公报.pdf"'
    problems = changed(paper, paper + "\n[[agenda.papers]]\n" + paper).problems

    assert "same file twice" in problems[0].message


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_may_not_lead_out_of_the_folder(folder: Path) -> None:
    outside = folder.parent / "secret.pdf"
    outside.write_text("%PDF 3")
    (folder / "01-公报.pdf").unlink()
    (folder / "01-公报.pdf").symlink_to(outside)
    found = opened(folder)

    assert isinstance(found, PackProblems)
    assert "leads out of the folder" in found.problems[0].message


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_circle_of_links_and_a_pipe_are_no_files(folder: Path) -> None:
    (folder / "01-公报.pdf").unlink()
    (folder / "01-公报.pdf").symlink_to("01-公报.pdf")
    (folder / "sub" / "决定.pdf").unlink()
    os.mkfifo(folder / "sub" / "决定.pdf")
    found = opened(folder)

    assert isinstance(found, PackProblems)
    assert len(found.problems) == 2


def test_sizes_and_counts_are_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_papers, "PAPER_BYTES", 6)
    monkeypatch.setattr(pack_toml, "MOST_ITEMS", 1)
    found = opened(folder)
    assert isinstance(found, PackProblems)
    assert "more than 1 entries" in found.problems[0].message

    monkeypatch.setattr(pack_toml, "MOST_ITEMS", 2)
    found = opened(folder)
    assert isinstance(found, PackProblems)
    assert ["larger than" in problem.message for problem in found.problems] == [True]

    monkeypatch.setattr(pack_papers, "PAPER_BYTES", 100)
    monkeypatch.setattr(pack_toml, "MOST_PAPERS", 1)
    found = opened(folder)
    assert isinstance(found, PackProblems)
    assert [problem.message for problem in found.problems] == ["There are more than 1 papers."]

    monkeypatch.setattr(pack_toml, "TOML_BYTES", 100)
    found = opened(folder)
    assert isinstance(found, PackProblems)
    assert "larger than" in found.problems[0].message


def test_the_bounds_are_those_of_the_documentation() -> None:
    assert (pack_draft.MOST_PERSONS, pack_draft.MOST_ITEMS, pack_draft.MOST_PAPERS) == (1000, 200, 500)
    assert (pack_draft.TOML_BYTES, pack_draft.PAPER_BYTES) == (2**20, 2**29)


def test_a_paper_that_cannot_be_shown_is_left_out_and_noted(folder: Path) -> None:
    (folder / "01-公报.pdf").write_text(Finding.NEEDS_PASSWORD)
    pack = opened(folder)

    assert isinstance(pack, Pack)
    assert pack.meeting.agenda[0].papers == ()
    assert list(pack.papers.values()) == [folder / "sub" / "决定.pdf"]
    assert "password" in pack.notes[0].remedy
    assert [(n.file, n.line, n.message) for n in pack.notes] == [
        ("meeting.toml", line_of('file = "01-公报.pdf"'), "“公报” cannot be opened and is left out.")
    ]


@pytest.mark.parametrize("finding", [f for f in Finding if f not in (Finding.FINE, Finding.REPAIRED)])
def test_every_finding_has_a_sentence_and_a_remedy(folder: Path, finding: Finding) -> None:
    (folder / "01-公报.pdf").write_text(finding)
    pack = opened(folder)

    assert isinstance(pack, Pack)
    assert "公报" in pack.notes[0].message
    assert pack.notes[0].remedy


def test_a_plain_folder_makes_its_agenda_from_the_file_names(tmp_path: Path) -> None:
    folder = tmp_path / "常委会"
    (folder / "old").mkdir(parents=True)
    for name, text in {
        "议题10：决定.PDF": "%PDF 1",
        "议题2：计划.pdf": "%PDF 2",
        "议题1：传达.pdf": "%PDF 3",
        "议题3：坏.pdf": "damaged",
        "议题4：空.pdf": "",
        "readme.txt": "x",
        "._议题1.pdf": "x",
    }.items():
        (folder / name).write_text(text)
    pack = opened(folder)

    assert isinstance(pack, Pack)
    assert pack.meeting.title == "常委会"
    assert [(i.number, i.title, len(i.papers)) for i in pack.meeting.agenda] == [
        (1, "传达", 1),
        (2, "计划", 1),
        (3, "坏", 0),
        (4, "决定", 1),
    ]
    assert {note.file for note in pack.notes} == {"议题3：坏.pdf", "议题4：空.pdf"}


def test_a_plain_folder_has_a_guest_at_every_seat_and_nobody_who_votes(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("%PDF 1")
    pack = opened(tmp_path)

    assert isinstance(pack, Pack)
    assert pack.meeting.voters() == ()
    assert tuple(person.seat for person in pack.meeting.roster) == pack.meeting.seats
    assert len(pack.meeting.seats) == 60


@pytest.mark.skipif(os.name == "nt", reason="names are any bytes on POSIX only")
def test_a_name_that_is_no_text_is_told_in_a_printable_way(tmp_path: Path) -> None:
    folder = tmp_path / "a\udcff"
    folder.mkdir()
    (folder / "b\udcfe.pdf").write_text("%PDF 1")
    (folder / "c.pdf").write_text("%PDF 1")
    pack = opened(folder)
    missing = opened(folder / "x\udcff")

    assert isinstance(pack, Pack)
    assert isinstance(missing, PackProblems)
    assert [item.title for item in pack.meeting.agenda] == ["c"]
    shown = pack.meeting.title + pack.notes[0].file + missing.problems[0].file
    assert shown.encode() == "a\ufffdb\ufffd.pdfx\ufffd".encode()


@pytest.mark.parametrize("name", ["missing", "empty", "file"])
def test_a_folder_without_a_meeting_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    found = opened(tmp_path / name)

    assert isinstance(found, PackProblems)
    assert found.problems[0].remedy


def test_a_file_that_is_no_toml_is_told_with_its_line(folder: Path) -> None:
    (folder / "meeting.toml").write_text('title = "x"\nplace = \n')
    found = opened(folder)

    assert isinstance(found, PackProblems)
    assert [(problem.file, problem.line) for problem in found.problems] == [("meeting.toml", 2)]


_LINES = st.sampled_from(
    [line for line in GOOD.splitlines() if line]
    + ["[x]", "[[x.y]]", "a.b = {}", "roster = 1", "agenda = [{}]"]
)


@given(st.binary(max_size=300) | st.lists(_LINES, max_size=40).map(lambda lines: "\n".join(lines).encode()))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_arbitrary_meeting_toml_is_opened_or_refused_with_remedies(folder: Path, content: bytes) -> None:
    (folder / "meeting.toml").write_bytes(content)
    found = opened(folder)

    if isinstance(found, PackProblems):
        assert found.problems
        assert all(problem.message and problem.remedy for problem in found.problems)


def _values() -> st.SearchStrategy[str]:
    simple = st.sampled_from(
        ['"zhang"', '""', "3", "-1", "2.5", "true", "[]", "{}", "[[]]", '["a", {}]', "1979-05-27"]
    )
    return simple | simple.map(lambda value: f"[{value}]")


@given(
    st.sampled_from([line.split(" = ")[0] for line in GOOD.splitlines() if " = " in line]),
    _values(),
    st.randoms(),
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_in_any_field_is_opened_or_refused(
    folder: Path, key: str, value: str, chance: Random
) -> None:
    lines = GOOD.splitlines()
    place = chance.choice([n for n, line in enumerate(lines) if line.startswith(f"{key} = ")])
    lines[place] = f"{key} = {value}"
    (folder / "meeting.toml").write_text("\n".join(lines), encoding="utf-8")

    assert isinstance(opened(folder), Pack | PackProblems)
