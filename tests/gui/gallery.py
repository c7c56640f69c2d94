"""Draws every widget into PNG files, to be looked at: `python -m tests.gui.gallery OUT`."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from shared.pdf.pages import PageSize
from shared.system.i18n import LANGUAGES, Language, use_language
from shared.ui.banner import Banner, NoteKind
from shared.ui.buttons import BareButton, Button, ChoiceButton, PrimaryButton, QuietButton
from shared.ui.chips import Badge, Chip, ClockLabel, Connection, ConnectionMark
from shared.ui.fonts import Face
from shared.ui.nameplate import Nameplate
from shared.ui.page_images import OwnPicture
from shared.ui.page_view import PageView
from shared.ui.popover import ConfirmSheet, Popover
from shared.ui.result_bars import BarRow, ResultBars
from shared.ui.ribbon import Ribbon
from shared.ui.scale import Program, scale_for_window
from shared.ui.seat_tile import Seated, SeatLook, SeatTile
from shared.ui.signs import DoubleRule, Hairline, Mark, Seal
from shared.ui.state_row import ProgressSegments, Settling, StateRow
from shared.ui.text import Label, Span
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.thumbnails import PaperThumbnails
from shared.ui.tokens import Step, Tone
from shared.ui.tool_buttons import IconButton, RailButton
from shared.ui.vote_card import CardState, VoteCard

SCREENS = (
    (Program.KIOSK, 1280, 800),
    (Program.KIOSK, 1920, 1080),
    (Program.PRESENTER, 1366, 768),
    (Program.PRESENTER, 1920, 1080),
)


class Words:
    """The sample words of one language."""

    def __init__(self, language: Language) -> None:
        self._is_chinese = language == "zh_CN"

    def __call__(self, chinese: str, english: str) -> str:
        return chinese if self._is_chinese else english


def row(theme: Theme, *widgets: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.setSpacing(theme.space(12))
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return layout


def checked(button: Button) -> Button:
    button.setCheckable(True)
    button.setChecked(True)
    return button


def off(button: Button) -> Button:
    button.setEnabled(False)
    return button


def busy(button: Button, word: str) -> Button:
    button.set_busy(word)
    return button


def ground(tone: str) -> QWidget:
    page = QWidget()
    page.setProperty("ground", tone)
    return page


def controls(theme: Theme, say: Words) -> QWidget:
    """Bars, chips, buttons, icons, banners."""
    page = ground("sheet")
    column = QVBoxLayout(page)
    column.setContentsMargins(theme.space(24), theme.space(16), theme.space(24), theme.space(16))
    chips = [
        Chip(theme, say("同步 ・ 张立新主讲", "Following Zhang Lixin"), Badge.FOLLOWING),
        Chip(theme, say("自由浏览", "Browsing on your own"), Badge.BROWSING),
        Chip(theme, say("主持人统一翻页", "The chair turns the pages"), Badge.LOCKED),
        Chip(theme, say("进行中 1:24", "Open 1:24"), Badge.RUNNING),
        Chip(theme, say("记名", "Named"), Badge.OUTLINE),
        Chip(theme, say("已备好", "Prepared"), Badge.NEUTRAL),
        Chip(theme, say("2 项待办", "2 to do"), Badge.ATTENTION),
    ]
    column.addLayout(row(theme, *chips))
    connected, offline = ConnectionMark(theme), ConnectionMark(theme)
    connected.set_connection(Connection.CONNECTED)
    offline.set_connection(Connection.OFFLINE)
    clock = ClockLabel(theme)
    clock.show_time("10:24")
    open_room = say("开放会场：座席未登记，仅供演示", "Open room: seats not enrolled, demo only")
    column.addLayout(row(theme, connected, offline, clock, Chip(theme, open_room, Badge.OPEN_ROOM)))
    column.addLayout(
        row(
            theme,
            PrimaryButton(theme, say("回到主讲，第 9 页", "Back to Zhang, p. 9"), name="p", icon="ribbon"),
            QuietButton(theme, say("先看材料", "See the papers"), name="q", icon="doc"),
            checked(QuietButton(theme, say("主讲：开", "Leading: on"), name="l", icon="ribbon")),
            BareButton(theme, say("我不是李建国", "I am not Li Jianguo"), name="b"),
            off(PrimaryButton(theme, say("开始表决", "Open ballot"), name="o", bold=True)),
            busy(PrimaryButton(theme, "x", name="w"), say("正在存本机", "Storing here")),
        )
    )
    choices = [say("出席和列席", "Members and observers"), say("只有出席", "Members only")]
    chosen = [ChoiceButton(theme, word, name=word) for word in choices]
    chosen[0].setChecked(True)
    tools = [
        IconButton(theme, name, name=name, icon=name, outlined=True) for name in ("pointer", "pen", "screen")
    ]
    column.addLayout(row(theme, *chosen, *tools, checked(IconButton(theme, "pen", name="n", icon="pen"))))
    rail = [
        ("list", "议题", "Agenda"),
        ("pages", "缩略图", "Pages"),
        ("pen", "批注", "Ink"),
        ("search", "查找", "Find"),
    ]
    rail += [("mic", "发言", "Speak"), ("bell", "服务", "Service"), ("moon", "夜间", "Dim")]
    buttons: list[QWidget] = [RailButton(theme, say(zh, en), name=icon, icon=icon) for icon, zh, en in rail]
    buttons[2] = checked(RailButton(theme, say("批注", "Ink"), name="ink", icon="pen"))
    column.addLayout(row(theme, *buttons))
    icons: list[QWidget] = []
    for name in theme.icons.names():
        icon = Label(theme)
        icon.setPixmap(theme.icon(name, Tone.INK2, theme.space(24)))
        icons.append(icon)
    column.addLayout(row(theme, *icons))
    note = Banner(theme)
    rest = (
        Span(say("材料照常可读，", "You can go on reading. ")),
        Span(say("您的票已存本机", "Your vote is stored here"), bold=True),
        Span(say("，连上后自动送达", " and will be sent")),
    )
    note.show_note(say("与主持台断开", "Disconnected."), rest, action=say("查看原因", "See why"))
    column.addWidget(note)
    good = Banner(theme)
    good.show_note(
        say("已恢复连接，已送达 1 票", "Connected again, 1 vote sent"), kind=NoteKind.GOOD, icon="check"
    )
    column.addWidget(good)
    for places in ((18, 3, 3, False), (18, 5, 9, False), (18, 16, 14, True), (240, 100, 20, False)):
        ribbon = Ribbon(theme)
        ribbon.set_places(places[0], places[1], places[2], is_stale=places[3])
        column.addWidget(ribbon)
    column.addStretch(1)
    return page


def ballot(theme: Theme, say: Words, chosen: bool) -> QWidget:
    """The vote sheet as the kiosk composes it."""
    page = ground("sheet")
    column = QVBoxLayout(page)
    column.setContentsMargins(theme.space(72), theme.space(32), theme.space(72), theme.space(24))
    column.setSpacing(theme.space(12))
    connected, clock = ConnectionMark(theme), ClockLabel(theme, step=Step.LEAD)
    connected.set_connection(Connection.CONNECTED)
    clock.show_time("10:58")
    head = row(theme, Label(theme, say("议题 4　表决", "Item 4  Ballot"), step=Step.CAPTION, tone=Tone.INK2))
    head.insertWidget(1, Chip(theme, say("记名", "Named"), Badge.OUTLINE))
    head.addWidget(connected)
    head.addWidget(clock)
    column.addLayout(head)
    column.addWidget(DoubleRule(theme))
    column.addSpacing(theme.space(24))
    question = say(
        "关于将2026年全区固定资产投资增长目标\n由6.5%调整为7.0%的决定（草案）",
        "Raise the 2026 investment growth target from 6.5% to 7.0%",
    )
    column.addWidget(TextBlock(theme, question, step=Step.LARGE, bold=True, face=Face.FORMAL, max_lines=2))
    column.addSpacing(theme.space(24))
    answers = (
        (Mark.RING, "赞成", "In favour"),
        (Mark.CROSS, "反对", "Against"),
        (Mark.DASH, "弃权", "Abstain"),
    )
    cards = [VoteCard(theme, mark, say(zh, en), name=mark) for mark, zh, en in answers]
    if chosen:
        cards[0].set_state(CardState.CHOSEN)
        cards[1].set_state(CardState.RECEDED)
        cards[2].set_state(CardState.RECEDED)
    line = QHBoxLayout()
    line.setSpacing(theme.space(24))
    for card in cards:
        card.setFixedHeight(theme.space(250))
        line.addWidget(card)
    column.addLayout(line)
    column.addSpacing(theme.space(20))
    confirm = QHBoxLayout()
    confirm.setSpacing(theme.space(24))
    cancel = QuietButton(theme, say("取消", "Cancel"), name="c", step=Step.TITLE, height_px=84)
    confirm.addWidget(cancel, 387)
    word = say("确认投“赞成”票", "Confirm vote: In favour")
    confirm.addWidget(PrimaryButton(theme, word, name="v", step=Step.QUESTION, bold=True, height_px=84), 725)
    column.addLayout(confirm)
    column.addStretch(1)
    column.addWidget(Hairline())
    rule = (
        Span(say("应到 15 人，赞成超过半数即通过：", "15 entitled, more than half in favour: ")),
        Span(say("须 8 票", "8 votes needed"), bold=True),
    )
    column.addWidget(TextBlock(theme, rule))
    return page


def sample_page(width: int, height: int) -> QImage:
    """A page with a heading and grey lines."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    for line in range(24):
        top = round(height * (0.07 + line * 0.036))
        wide = round(width * (0.4 if line % 6 == 5 else 0.74))
        painter.fillRect(round(width * 0.13), top, wide, round(height * 0.012), Qt.GlobalColor.darkGray)
    painter.end()
    return image


