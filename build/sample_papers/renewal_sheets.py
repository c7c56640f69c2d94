"""Item 3: one page for each estate of the first year."""

from __future__ import annotations

from typing import Final

from sample_papers.blocks import Bars, Block, Column, Heading, NewPage, Para, Table
from sample_papers.figures import grouped, shares_of
from sample_papers.renewal_estates import Estate

_ISSUES: Final = (
    "雨污水合流，管径偏小，汛期倒灌",
    "屋面防水层老化，顶层渗漏",
    "外墙饰面空鼓脱落",
    "楼道线路杂乱，照明缺失",
    "道路破损，消防车通道被占用",
    "无集中充电设施，飞线充电",
    "停车泊位不足，户均0.3个",
    "缺少活动场地和无障碍坡道",
)
WORKS: Final = (
    "新建雨水管、改造污水管，实现雨污分流",
    "翻修屋面，增设保温防水层",
    "外墙修缮并粉刷，更换雨水立管",
    "楼道粉刷，线路入管，更换节能灯具",
    "拓宽主路，划设消防车通道标线",
    "建设电动自行车充电车棚和充电桩",
    "挖潜新增停车泊位",
    "改造中心花园，加装扶手和坡道",
)


def this_year(chosen: tuple[Estate, ...]) -> tuple[Block, ...]:
    """Annex 7: its first page."""
    streets = tuple(dict.fromkeys(estate.street for estate in chosen))
    rows = tuple(
        (
            street,
            str(len(found)),
            grouped(sum(estate.households for estate in found)),
            grouped(sum(estate.investment for estate in found)),
        )
        for street in streets
        for found in [[estate for estate in chosen if estate.street == street]]
    )
    total = grouped(sum(estate.households for estate in chosen))
    money = grouped(sum(estate.investment for estate in chosen))
    return (
        NewPage(),
        Heading("附件7　2026年改造小区一区一策", 0),
        Para(
            f"2026年改造{len(chosen)}个小区，惠及居民{total}户，计划投资{money}万元。截至6月底，14个小区完成招标，"
            "7个小区正在办理手续，计划8月完成招标。各小区改造方案逐一列后，由镇街组织公示，实施中确需调整的，"
            "应当重新征求居民意见。"
        ),
        Table(
            "表6　2026年改造小区分镇街情况",
            (
                Column("镇街", 2),
                Column("小区（个）", 1.4, "right"),
                Column("户数（户）", 1.4, "right"),
                Column("投资（万元）", 1.6, "right"),
            ),
            (*rows, ("合计", str(len(chosen)), total, money)),
        ),
    )


def sheet(number: int, estate: Estate) -> tuple[Block, ...]:
    """Annex 7: one page for one estate."""
    chosen = [(number * 3 + step * (2 if number % 2 else 3)) % len(_ISSUES) for step in range(4)]
    chosen = sorted(set(chosen))
    lifts = estate.buildings // 3
    cost = shares_of(estate.investment, (38 + number % 7, 27, 18 - number % 4, 17))
    month = 3 + number % 4
    opinions = 5 + number * 7 % 23
    rows = (
        ("位置", f"{estate.street}，东至{_border(number, 0)}，西至{_border(number, 1)}"),
        ("建成年份", f"{estate.built}年，砖混结构为主，{5 + estate.built % 2}层"),
        ("规模", f"{estate.buildings}栋，{grouped(estate.households)}户，{grouped(estate.area)}平方米"),
        ("主要问题", "；".join(_ISSUES[place] for place in chosen)),
        ("基础类改造", "；".join(WORKS[place] for place in chosen if place < 5) or "管网和楼道按需维修"),
        (
            "完善类改造",
            "；".join((*(WORKS[place] for place in chosen if place >= 5), f"支持加装电梯{lifts}部")),
        ),
        (
            "投资构成",
            (
                f"合计{grouped(estate.investment)}万元。其中管网{grouped(cost[0])}万元，房屋本体{grouped(cost[1])}万元，"
                f"环境和道路{grouped(cost[2])}万元，服务设施和其他{grouped(cost[3])}万元"
            ),
        ),
        ("居民意愿", f"入户{grouped(estate.households * 94 // 100)}户，同意改造{estate.agreed / 10:.1f}%"),
        (
            "工期",
            f"2026年{month}月开工，2026年{month + 6 + number % 2}月竣工"
            if number % 3
            else "2026年8月完成招标，12月竣工",
        ),
        ("居民意见", f"公示期间收到{opinions}条，采纳{opinions * 2 // 3}条，其余已由社区当面说明"),
        ("物业管理", ("引入专业物业", "并入相邻片区统一管理", "社区托底，成立物业管理委员会")[number % 3]),
    )
    return (
        NewPage(),
        Table(
            f"表6—{number}　{estate.name}改造方案",
            (Column("事项", 1.3), Column("内容", 5)),
            rows,
        ),
        Bars(
            f"图{number + 2}　投资构成（万元）",
            ("管网", "房屋本体", "环境和道路", "服务设施和其他"),
            tuple(float(part) for part in cost),
            "万元",
        ),
    )


def _border(number: int, side: int) -> str:
    roads = ("青岩大道", "文化路", "岚溪河堤", "人民路", "建设街", "南湖路", "解放巷", "北关街", "工业一路")
    return roads[(number * 2 + side * 3) % len(roads)]
