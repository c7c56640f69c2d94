"""Languages: catalogues found, missing or broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from shared.system import i18n
from shared.system.i18n import current_language, mark, system_language, tr, tr_n, use_language


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    use_language("en")


@pytest.fixture
def chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small compiled catalogue in the place where the real one is."""
    catalog = Catalog(locale="zh_CN")
    catalog.add("Page {page} of {pages}", "第 {page} / {pages} 页")
    catalog.add(("{n} vote", "{n} votes"), ("{n} 票",))
    catalog.add("Hello {name}", "您好 {nmae}")
    catalog.add("100 %", "百分之百")
    folder = tmp_path / "translations" / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "wuzhi.mo").open("wb") as file:
        write_mo(file, catalog)
    monkeypatch.setattr(i18n, "resource_path", tmp_path.joinpath)
    use_language("zh_CN")


def test_without_a_catalogue_the_english_text_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "resource_path", tmp_path.joinpath)

    assert use_language("zh_CN") == "zh_CN"
    assert tr("Page {page} of {pages}", page=3, pages=18) == "Page 3 of 18"
    assert [tr_n("{n} vote", "{n} votes", n) for n in (0, 1, 2)] == ["0 votes", "1 vote", "2 votes"]


@pytest.mark.usefixtures("chinese")
def test_the_catalogue_of_the_language_is_used() -> None:
    assert current_language() == "zh_CN"
    assert tr("Page {page} of {pages}", page=3, pages=18) == "第 3 / 18 页"
    assert [tr_n("{n} vote", "{n} votes", n) for n in (1, 2)] == ["1 票", "2 票"]
    assert tr("Not translated") == "Not translated"


@pytest.mark.usefixtures("chinese")
def test_a_broken_translation_falls_back_to_the_source() -> None:
    assert tr("Hello {name}", name="Li") == "Hello Li"


@pytest.mark.usefixtures("chinese")
def test_the_language_changes_while_running() -> None:
    use_language("en")

    assert (current_language(), tr("100 %")) == ("en", "100 %")


def test_a_parameter_that_the_caller_forgot_is_a_bug() -> None:
    with pytest.raises(KeyError):
        tr("Page {page} of {pages}", page=3)


def test_a_text_without_parameters_keeps_its_braces() -> None:
    assert tr("{literal}") == mark("{literal}") == "{literal}"


def test_a_parameter_is_never_taken_for_a_pattern() -> None:
    assert tr("Hello {name}", name="{name.__class__}") == "Hello {name.__class__}"


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_SG"}, "zh_CN"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "zh_CN"}, "en"),
        ({}, "en"),
    ],
)
@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows is asked, not the environment")
def test_the_language_of_the_system(environ: dict[str, str], language: str) -> None:
    assert system_language(environ) == language
