"""Dressed as both programs are, for a test in a process of its own; prints what it found as JSON."""

import json
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from shared.system.i18n import use_language
from shared.ui.dressing import dressed, speak_qt
from shared.ui.fonts import Face, lacks_chinese
from shared.ui.scale import Program, scale_for_window
from shared.ui.theme import Theme
from shared.ui.tokens import Step
from shared.ui.windows import Exit, Net, run_app


def drawn(theme: Theme, character: str, face: Face) -> bytes:
    image = QImage(64, 64, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setFont(theme.font(Step.TITLE, face=face))
    painter.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter, character)
    painter.end()
    return bytes(image.constBits())


def main() -> int:
    use_language("zh_CN")
    application = QApplication(sys.argv[:1])
    lacked = lacks_chinese()
    speak_qt(application)

    async def program(_net: Net, _way_out: Exit) -> int:
        theme = await dressed(application, scale_for_window(Program.KIOSK, 1280, 800))
        # A letter that no face has is drawn as the same box, whichever letter it is.
        pictures = {face.value: len({drawn(theme, letter, face) for letter in "表决票"}) for face in Face}
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        found.update(lacked=lacked, pictures=pictures, cancel=box.buttons()[0].text())
        return 0

    found: dict[str, object] = {}
    code = run_app(application, program)
    Path(sys.argv[1]).write_text(json.dumps(found), "utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
