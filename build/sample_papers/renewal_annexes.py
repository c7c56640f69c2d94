"""Item 3: the annexes of the programme, but for the sheets of the estates."""

from __future__ import annotations

from sample_papers.blocks import Bars, Block, Column, Heading, NewPage, Para, Table
from sample_papers.figures import grouped, shares_of
from sample_papers.renewal_estates import ESTATES
from sample_papers.renewal_sheets import WORKS


def overview() -> tuple[Block, ...]:
    """Annex 1: all estates of the three years."""
    rows = tuple(
        (
            str(place),
            estate.name,
            estate.street,
            str(estate.built),
            str(estate.buildings),
            grouped(estate.households),
            grouped(estate.area),
            grouped(estate.investment),
            f"{estate.year}年",
        )
        for place, estate in enumerate(ESTATES, start=1)
    )
    sums = (
        "", "合计", "", "",
        grouped(sum(e.buildings for e in ESTATES)),
        grouped(sum(e.households for e in ESTATES)),
        grouped(sum(e.area for e in ESTATES)),
        grouped(sum(e.investment for e in ESTATES)),
        "",
    )  # fmt: skip
    return (
        NewPage(is_landscape=True),
        Heading("附件1　三年改造计划表", 0),
        Table(
            "表1　老旧小区改造三年计划（2026—2028年）",
            (
                Column("序号", 0.7, "center"),
                Column("小区", 2.6),
                Column("镇街", 1.6),
                Column("建成年份", 1.2, "center"),
                Column("楼栋（栋）", 1.3, "right"),
                Column("户数（户）", 1.3, "right"),
                Column("建筑面积（平方米）", 2, "right"),
                Column("投资（万元）", 1.6, "right"),
                Column("实施年度", 1.3, "center"),
            ),
            (*rows, sums),
            10.5,
        ),
    )


def duties() -> tuple[Block, ...]:
    """Annex 2: who does what."""
    duties = (
        ("统筹协调、计划编制、质量安全监管", "区住房和城乡建设局", "各镇街"),
        ("区级资金安排、绩效评价", "区财政局", "区住房和城乡建设局"),
        ("项目审批、专项债券申报", "区发展和改革局", "区行政审批局"),
        ("规划许可、加装电梯并联办理", "区自然资源和规划局", "区行政审批局"),
        ("供水、排水管网改造", "区水务局", "区水务集团"),
        ("燃气管道更新和户内隐患整治", "区城市管理局", "燃气经营企业"),
        ("供电、充电设施接入", "区供电公司", "区发展和改革局"),
        ("通信线路入地和规整", "区工业和信息化局", "通信运营企业"),
        ("消防通道和设施", "区消防救援大队", "各镇街"),
        ("养老、助餐设施", "区民政局", "各镇街"),
        ("托育、卫生服务设施", "区卫生健康局", "各镇街"),
        ("居民动员、意见征集、矛盾调处", "各镇街", "各社区"),
        ("资金跟踪审计", "区审计局", "区财政局"),
        ("物业服务引入和指导", "区住房和城乡建设局", "各社区"),
    )
    return (
        NewPage(),
        Heading("附件2　任务分工", 0),
        Table(
            "表2　任务分工表",
            (
                Column("序号", 0.7, "center"),
                Column("任务", 3.4),
                Column("牵头单位", 2.4),
                Column("配合单位", 2.2),
            ),
            tuple((str(place), *duty) for place, duty in enumerate(duties, start=1)),
        ),
    )


