"""The rule of a new ballot while it is chosen and changed: a preset, and what is written over it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from shared.domain.majority import Base, Rule, Share
from shared.domain.presets import Preset
from shared.system.i18n import mark, tr

OWN: Final = "own"
_OWN_NAME: Final = mark("Rule of this meeting")
BASE_WORDS: Final = {
    Base.ENTITLED: mark("of those entitled"),
    Base.PRESENT: mark("of those present"),
    Base.CAST: mark("of the votes cast"),
    Base.YES_NO: mark("of the votes in favour or against"),
}


class ShareDraft(msgspec.Struct, frozen=True):
    """A share as it is written in its fields."""

    num: str = ""
    den: str = ""
    strict: bool = True

    def share(self) -> Share | None:
        """The share; None while the fields hold none."""
        if not (self.num.isascii() and self.num.isdigit() and self.den.isascii() and self.den.isdigit()):
            return None
        try:
            return Share(int(self.num), int(self.den), self.strict)
        except ValueError:
            return None


class RuleDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A preset and the parts of it that may be changed for one ballot."""

    preset: Preset
    quorum: ShareDraft
    passing: ShareDraft
    base: Base
    may_change: bool
    chair_last: bool
    admits_late: bool


def choosable(presets: Mapping[str, Preset]) -> Mapping[str, Preset]:
    """The presets that a ballot by name may be held by, and a rule of the meeting's own."""
    own = Preset(
        name=tr(_OWN_NAME),
        passing=Share(1, 2, True),
        base=Base.ENTITLED,
        quorum=Share(1, 2, True),
        key=OWN,
    )
    return {**{key: preset for key, preset in presets.items() if not preset.is_secret_only}, OWN: own}


def rule_draft(preset: Preset) -> RuleDraft:
    """The preset as it stands."""
    return RuleDraft(
        preset=preset,
        quorum=_written(preset.quorum),
        passing=_written(preset.passing),
        base=preset.base,
        may_change=preset.may_change,
        chair_last=preset.chair_last,
        admits_late=preset.admits_late,
    )


def rule_of(draft: RuleDraft) -> Rule | str:
    """The rule, or the sentence that says what is missing.

    A copy that was changed says so in its name and keeps the key of the preset it came from.
    """
    quorum, passing = draft.quorum.share(), draft.passing.share()
    if quorum is None:
        return tr("State the quorum as a share, such as 1 of 2.")
    if passing is None:
        return tr("State the majority as a share, such as 1 of 2.")
    unchanged = draft.preset.rule(quorum)
    if unchanged is None:
        raise ValueError("a rule with a quorum is a rule")
    rule = msgspec.structs.replace(
        unchanged,
        passing=passing,
        base=draft.base,
        may_change=draft.may_change,
        chair_last=draft.chair_last,
        admits_late=draft.admits_late,
        preset="" if draft.preset.key == OWN else draft.preset.key,
    )
    is_stated_by_preset = draft.preset.quorum in (None, quorum)
    if draft.preset.key == OWN or (is_stated_by_preset and rule == unchanged):
        return rule
    return msgspec.structs.replace(rule, name=tr("{name} (changed)", name=rule.name))


def _written(share: Share | None) -> ShareDraft:
    return ShareDraft() if share is None else ShareDraft(str(share.num), str(share.den), share.strict)
