"""The system's dialogs for folders and files; they are opened, never waited for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from shared.system.i18n import tr


def ask_folder(parent: QWidget, title: str, act: Callable[[Path], None]) -> None:
    """Have a folder chosen; `act` is called with it."""
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("folder_dialog")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda folder: act(Path(folder)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def ask_papers(
    parent: QWidget, title: str, act: Callable[[Sequence[Path]], None], *, name: str, is_one: bool
) -> None:
    """Have PDFs chosen, or only one; `act` is called with them."""
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(name)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile if is_one else QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilter(tr("PDF files") + " (*.pdf *.PDF)")
    dialog.filesSelected.connect(lambda files: act([Path(file) for file in files]))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def ask_votes_file(parent: QWidget, title: str, act: Callable[[Path], None]) -> None:
    """Have the file chosen that a terminal exported its votes to; `act` is called with it."""
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("votes_dialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda file: act(Path(file)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