def top_bar(theme: Theme, say: Words, is_following: bool, is_stale: bool) -> QWidget:
    bar = ground("sheet")
    bar.setFixedHeight(theme.space(56))
    head = row(
        theme,
        Label(theme, say("议题 2", "Item 2"), step=Step.CAPTION, tone=Tone.INK3),
        Label(
            theme,
            say("2026年上半年国民经济计划执行情况", "Budget performance, first half of 2026"),
            bold=True,
        ),
    )
    head.setContentsMargins(theme.space(20), 0, theme.space(20), 0)
    badge = Chip(theme, say("同步 ・ 张立新主讲", "Following Zhang Lixin"), Badge.FOLLOWING)
    if not is_following:
        badge = Chip(theme, say("自由浏览", "Browsing on your own"), Badge.BROWSING)
    mark, clock = ConnectionMark(theme), ClockLabel(theme)
    mark.set_connection(Connection.OFFLINE if is_stale else Connection.CONNECTED)
    clock.show_time("10:24")
    for widget in (badge, Hairline(standing=True), mark, clock):
        head.addWidget(widget)
    bar.setLayout(head)
    return bar


def rail(theme: Theme, say: Words) -> QWidget:
    side = ground("sheet")
    side.setFixedWidth(theme.space(84))
    tools = QVBoxLayout(side)
    tools.setContentsMargins(0, theme.space(8), 0, theme.space(8))
    tools.setSpacing(0)
    words = (("list", "议题", "Agenda"), ("pages", "缩略图", "Pages"), ("moon", "夜间", "Dim"))
    for icon, zh, en in words:
        if icon == "moon":
            tools.addStretch(1)
        tools.addWidget(
            RailButton(theme, say(zh, en), name=icon, icon=icon), 0, Qt.AlignmentFlag.AlignHCenter
        )
    return side


