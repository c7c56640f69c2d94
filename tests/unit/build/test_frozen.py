import importlib.util
from pathlib import Path

import pytest

import frozen


@pytest.mark.parametrize(
    "target",
    [
        "PySide6/Qt/lib/libQt6Qml.so.6",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/translations/qtbase_fr.qm",
        "PySide6\\plugins\\tls\\qopensslbackend.dll",
        "PySide6\\Qt6Network.dll",
    ],
)
def test_unused_parts_of_qt_stay_out(target: str) -> None:
    assert not frozen.is_wanted(target)


@pytest.mark.parametrize(
    "target",
    [
        "PySide6/Qt/lib/libQt6Widgets.so.6",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "nats-server",
        "sqlite_utils/plugins/tls/x.py",
    ],
)
def test_what_the_windows_and_the_engine_need_stays_in(target: str) -> None:
    assert frozen.is_wanted(target)


def test_every_module_that_is_imported_by_name_exists() -> None:
    missing = [
        name
        for name in frozen.HIDDEN_IMPORTS + frozen.HIDDEN_QT_IMPORTS
        if importlib.util.find_spec(name) is None
    ]
    assert missing == []


def test_compiled_translations_go_in_and_their_sources_stay_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "resources" / "translations"
    folder.mkdir(parents=True)
    for name in ("wuzhi.po", "wuzhi.pot", "wuzhi.mo"):
        (folder / name).touch()
    monkeypatch.setattr(frozen, "ROOT", tmp_path)
    monkeypatch.setattr(frozen, "RESOURCES", tmp_path / "resources")
    names = [Path(source).name for source, _folder in frozen.resources(("translations",))]
    assert names == ["LICENSE", "wuzhi.mo"]
