"""The 63 estates of the renewal programme: names from lists, figures from a seed."""

from __future__ import annotations

from typing import Final

import msgspec

from sample_papers.figures import shares_of, weights

HOUSEHOLDS: Final = (8_900, 9_350, 8_150)
"""Per year of the programme, 2026 to 2028."""
COUNTS: Final = (21, 22, 20)
_INVESTMENT: Final = (41_000, 43_600, 37_400)  # in 10 000 yuan
_STREETS: Final = ("城东街道", "城西街道", "北关街道", "南湖街道", "青岩镇")
_NAMES: Final = (
    "纺织厂宿舍", "东风里小区", "建设新村", "南湖一区", "农机厂家属院", "粮食局宿舍", "城西新村", "红旗巷小区", "青岩花园",
    "北关一里", "北关二里", "化工厂宿舍", "教师新村", "水利局家属院", "向阳小区", "供销社宿舍", "南湖二区", "光明里小区",
    "轴承厂宿舍", "邮电新村", "文化路小区", "和平里小区", "城东一区", "医药公司宿舍", "商业局家属院", "朝阳新村",
    "铁路宿舍", "南湖三区", "机床厂宿舍", "团结巷小区", "育才小区", "北关三里", "物资局宿舍", "新华里小区", "园林小区",
    "印刷厂宿舍", "城西二区", "百花小区", "交通局家属院", "青岩西苑", "人民路小区", "电力新村", "食品厂宿舍",
    "幸福里小区", "城东二区", "林业局宿舍", "解放巷小区", "卫生局家属院", "南湖四区", "建材厂宿舍", "工人新村",
    "胜利小区", "北关四里", "外贸公司宿舍", "柳荫小区", "酒厂宿舍", "城西三区", "广场北里", "税务局家属院",
    "青岩东苑", "五金厂宿舍", "友谊小区", "河滨新村",
)  # fmt: skip


class Estate(msgspec.Struct, frozen=True):
    """One estate; `investment` in 10 000 yuan, `area` in square metres, `agreed` in tenths of a per cent."""

    name: str
    street: str
    year: int
    built: int
    buildings: int
    households: int
    area: int
    investment: int
    agreed: int


def _estates() -> tuple[Estate, ...]:
    """All estates, by year; households and investment of a year add up to the programme's figures."""
    found: list[Estate] = []
    for year in range(3):
        count = COUNTS[year]
        sizes = weights(count, 0.5, 1.9, f"size {year}")
        households = shares_of(HOUSEHOLDS[year], sizes)
        investment = shares_of(
            _INVESTMENT[year],
            [
                size * factor
                for size, factor in zip(sizes, weights(count, 0.85, 1.2, f"cost {year}"), strict=True)
            ],
        )
        built = weights(count, 1981, 2000, f"built {year}")
        agreed = weights(count, 918, 992, f"agreed {year}")
        for place in range(count):
            name = _NAMES[len(found)]
            found.append(
                Estate(
                    name=name,
                    street=_street(name, len(found)),
                    year=2026 + year,
                    built=int(built[place]),
                    buildings=max(2, households[place] // 44),
                    households=households[place],
                    area=households[place] * (62 + place % 17),
                    investment=investment[place],
                    agreed=int(agreed[place]),
                )
            )
    return tuple(found)


def _street(name: str, place: int) -> str:
    for street in _STREETS:
        if name.startswith(street[:2]):
            return street
    return _STREETS[place * 3 % len(_STREETS)]


ESTATES: Final = _estates()
