"""What the two frozen programs have in common; read by the PyInstaller specs beside it."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESOURCES = ROOT / "resources"

# Ours use QtCore, QtGui, QtSvg, QtTest (the driver presses with it) and QtWidgets: the rest of Qt stays out, with what drags it in.
EXCLUDED_MODULES = (
    *("PySide6.QtDBus", "PySide6.QtDesigner", "PySide6.QtHelp", "PySide6.QtNetwork", "PySide6.QtOpenGL"),
    *(
        "PySide6.QtOpenGLWidgets",
        "PySide6.QtPrintSupport",
        "PySide6.QtQml",
        "PySide6.QtQuick",
        "PySide6.QtQuickWidgets",
    ),
    *("PySide6.QtSql", "PySide6.QtUiTools", "PySide6.QtXml", "PySide6.QtConcurrent"),
    *(
        "IPython",
        "PIL",
        "babel",
        "hypothesis",
        "matplotlib",
        "mypy",
        "numpy",
        "pandas",
        "pip",
        "pytest",
        "setuptools",
    ),
    *("tkinter", "uv"),
)
# Files that PyInstaller's hooks collect for every Qt program, and that no window of ours asks for.
_UNUSED_QT_FILES = (
    *("Qt6Designer", "Qt6Multimedia", "Qt6Network", "Qt6Pdf", "Qt6Qml", "Qt6Quick", "Qt6Sql"),
    *(
        "Qt6VirtualKeyboard",
        "/qml/",
        "/plugins/designer/",
        "/plugins/networkinformation/",
        "/plugins/qmltooling/",
    ),
    *(
        "/plugins/sqldrivers/",
        "/plugins/tls/",
        "qtvirtualkeyboardplugin",
        "/imageformats/libqpdf",
        "/imageformats/qpdf",
    ),
    *(
        "/platforms/libqeglfs",
        "/platforms/libqlinuxfb",
        "/platforms/libqminimalegl",
        "/platforms/libqvkkhrdisplay",
    ),
    *("/platforms/libqvnc", "/plugins/egldeviceintegrations/"),
)
_KEPT_TRANSLATIONS = ("qtbase_zh_CN.qm", "qtbase_en.qm")

# Imported by name at run time: qasync looks for its Qt, and a worker process for what it serves.
HIDDEN_IMPORTS = ("shared.pdf.worker", "shared.pdf.writing_worker")
HIDDEN_QT_IMPORTS = ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtSvg", "PySide6.QtWidgets")

Collected = tuple[str, str, str]


def is_wanted(target: str) -> bool:
    """Tell whether a file that PyInstaller has collected belongs into a bundle; `target` is its path inside."""
    path = "/" + target.replace("\\", "/")
    if "/PySide6/" in path and path.endswith(".qm"):
        return path.endswith(_KEPT_TRANSLATIONS)
    is_qt = "/PySide6/" in path or "/libQt6" in path or "/Qt6" in path
    return not (is_qt and any(part in path for part in _UNUSED_QT_FILES))


def wanted(collected: list[Collected]) -> list[Collected]:
    """Return the collected files without the parts of Qt that nobody uses."""
    return [entry for entry in collected if is_wanted(entry[0])]


def resources(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return these files of resources/, and all below these folders of it, as PyInstaller's (source, folder inside) pairs.

    Sources of translations stay out: the programs read the compiled ones.
    """
    places = [RESOURCES / name for name in names]
    files = [file for place in places for file in (place, *sorted(place.rglob("*"))) if file.is_file()]
    return [(str(ROOT / "LICENSE"), ".")] + [
        (str(file), str(file.parent.relative_to(ROOT)))
        for file in files
        if file.suffix not in {".po", ".pot", ".new"}
    ]


def executable(name: str) -> str:
    """Return the file name of a program on this system."""
    return f"{name}.exe" if sys.platform == "win32" else name
