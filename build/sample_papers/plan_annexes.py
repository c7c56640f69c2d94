"""Item 2: the annexes of the report."""

from __future__ import annotations

from typing import Final

from sample_papers.blocks import Bars, Block, Column, Curves, Heading, NewPage, Para, Table
from sample_papers.figures import grouped, shares_of, weights
from sample_papers.plan_projects import ADDED, PROJECTS, STREETS

_MONTHS: Final = ("1月", "2月", "3月", "4月", "5月", "6月")


def monthly() -> tuple[Block, ...]:
    """Annex 1: the year month by month."""
    return (
        NewPage(),
        Heading("附件1　主要指标分月走势", 0),
        Curves(
            "图2　累计增速（%）",
            _MONTHS,
            (
                ("规模以上工业增加值", (7.6, 7.2, 6.9, 6.1, 6.2, 6.3)),
                ("固定资产投资", (4.8, 5.3, 6.0, 6.4, 6.8, 7.1)),
                ("消费品零售总额", (6.1, 5.8, 5.3, 4.9, 5.0, 5.2)),
            ),
        ),
        Para(
            "走势说明。一季度工业受上年同期基数较低影响增速较高，4月起回归正常区间；投资受重点项目集中开工带动逐月回升；"
            "消费在“五一”假日和以旧换新政策带动下，5月以后止降回升。"
        ),
        Table(
            "表2　主要指标累计完成数",
            (Column("指标（亿元）", 2.6), *(Column(month, 1, "right") for month in _MONTHS)),
            (
                ("规模以上工业增加值", "14.8", "29.1", "46.9", "62.7", "79.0", "96.1"),
                ("固定资产投资", "6.3", "13.2", "30.5", "43.6", "57.4", "71.8"),
                ("社会消费品零售总额", "21.9", "39.4", "57.2", "74.6", "93.8", "112.7"),
                ("一般公共预算收入", "4.6", "7.2", "11.4", "14.5", "17.6", "21.6"),
                ("一般公共预算支出", "4.1", "8.9", "15.6", "20.2", "25.1", "30.8"),
                ("金融机构本外币存款", "618.4", "621.7", "634.0", "631.5", "637.8", "648.2"),
                ("金融机构本外币贷款", "492.6", "497.1", "508.8", "511.4", "516.0", "524.7"),
            ),
        ),
    )


def by_street() -> tuple[Block, ...]:
    """Annex 2: street by street."""
    shares = weights(len(STREETS), 0.6, 1.6, "streets")
    columns = {
        "工业": shares_of(961, shares),
        "投资": shares_of(718, weights(len(STREETS), 0.5, 1.8, "invest")),
        "零售": shares_of(1127, weights(len(STREETS), 0.4, 2.0, "retail")),
        "收入": shares_of(216, weights(len(STREETS), 0.5, 1.7, "revenue")),
    }
    rows = tuple(
        (street, *(f"{column[place] / 10:.1f}" for column in columns.values()))
        for place, street in enumerate(STREETS)
    )
    return (
        NewPage(),
        Heading("附件2　分镇街主要指标", 0),
        Table(
            "表3　分镇街主要指标（亿元）",
            (
                Column("镇街", 1.6),
                Column("规模以上工业增加值", 1.7, "right"),
                Column("固定资产投资", 1.5, "right"),
                Column("社会消费品零售总额", 1.7, "right"),
                Column("一般公共预算收入", 1.6, "right"),
            ),
            (*rows, ("合计", "96.1", "71.8", "112.7", "21.6")),
        ),
        Bars(
            "图3　分镇街固定资产投资（亿元）",
            tuple(street.removesuffix("街道") for street in STREETS),
            tuple(value / 10 for value in columns["投资"]),
            "亿元",
        ),
        Para("注：跨镇街项目按建设内容分摊。"),
    )