def money() -> tuple[Block, ...]:
    """Annex 3: where the money comes from."""
    sources = ("中央和省补助", "区级财政", "专项债券", "专业单位出资", "居民出资和维修资金")
    sums = tuple(
        sum(estate.investment for estate in ESTATES if estate.year == year) for year in (2026, 2027, 2028)
    )
    split = tuple(shares_of(total, (51, 34, 16, 13, 8)) for total in sums)
    rows = tuple(
        (source, *(grouped(year[place]) for year in split), grouped(sum(year[place] for year in split)))
        for place, source in enumerate(sources)
    )
    total = ("合计", *(grouped(value) for value in sums), grouped(sum(sums)))
    return (
        NewPage(),
        Heading("附件3　资金平衡", 0),
        Table(
            "表3　资金来源（万元）",
            (
                Column("来源", 2.6),
                *(Column(f"{year}年", 1.3, "right") for year in (2026, 2027, 2028)),
                Column("合计", 1.4, "right"),
            ),
            (*rows, total),
        ),
        Bars(
            "图2　分年度投资（亿元）",
            ("2026年", "2027年", "2028年"),
            tuple(value / 10_000 for value in sums),
            "亿元",
        ),
        Para("说明：中央和省补助按当年下达数调整，缺口由区级财政统筹，不足部分顺延下一年度实施。"),
    )


def points() -> tuple[Block, ...]:
    """Annex 4: technical points."""
    return (
        NewPage(),
        Heading("附件4　改造技术要点", 0),
        Heading("一、地下管网"),
        Para(
            "（一）排水。实行雨污分流，小区内污水主管管径不小于300毫米，检查井采用防沉降井盖并设防坠网。"
            "阳台洗衣废水接入污水管，不得接入雨水立管。与市政管网接驳前应当进行管道内窥检测，闭水试验合格后方可回填。"
        ),
        Para(
            "（二）供水。更换使用年限超过30年的管道和镀锌钢管，实现一户一表、水表出户。二次供水设施应当独立设置并安装水质在线监测。"
        ),
        Para(
            "（三）燃气。立管和引入管同步检测，使用年限超过20年或评估不合格的一律更换。户内更换金属软管，加装自闭阀和报警器。"
        ),
        Para(
            "（四）电力和通信。架空线路优先入地，不具备条件的采用桥架规整。每户用电容量按不低于6千瓦配置，预留充电设施接入条件。"
        ),
        Heading("二、房屋本体"),
        Para(
            "（一）屋面。平屋面重做防水层，防水等级不低于二级，结合改造增设保温层。具备条件的实施平改坡，坡屋面应当设置检修口和防坠落设施。"
        ),
        Para(
            "（二）外墙。空鼓部位全部铲除，采用与原立面协调的涂料，不得采用易脱落的面砖。统一设置空调机位和冷凝水管。"
        ),
        Para(
            "（三）楼道。清理堆物，修补踏步，设置连续扶手和感应照明。每层设置灭火器，首层设置疏散指示标志。"
        ),
        Heading("三、公共空间"),
        Para(
            "（一）道路。车行道宽度不小于4米，消防车通道净宽和净高均不小于4米，转弯半径满足消防车通行要求，设置醒目标线标牌。"
        ),
        Para(
            "（二）停车。优先利用边角地、闲置地挖潜，不得占用消防通道和集中绿地。新增泊位的10%建设充电设施，其余预留接口。"
        ),
        Para(
            "（三）适老化和无障碍。单元出入口设置坡道，坡度不大于1∶12。休憩场地设置带靠背和扶手的座椅，"
            "活动场地铺装防滑，主要通道夜间照度不低于10勒克斯。"
        ),
        Para("（四）海绵设施。结合绿化改造设置下凹式绿地和透水铺装，年径流总量控制率不低于65%。"),
        Heading("四、施工组织"),
        Para(
            "每个小区设一名项目负责人和一名社区联络员，公布联系电话。居民投诉24小时内回应，一般问题3日内解决。"
        ),
        Para(
            "每日22时至次日6时、中考高考期间不得进行产生噪声的作业。停水停电提前48小时公告，单次停水不超过8小时。"
        ),
    )