def bottom_bar(theme: Theme, say: Words, place: tuple[int, int, bool]) -> QWidget:
    mine, leader, is_stale = place
    foot = ground("sheet")
    foot.setFixedHeight(theme.space(60))
    ribbon = Ribbon(theme)
    ribbon.set_places(18, mine, leader, is_stale=is_stale)
    turns = QHBoxLayout(foot)
    turns.setContentsMargins(theme.space(12), 0, theme.space(12), 0)
    turns.setSpacing(theme.space(12))
    turns.addWidget(IconButton(theme, say("上一页", "Previous page"), name="back", icon="left", icon_px=30))
    turns.addWidget(Label(theme, say(f"第 {mine} / 18 页", f"Page {mine} of 18")))
    turns.addWidget(IconButton(theme, say("下一页", "Next page"), name="next", icon="right", icon_px=30))
    turns.addWidget(ribbon, 1)
    if mine == leader:
        turns.addWidget(Label(theme, say("与主讲同页", "With the leader"), step=Step.CAPTION, tone=Tone.INK2))
    elif not is_stale:
        back = say(f"回到主讲，第 {leader} 页", f"Back to Zhang, p. {leader}")
        turns.addWidget(PrimaryButton(theme, back, name="to_leader", icon="ribbon"))
    return foot