def industry() -> tuple[Block, ...]:
    """Annex 3: industry by branch."""
    names = (
        "通用设备制造业", "专用设备制造业", "汽车零部件制造业", "电气机械和器材制造业", "计算机和电子设备制造业",
        "化学原料和制品制造业", "非金属矿物制品业", "金属制品业", "橡胶和塑料制品业", "医药制造业",
        "食品制造业", "纺织服装业", "木材加工和家具制造业", "造纸和印刷业", "电力、热力生产和供应业", "水的生产和供应业",
    )  # fmt: skip
    output = shares_of(961, weights(len(names), 0.3, 2.4, "industry"))
    growth = weights(len(names), -4.5, 13.5, "growth")
    firms = shares_of(145, weights(len(names), 0.4, 1.8, "firms"))
    rows = tuple(
        (
            str(place + 1),
            name,
            str(firms[place]),
            f"{output[place] / 10:.1f}",
            f"{growth[place]:.1f}".replace("-", "−"),
        )
        for place, name in enumerate(names)
    )
    return (
        NewPage(),
        Heading("附件3　规模以上工业分行业情况", 0),
        Table(
            "表4　分行业增加值",
            (
                Column("序号", 0.7, "center"),
                Column("行业", 3),
                Column("企业数（户）", 1.3, "right"),
                Column("增加值（亿元）", 1.5, "right"),
                Column("同比（%）", 1.2, "right"),
            ),
            (*rows, ("", "合计", "145", "96.1", "6.3")),
        ),
    )