def survey() -> tuple[Block, ...]:
    """Annex 5: the state of the later estates."""
    later = tuple(estate for estate in ESTATES if estate.year > 2026)
    marks = ("较差", "一般", "一般", "较差", "差")
    rows = tuple(
        (
            str(place + 1),
            estate.name,
            *(marks[(place * step + step) % 5] for step in (2, 3, 4, 7)),
            f"户均0.{2 + place % 4}个",
            f"{estate.agreed / 10:.1f}",
            WORKS[place * 3 % len(WORKS)],
        )
        for place, estate in enumerate(later)
    )
    return (
        NewPage(is_landscape=True),
        Heading("附件5　2027年、2028年改造小区体检评估结果", 0),
        Table(
            "表4　体检评估结果",
            (
                Column("序号", 0.7, "center"),
                Column("小区", 2),
                Column("管网", 0.9, "center"),
                Column("屋面", 0.9, "center"),
                Column("消防", 0.9, "center"),
                Column("道路", 0.9, "center"),
                Column("停车", 1.5, "center"),
                Column("同意改造（%）", 1.5, "center"),
                Column("首要改造内容", 4.2),
            ),
            rows,
            11.5,
        ),
    )


def form() -> tuple[Block, ...]:
    """Annex 6: the form that residents fill in."""
    questions = (
        ("您是否同意对本小区实施改造", "□同意　　□不同意"),
        ("供排水、供电、燃气、通信管线改造", "□需要　　□不需要"),
        ("屋面、外墙、楼道修缮", "□需要　　□不需要"),
        ("消防通道、道路和照明", "□需要　　□不需要"),
        ("停车泊位和充电设施", "□需要　　□不需要"),
        ("加装电梯（本单元），愿意出资", "□愿意　　□不愿意　　□再考虑"),
        ("养老、托育、助餐等服务设施", "□需要　　□不需要"),
        ("改造后的物业管理方式", "□引入物业　　□片区统管　　□社区托底"),
        ("愿意交纳的物业费（每平方米每月）", "□0.3元　　□0.5元　　□0.8元以上"),
        ("其他意见建议", ""),
        ("户主签名和日期", ""),
    )
    return (
        NewPage(),
        Heading("附件6　居民改造意愿征询表（样式）", 0),
        Table(
            "表5　居民改造意愿征询表",
            (Column("序号", 0.7, "center"), Column("征询内容", 3.2), Column("您的选择", 3.8)),
            tuple((str(place), *question) for place, question in enumerate(questions, start=1)),
            13,
        ),
        Para("说明：每户填写一份，由户主签名。征询结果在小区公示不少于7日，作为列入年度计划的依据。"),
    )


def handover() -> tuple[Block, ...]:
    """Annex 8: what is checked before the handover."""
    checks = (
        ("管网", "闭水、打压和通球试验合格，竣工图纸齐全", "区水务局、各专业单位"),
        ("屋面和外墙", "淋水试验24小时无渗漏，保修5年", "区住房和城乡建设局"),
        ("消防", "消防车通道畅通，设施完好有效", "区消防救援大队"),
        ("充电车棚", "负荷满足要求，配备灭火和视频监控设施", "区供电公司"),
        ("道路和照明", "平整无积水，照度达标", "区城市管理局"),
        ("绿化和活动场地", "苗木成活率不低于95%，器材安全", "各镇街"),
        ("档案", "改造前后影像、合同、验收记录完整", "区档案馆"),
        ("居民满意度", "入户测评不低于80%户数，满意率不低于90%", "各社区"),
    )
    return (
        NewPage(),
        Heading("附件8　竣工验收和移交清单", 0),
        Table(
            "表7　竣工验收和移交清单",
            (Column("序号", 0.7, "center"), Column("项目", 1.8), Column("要求", 4), Column("参加单位", 2.6)),
            tuple((str(place), *check) for place, check in enumerate(checks, start=1)),
        ),
        Para(
            "验收不合格的项目限期整改，整改完成前不予结算尾款。移交后由产权单位和物业服务企业分别负责维护。"
        ),
    )
