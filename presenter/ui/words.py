"""Sentences of the podium's window: who, how far, what is open. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Final

from presenter.ui.state import PodiumState, active_item, quorum_ballot
from shared.domain.agenda import AgendaItem
from shared.domain.ballots import Closed, Open, Prepared
from shared.domain.majority import Base, Rule
from shared.domain.people import PersonId, Role
from shared.domain.state import ItemTime, MeetingState, Session
from shared.system.i18n import mark, tr, tr_n
from shared.system.wording_rules import passing_words
from shared.system.wording_time import clock_time, day, duration, stopwatch
from shared.ui.text import Span
from shared.ui.tokens import Tone

NAMES_SHOWN: Final = 3
ROLE_WORDS: Final = {
    Role.CHAIR: mark("Chair"),
    Role.MEMBER: mark("Member"),
    Role.OBSERVER: mark("Observer"),
    Role.CLERK: mark("Clerk"),
    Role.STAFF: mark("Staff"),
    Role.DISPLAY: mark("Display"),
}


def spans(sentence: str, tone: Tone | None = None) -> tuple[Span, ...]:
    """A sentence whose parts between double asterisks are bold."""
    parts = sentence.split("**")
    return tuple(Span(part, bold=place % 2 == 1, tone=tone) for place, part in enumerate(parts) if part)


def names(meeting: MeetingState, persons: Sequence[PersonId], most: int = NAMES_SHOWN) -> str:
    """Names in order; of many the first ones and how many there are."""
    known = [found.name for person in persons if (found := meeting.meeting.person(person)) is not None]
    if len(known) <= most:
        return tr(", ").join(known)
    return tr("{names} and others, {n} in all", names=tr(", ").join(known[:most]), n=len(known))


def session_line(state: PodiumState) -> str:
    """进行中，已开 1 小时 28 分."""
    meeting = state.meeting
    if meeting is None:
        return tr("No meeting is open") if state.is_ready else tr("Opening the room…")
    match meeting.session:
        case Session.PREPARING:
            return _prepared_line(meeting)
        case Session.SIGNING_IN:
            return tr("Signing in")
        case Session.IN_SESSION:
            return tr("In session, {time}", time=_since(state, meeting))
        case Session.PAUSED:
            return tr("Paused, {time}", time=_since(state, meeting))
        case Session.ADJOURNED:
            at = meeting.adjourned_at
            return tr("Adjourned at {time}", time="" if at is None else clock_time(at))


def _since(state: PodiumState, meeting: MeetingState) -> str:
    began = meeting.started_at
    return duration(0 if began is None else (state.now - began).total_seconds())


def _prepared_line(meeting: MeetingState) -> str:
    plan = meeting.meeting
    parts = [tr("Preparing")]
    if plan.starts_at is not None:
        parts += [day(plan.starts_at), clock_time(plan.starts_at)]
    if plan.place:
        parts.append(plan.place)
    return joined(parts)


def joined(parts: Sequence[str]) -> str:
    """Short pieces side by side: 请假 1　缺席 1."""
    return reduce(lambda left, right: tr("{left}, {right}", left=left, right=right), parts) if parts else ""


def item_line(state: PodiumState) -> str:
    """议题 4 / 4."""
    meeting, item = state.meeting, active_item(state)
    total = 0 if meeting is None else len(meeting.meeting.agenda)
    if item is None:
        return tr("Item **–** / {total}", total=total)
    return tr("Item **{number}** / {total}", number=item.number, total=total)


def quorum_line(state: PodiumState) -> tuple[str, bool]:
    """Below 应到 and 实到: whether there is a quorum, who is away; True when it is lost."""
    meeting, ballot = state.meeting, quorum_ballot(state)
    if meeting is None:
        return "", False
    heads = meeting.headcount()
    if ballot is not None and heads.entitled and meeting.session is not Session.PREPARING:
        needed = ballot.spec.rule.quorum.least(heads.entitled)
        if heads.present < needed:
            return tr("{present} present, {needed} needed", present=heads.present, needed=needed), True
        lead = [tr("✓ Quorum met")]
    else:
        lead = []
    if heads.leave:
        lead.append(tr("{n} on leave", n=heads.leave))
    if heads.absent and meeting.session not in (Session.PREPARING, Session.SIGNING_IN):
        lead.append(tr("{n} absent", n=heads.absent))
    return joined(lead), False


def spent_s(state: PodiumState, time: ItemTime | None) -> int:
    """Seconds used for an item up to now."""
    if time is None:
        return 0
    running = 0 if time.since is None else max(0, int((state.now - time.since).total_seconds()))
    return time.spent_s + running


def time_spans(state: PodiumState, item: AgendaItem) -> tuple[Span, ...]:
    """6:12 / 15′; beyond the plan an ochre + and by how much."""
    meeting = state.meeting
    time = None if meeting is None else meeting.item_times.get(item.id)
    used, plan_s = spent_s(state, time), item.planned_minutes * 60
    plan = f"{item.planned_minutes}′" if item.planned_minutes else ""
    if time is None:
        return (Span(plan),)
    is_running = meeting is not None and meeting.active_item == item.id and not time.is_finished
    if is_running and plan_s and used > plan_s:
        return (Span(f"+{stopwatch(used - plan_s)}", tone=Tone.OCHRE), Span(f" / {plan}"))
    shown = stopwatch(used) if is_running else f"{used // 60}′"
    return (Span(f"{shown} / {plan}" if plan else shown),)


def rule_spans(rule: Rule, entitled: int, voters: int | None) -> tuple[Span, ...]:
    """应到 15，赞成超过应到半数，须 8 票; the number only where it is known before the close."""
    base = {Base.ENTITLED: entitled, Base.PRESENT: voters}.get(rule.base)
    passing = passing_words(rule)
    if not base:
        return spans(tr("{entitled} entitled, {passing}", entitled=entitled, passing=passing))
    return spans(
        tr_n(
            "{entitled} entitled, {passing}: **{n} vote needed**",
            "{entitled} entitled, {passing}: **{n} votes needed**",
            rule.passing.least(base),
            entitled=entitled,
            passing=passing,
        )
    )


def open_matters(meeting: MeetingState) -> tuple[str, ...]:
    """What is not finished, for the question before the adjournment."""
    matters = []
    for item in meeting.meeting.agenda:
        time = meeting.item_times.get(item.id)
        if time is None:
            matters.append(tr("Item {number} was not dealt with", number=item.number))
        elif not time.is_finished:
            matters.append(tr("Item {number} is not finished", number=item.number))
    for ballot in meeting.ballots.values():
        match ballot.phase:
            case Open():
                matters.append(tr("The ballot “{question}” is still open", question=ballot.spec.question))
            case Closed():
                matters.append(
                    tr("The result of “{question}” is not announced", question=ballot.spec.question)
                )
            case Prepared():
                matters.append(tr("The ballot “{question}” was not held", question=ballot.spec.question))
            case _:
                pass
    return tuple(matters)
