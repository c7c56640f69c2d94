from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

import translations

SOURCE = """
from shared.system.i18n import mark, tr, tr_n

STATES = (mark("Paused"),)

def show(page: int, votes: int) -> list[str]:
    return [tr("Page {page}", page=page), tr_n("{n} vote", "{n} votes", votes), tr(STATES[0])]
"""


@pytest.fixture
def template(tmp_path: Path) -> Catalog:
    package = tmp_path / "kiosk" / "ui"
    package.mkdir(parents=True)
    (package / "screen.py").write_text(SOURCE, "utf-8")
    return translations.extract(tmp_path, packages=("kiosk",))


def catalogue_with(template: Catalog, *texts: tuple[str | tuple[str, str], str | tuple[str, ...]]) -> Catalog:
    catalogue = Catalog(locale="zh_CN", fuzzy=False)
    for ids, translation in dict(texts).items():
        catalogue.add(ids, translation)
    return translations.updated(catalogue, template, "zh_CN")


def problems(catalogue: Catalog, language: str = "zh_CN") -> list[str]:
    return [
        f"{translations.texts_of(message).ids[0]} {problem}"
        for message in translations.messages_of(catalogue)
        for problem in translations.problems_of(message, language)
    ]


COMPLETE = (("Paused", "已暂停"), ("Page {page}", "第 {page} 页"), (("{n} vote", "{n} votes"), ("{n} 票",)))


def test_all_three_kinds_of_marks_are_extracted(template: Catalog) -> None:
    assert {message.id for message in translations.messages_of(template)} == {
        "Paused",
        "Page {page}",
        ("{n} vote", "{n} votes"),
    }


def test_a_complete_catalogue_has_no_problems(template: Catalog) -> None:
    assert problems(catalogue_with(template, *COMPLETE)) == []


def test_a_text_without_translation_is_found(template: Catalog) -> None:
    assert problems(catalogue_with(template, *COMPLETE[1:])) == ["Paused has no translation"]


@pytest.mark.parametrize("translation", ["第页", "第 {seite} 页", "第 {page} 页 {x}", "第 {page 页"])
def test_a_lost_invented_or_broken_placeholder_is_found(translation: str, template: Catalog) -> None:
    found = problems(catalogue_with(template, *COMPLETE, ("Page {page}", translation)))
    assert len(found) == 1
    assert "placeholder" in found[0]


def test_a_chinese_text_that_is_still_english_is_found(template: Catalog) -> None:
    assert problems(catalogue_with(template, *COMPLETE, ("Paused", "Paused"))) == ["Paused is still English"]


def test_a_fuzzy_translation_is_found(template: Catalog) -> None:
    catalogue = catalogue_with(template, *COMPLETE)
    catalogue["Paused"].flags.add("fuzzy")
    assert problems(catalogue) == ["Paused is marked fuzzy"]


def test_english_fills_itself(template: Catalog) -> None:
    english = translations.updated(Catalog(locale="en"), template, "en")
    assert problems(english, "en") == []
    assert english["Page {page}"].string == "Page {page}"
    # And the template it was filled from stays empty
    assert not template["Page {page}"].string


def test_a_text_that_left_the_sources_leaves_the_catalogue(template: Catalog) -> None:
    catalogue = catalogue_with(template, *COMPLETE, ("Gone", "不见了"))
    assert "Gone" not in translations.po_bytes(translations.updated(catalogue, template, "zh_CN")).decode()


def test_merging_takes_what_is_missing_and_reports_the_rest(template: Catalog) -> None:
    catalogue = catalogue_with(template, COMPLETE[0])
    fragment = Catalog(locale="zh_CN")
    for ids, translation in (("Paused", "暂停中"), ("Page {page}", "第 {page} 页"), ("Unknown", "未知")):
        fragment.add(ids, translation)
    remarks = translations.merge(catalogue, [("seat.po", fragment)], template)
    assert catalogue["Page {page}"].string == "第 {page} 页"
    assert catalogue["Paused"].string == "已暂停"
    assert any("'Unknown'" in remark for remark in remarks)
    assert any("暂停中" in remark for remark in remarks)
    assert len(remarks) == 2


def test_writing_twice_gives_the_same_bytes_without_dates(template: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "wuzhi.po"
    path.write_bytes(translations.po_bytes(catalogue_with(template, *COMPLETE)))
    again = translations.updated(translations.read_catalog(path, "zh_CN"), template, "zh_CN")
    assert translations.po_bytes(again) == path.read_bytes()
    assert b"Date" not in path.read_bytes()
    assert translations.catalogue_problems(path, "zh_CN", template) == []


def test_a_catalogue_behind_the_sources_is_not_up_to_date(template: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "wuzhi.po"
    path.write_bytes(translations.po_bytes(catalogue_with(template, *COMPLETE)))
    template.add("New text")
    assert any(
        "not up to date" in problem for problem in translations.catalogue_problems(path, "zh_CN", template)
    )


def test_only_a_stale_catalogue_is_compiled(template: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "zh_CN" / "LC_MESSAGES" / "wuzhi.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(translations.po_bytes(catalogue_with(template, *COMPLETE)))
    translations.compile_stale(tmp_path)
    compiled = path.with_suffix(".mo")
    first = compiled.stat()
    translations.compile_stale(tmp_path)
    assert compiled.stat().st_mtime_ns == first.st_mtime_ns
    assert "已暂停".encode() in compiled.read_bytes()
