"""Widgets in cycles die on the window's thread, whichever thread allocates."""

import gc
import threading

from PySide6.QtWidgets import QApplication, QWidget

from shared.ui.garbage import WindowThreadGarbage


class Knot(QWidget):
    """A widget that only cyclic collection can free; notes on which thread it dies."""

    def __init__(self, died_on: list[int]) -> None:
        super().__init__()
        self.itself = self
        self.died_on = died_on

    def __del__(self) -> None:
        self.died_on.append(threading.get_ident())


def allocate_much() -> None:
    kept: list[list[object]] = [[] for _ in range(5000)]
    for part in kept:
        part.append(kept)


def test_another_thread_that_allocates_much_kills_no_widget(qapp: QApplication) -> None:
    died_on: list[int] = []
    garbage = WindowThreadGarbage()
    garbage.start()
    try:
        Knot(died_on)
        worker = threading.Thread(target=allocate_much)
        worker.start()
        worker.join()
        assert died_on == []
        allocate_much()
        assert garbage.collect_if_due() > 0
        assert died_on == [threading.get_ident()]
    finally:
        garbage.stop()
        gc.disable()


def test_nothing_is_collected_before_it_is_due(qapp: QApplication) -> None:
    garbage = WindowThreadGarbage()
    garbage.start()
    try:
        gc.collect()
        assert garbage.collect_if_due() == 0
    finally:
        garbage.stop()
        gc.disable()
