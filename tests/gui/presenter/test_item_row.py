"""A row of the agenda through the life of its item."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from presenter.ui.item_row import ItemRow, ItemShown
from shared.domain.agenda import ItemId
from shared.ui.text import Span
from shared.ui.theme import Theme


def test_time_may_change_after_the_item_was_set_aside(qtbot: QtBot, theme: Theme) -> None:
    active = ItemShown(
        id=ItemId("a"),
        number=1,
        title="first",
        reporter="",
        time=(Span("0:01"),),
        papers=(),
        used_share=0.1,
        is_active=True,
    )
    row = ItemRow(theme, active)
    qtbot.addWidget(row)
    row.show()
    aside = msgspec.structs.replace(active, is_active=False, used_share=0.2)
    row.show_item(aside)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    row.show_item(msgspec.structs.replace(aside, time=(Span("0:02"),), used_share=0.3))
    row.show_item(msgspec.structs.replace(active, used_share=0.4))
    row.show_item(msgspec.structs.replace(active, used_share=1.2))
    assert not row.grab().isNull()
