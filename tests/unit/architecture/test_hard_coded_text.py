from pathlib import Path

import pytest

from tests.unit.architecture.hard_coded_text import cjk_literals, untranslated_literals

ROOT = Path(__file__).resolve().parents[3]
SOURCES = sorted(
    file for package in ("kiosk", "presenter", "shared") for file in (ROOT / package).rglob("*.py")
)
SCREENS = [file for file in SOURCES if "ui" in file.relative_to(ROOT).parts or file.name == "app.py"]


def test_no_source_holds_chinese_text_outside_docstrings() -> None:
    findings = [
        f"{file.relative_to(ROOT)}:{finding.line}: {finding.text!r}"
        for file in SOURCES
        for finding in cjk_literals(file.read_text("utf-8"))
    ]
    assert findings == []


def test_no_screen_shows_a_literal_that_is_not_in_the_catalogue() -> None:
    findings = [
        f"{file.relative_to(ROOT)}:{finding.line}: {finding.text!r}"
        for file in SCREENS
        for finding in untranslated_literals(file.read_text("utf-8"))
    ]
    assert findings == []


@pytest.mark.parametrize(
    "source",
    [
        'label.setText("Vote")',
        'self.label.setText(f"Page {page}")',
        'QLabel("Vote", parent)',
        'QtWidgets.QPushButton("Vote")',
        'button.setToolTip("Vote" if is_open else "")',
        'label.setText("Page " + str(page))',
        'label.setText("Page {}".format(page))',
        'box.addItem("Chinese", "zh_CN")',
        'box.addItems(["yes", "no"])',
        'Sheet(parent, title="Vote")',
        'label.setText(", ".join(names) or "nobody")',
        'label.setAccessibleName("翻页")',
    ],
)
def test_a_literal_that_is_shown_is_found(source: str) -> None:
    assert len(untranslated_literals(source)) >= 1


@pytest.mark.parametrize(
    "source",
    [
        'label.setText(tr("Vote"))',
        'label.setText(tr_n("{n} vote", "{n} votes", votes))',
        'Sheet(parent, title=tr("Vote"))',
        'label.setText("")',
        'label.setText("—")',
        'label.setText(f"{page} / {pages}")',
        'label.setObjectName("vote_label")',
        'box.addItem(tr("Chinese"), "zh_CN")',
        "label.setText(person.name)",
        'label.setText(", ".join(names))',
    ],
)
def test_a_translated_text_and_a_mere_sign_are_left_alone(source: str) -> None:
    assert untranslated_literals(source) == ()


def test_chinese_is_found_in_literals_and_not_in_docstrings_or_comments() -> None:
    source = (
        '"""A seat 座席."""\nNAME = "座席"  # 座席\n\ndef f():\n    """座席"""\n    return f"{NAME}：无"\n'
    )
    assert [finding.line for finding in cjk_literals(source)] == [2, 6]


def test_a_code_point_written_as_an_escape_is_no_text() -> None:
    assert cjk_literals('LAST = "\\u9fff"') == ()