def reading(theme: Theme, say: Words, place: tuple[int, int, bool]) -> QWidget:
    """The kiosk's reading screen; `place` is my page, the leader's, and whether that is stale."""
    mine, leader, is_stale = place
    page = ground("desk")
    page.resize(*((1280, 800) if theme.scale.dpi == 149 else (1920, 1080)))
    grid = QGridLayout(page)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(0)
    grid.addWidget(top_bar(theme, say, mine == leader, is_stale), 0, 0, 1, 2)
    grid.addWidget(Hairline(), 1, 0, 1, 2)
    middle = QVBoxLayout()
    middle.setSpacing(0)
    if is_stale:
        note = Banner(theme)
        why = say("收起原因", "Hide why")
        note.show_note(
            say("与主持台断开", "Disconnected."), say("材料照常可读", "You can go on reading"), action=why
        )
        middle.addWidget(note)
    view = PageView(theme)
    middle.addWidget(view, 1)
    grid.addLayout(middle, 2, 0)
    grid.addWidget(rail(theme, say), 2, 1, 3, 1)
    grid.addWidget(Hairline(), 3, 0)
    grid.addWidget(bottom_bar(theme, say, place), 4, 0)
    view.open_paper([PageSize(595, 842)] * 18)
    view.expect_page(mine)
    view.show_picture(mine, OwnPicture(sample_page(940, 1330)))
    return page