def projects() -> tuple[Block, ...]:
    """Annex 4: the key projects."""
    names = tuple(project for kind in PROJECTS for project in kind[1])
    kinds = tuple(kind for kind, projects in PROJECTS for _ in projects)
    total = shares_of(2_870_000, weights(len(names), 0.15, 3.0, "total"))
    planned = shares_of(1_186_000, [value**0.9 for value in total])
    started = [place % 14 != 9 for place in range(len(names))]
    done = shares_of(
        613_000,
        [
            value * factor if is_started else 0
            for value, factor, is_started in zip(
                planned, weights(len(names), 0.4, 0.65, "done"), started, strict=True
            )
        ],
    )
    rows = tuple(
        (
            str(place + 1),
            name,
            kinds[place],
            STREETS[(place * 5 + place // 8) % len(STREETS)],
            "续建" if place % 3 == 0 else "新建",
            grouped(total[place]),
            grouped(planned[place]),
            grouped(done[place]) if started[place] else "—",
            "已开工" if started[place] else "前期工作",
        )
        for place, name in enumerate(names)
    )
    sums = (
        "",
        "合计",
        "",
        "",
        "",
        grouped(sum(total)),
        grouped(sum(planned)),
        grouped(sum(done)),
        f"开工{sum(started)}个",
    )
    return (
        NewPage(is_landscape=True),
        Heading("附件4　区级重点项目推进情况", 0),
        Table(
            "表5　2026年区级重点项目（单位：万元）",
            (
                Column("序号", 0.6, "center"),
                Column("项目", 4.2),
                Column("类别", 1.1),
                Column("镇街", 1.2),
                Column("性质", 0.8, "center"),
                Column("总投资", 1.1, "right"),
                Column("年度计划", 1.1, "right"),
                Column("上半年完成", 1.2, "right"),
                Column("进展", 1.2, "center"),
            ),
            (*rows, sums),
            10.5,
        ),
    )


def good_works() -> tuple[Block, ...]:
    """Annex 7: ten good works."""
    works = (
        ("新增城镇就业4 200人", "新增2 460人", "区人力资源社会保障局"),
        ("改造老旧小区21个", "14个完成招标，7个正在办理手续", "区住房城乡建设局"),
        ("新增普惠托位600个", "新增310个", "区卫生健康局"),
        ("新建社区养老服务站16个", "建成9个", "区民政局"),
        ("改造易涝点12处", "完工7处", "区城市管理局"),
        ("新增公共停车位1 500个", "建成820个", "区城市管理局"),
        ("更新供水管网30公里", "完成18.4公里", "区水务局"),
        ("新改扩建中小学3所", "主体完工2所", "区教育局"),
        ("农村公路提档升级42公里", "完成26公里", "区交通运输局"),
        ("为65岁以上老人免费体检2.6万人次", "完成1.5万人次", "区卫生健康局"),
    )
    return (
        NewPage(),
        Heading("附件7　十件民生实事进展", 0),
        Table(
            "表8　民生实事进展情况",
            (Column("序号", 0.7, "center"), Column("事项", 3), Column("进展", 3), Column("责任单位", 2.4)),
            tuple((str(place), *work) for place, work in enumerate(works, start=1)),
        ),
        Para("以上事项由区政府督查室按月调度，年底向区人大常委会报告并接受评议。"),
    )


def added() -> tuple[Block, ...]:
    """Annex 5: projects to come."""
    names = tuple(name for _, kind in ADDED for name in kind)
    kinds = tuple(kind for kind, projects in ADDED for _ in projects)
    planned = shares_of(246_000, weights(len(names), 0.4, 1.9, "added"))
    months = ("7月", "8月", "8月", "9月", "9月", "10月")
    rows = tuple(
        (
            str(place + 1),
            name,
            kinds[place],
            STREETS[place * 3 % len(STREETS)],
            grouped(planned[place]),
            months[place % 6],
        )
        for place, name in enumerate(names)
    )
    return (
        NewPage(),
        Heading("附件5　下半年谋划实施项目", 0),
        Table(
            "表6　谋划实施项目（单位：万元）",
            (
                Column("序号", 0.7, "center"),
                Column("项目", 3.6),
                Column("类别", 1.3),
                Column("镇街", 1.4),
                Column("年度计划投资", 1.5, "right"),
                Column("计划开工", 1.2, "center"),
            ),
            (*rows, ("", "合计", "", "", grouped(sum(planned)), "")),
            11,
        ),
    )


def firms() -> tuple[Block, ...]:
    """Annex 6: firms with a sponsor."""
    makers = ("岚江", "青岩", "宏泰", "瑞丰", "恒信", "中岚", "南湖", "金石", "华纺", "云台", "联创", "盛达")
    trades = ("精密机械", "新材料", "电气", "汽车零部件", "食品", "环保设备", "智能装备")
    needs = ("用工", "融资", "用地手续", "用电增容", "市场开拓", "技术改造", "人才公寓", "物流通道")
    output = weights(34, 0.6, 9.4, "firms output")
    rows = tuple(
        (
            str(place + 1),
            f"{makers[place % len(makers)]}{trades[(place * 2 + place // 12) % len(trades)]}公司",
            f"{output[place]:.1f}",
            "、".join(dict.fromkeys((needs[place * 3 % 8], needs[(place * 5 + 1) % 8]))),
            STREETS[(place * 3 + 1) % len(STREETS)],
        )
        for place in range(34)
    )
    return (
        NewPage(),
        Heading("附件6　重点企业“一企一策”服务清单", 0),
        Table(
            "表7　重点企业服务清单（34户）",
            (
                Column("序号", 0.7, "center"),
                Column("企业", 3),
                Column("上半年产值（亿元）", 1.5, "right"),
                Column("主要诉求", 2.4),
                Column("属地", 1.4),
            ),
            rows,
            11.5,
        ),
    )


def glossary() -> tuple[Block, ...]:
    """Annex 8: what the words mean."""
    return (
        NewPage(),
        Heading("附件8　名词解释", 0),
        Para("1. 规模以上工业：年主营业务收入2 000万元及以上的工业法人单位。"),
        Para(
            "2. 限额以上单位：年主营业务收入2 000万元及以上的批发业、500万元及以上的零售业、200万元及以上的住宿和餐饮业单位。"
        ),
        Para("3. “三保”支出：保基本民生、保工资、保运转支出。"),
        Para("4. 工业技改投资：企业对现有设施、工艺和装备进行改造提升的投资，不含新建厂房的土地费用。"),
        Para("5. 一企一策：针对单户企业的诉求，由包联领导牵头制定的服务措施，逐项明确责任单位和完成时限。"),
        Para(
            "6. 高效办成一件事：把企业和群众需要办理的多个相关联事项集成为一件事，一次告知、一表申请、一窗受理。"
        ),
        Para("7. 紧密型县域医共体：县级医院牵头，乡镇卫生院参加，人财物统一管理的医疗卫生共同体。"),
        Para(
            "8. 完整社区：在居民适宜步行范围内，具备完善的基本公共服务设施、健全的便民商业服务设施和公共活动空间的社区。"
        ),
    )