def seats(theme: Theme, say: Words) -> QGridLayout:
    looks = (
        ("刘海燕", "Liu", SeatLook.FOLLOWING, ""),
        ("赵文博", "Zhao", SeatLook.BROWSING, "5"),
        ("冯雅琴", "Feng", SeatLook.OFFLINE, ""),
        ("冯雅琴", "Feng", SeatLook.OFFLINE_UNSENT, say("离线", "Offline")),
        ("杨帆", "Yang", SeatLook.AWAY, say("请假", "Leave")),
        ("陈志远", "Chen", SeatLook.VOTED, ""),
        ("吴雨桐", "Wu", SeatLook.NOT_VOTED, say("未投", "Open")),
        ("张立新", "Zhang", SeatLook.LAST_TO_VOTE, say("末位", "Last")),
        ("丁一鸣", "Ding", SeatLook.OBSERVER, say("列席", "Observer")),
        ("李建国", "Li", SeatLook.YES, ""),
        ("孙国栋", "Sun", SeatLook.NO, ""),
        ("吴雨桐", "Wu", SeatLook.ABSTAIN, ""),
        ("冯雅琴", "Feng", SeatLook.NO_ANSWER, ""),
        ("12", "12", SeatLook.VACANT, ""),
    )
    grid = QGridLayout()
    grid.setSpacing(theme.space(6))
    for place, (zh, en, look, note) in enumerate(looks):
        tile = SeatTile(theme, Seated(say(zh, en), look, note, is_leader=zh == "张立新"), name=f"seat{place}")
        is_answer = look.value.answer is not None
        tile.setFixedSize(theme.space(80 if is_answer else 58), theme.space(62 if is_answer else 46))
        grid.addWidget(tile, place // 7, place % 7)
    grid.setColumnStretch(8, 1)
    return grid


def settled(theme: Theme, say: Words) -> QWidget:
    """Seals, results, states, seats, names, thumbnails, cards."""
    page = ground("sheet")
    columns = QHBoxLayout(page)
    columns.setContentsMargins(theme.space(24), theme.space(24), theme.space(24), theme.space(24))
    columns.setSpacing(theme.space(24))
    left, right = QVBoxLayout(), QVBoxLayout()
    columns.addLayout(left, 1)
    columns.addLayout(right, 1)
    counted = say("已计|入票", "Coun-|ted").split("|")
    seals = [Seal(theme, counted, side_px=128), Seal(theme, (say("通过", "Passed"),))]
    seals.append(Seal(theme, (say("未通过", "Not passed"),), in_ink=True))
    left.addLayout(row(theme, *seals))
    bars = ResultBars(theme)
    rows = (
        BarRow(Mark.RING, say("赞成", "In favour"), 10),
        BarRow(Mark.CROSS, say("反对", "Against"), 1),
        BarRow(Mark.DASH, say("弃权", "Abstain"), 1),
        BarRow(Mark.DOTS, say("未表决", "No vote"), 1),
    )
    bars.set_result(rows, 15, 8, say("须 8 票", "8 needed"))
    left.addWidget(bars)
    stored, sent, wait = StateRow(theme), StateRow(theme), StateRow(theme, step=Step.BODY, bold=False)
    stored.set_state(Settling.DONE, say("已存本机", "Stored here"), time="10:59:07")
    sent.set_state(Settling.PENDING, say("正在送达", "Sending"), time="10:59:08")
    wait.set_state(
        Settling.PENDING, say("1 票已存本机，未送达", "1 vote stored here, not sent"), detail="10:59:07"
    )
    for state in (stored, sent, wait):
        left.addWidget(state)
    progress = ProgressSegments(theme)
    progress.set_counts(9, 1, 3, "9 / 13")
    left.addWidget(progress)
    strip = PaperThumbnails(theme, thumb_width_px=72)
    strip.set_paper(18)
    strip.set_places(4, 6)
    image = QImage(72, 102, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    strip.set_thumbnail(2, image)
    strip.setFixedHeight(strip.sizeHint().height())
    left.addWidget(strip)
    left.addStretch(1)
    right.addLayout(seats(theme, say))
    for person in (
        say("李建国", "Li Jianguo"),
        say("杨帆", "Yang Fan"),
        say("阿卜杜热合曼·买买提", "Alexandra Petrova-Li"),
    ):
        right.addWidget(Nameplate(theme, person, step=Step.HUGE))
    long_title = say(
        "关于进一步加强全区老旧小区改造三年行动资金使用监督管理若干意见的报告（征求意见稿）",
        "Report on the supervision of funds for the three-year programme of renewing old estates",
    )
    right.addWidget(TextBlock(theme, long_title, step=Step.TITLE, bold=True, max_lines=2))
    right.addWidget(TextBlock(theme, long_title, step=Step.TITLE, bold=True, face=Face.FORMAL, max_lines=1))
    right.addStretch(1)
    return page


def cards(theme: Theme, say: Words) -> QWidget:
    """A pop-over and a question over the desk."""
    page = ground("desk")
    card = Popover(theme, page, name="reasons")
    card.body.addWidget(Label(theme, say("正在重新连接", "Reconnecting"), bold=True))
    card.body.addWidget(
        Label(theme, say("上次的地址无应答", "No answer at the last address"), step=Step.CAPTION)
    )
    card.open_at(QPoint(theme.space(60), theme.space(60)), theme.space(330))
    sheet = ConfirmSheet(theme, page)
    page.resize(theme.space(1000), theme.space(600))
    sheet.ask(
        say("还有 2 人未投票，仍要截止？", "2 have not voted. Close all the same?"),
        yes=say("截止", "Close"),
        no=say("继续等待", "Go on waiting"),
        detail=say("赵文博、吴雨桐", "Zhao Wenbo, Wu Yutong"),
    )
    return page


def draw(folder: Path) -> None:
    """Write one PNG per sheet, screen, hour and language."""
    application = QApplication(sys.argv[:1])
    for program, width, height in SCREENS:
        for night in (False, True):
            theme = Theme(scale_for_window(program, width, height), night=night, reduced_motion=True)
            theme.dress(application)
            for language in LANGUAGES:
                use_language(language)
                say = Words(language)
                name = f"{program}-{width}-{'night' if night else 'day'}-{language}"
                pages = {
                    "controls": controls(theme, say),
                    "settled": settled(theme, say),
                    "cards": cards(theme, say),
                }
                if program is Program.KIOSK:
                    pages["choose"] = ballot(theme, say, chosen=False)
                    pages["following"] = reading(theme, say, (3, 3, False))
                    pages["browsing"] = reading(theme, say, (5, 9, False))
                    pages["offline"] = reading(theme, say, (16, 14, True))
                    pages["chosen"] = ballot(theme, say, chosen=True)
                for sheet, page in pages.items():
                    page.resize(width, height)
                    page.show()
                    application.processEvents()
                    page.grab().save(str(folder / f"{name}-{sheet}.png"))
                    page.close()
                    page.deleteLater()


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    draw(out)
