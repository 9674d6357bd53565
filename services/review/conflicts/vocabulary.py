"""Sentences of the evidence, and how organisations are named."""

from collections.abc import Mapping

from services.review.conflicts.terms import ConflictKind

# What the evidence says; never a telephone number (invariant 13).
EMPLOYER_EQUAL = "工作单位“{employer}”就是完成单位。"
EMPLOYER_KNOWN_AS = "工作单位“{employer}”与完成单位“{enterprise}”已认定为同一单位。"
EMPLOYER_TIED = "工作单位“{employer}”与完成单位“{enterprise}”：{tie}。"
TIE_NAMES = "{reason}"
TIE_PART = "一方的名称包含另一方的全称，可能是其部门、分支或附属单位"
TIE_GROUP = "名称中同有“{brand}”，可能是母子公司或同一集团"
TIE_BRAND = "字号同为“{brand}”，可能是关联企业"
TIE_SCHOOL = "“{short}”是该校常用的简称，可能是校办或参股企业"
TIE_SISTERS = "同属“{brand}”的编号单位"
PERSON_SAME = "与{role}“{name}”同名，联系电话也相同。"
PERSON_NAMED = "与{role}“{name}”同名，须核对是否为同一人。"
PHONE_SAME = "联系电话与案例所留的电话相同，姓名不同，须核对。"
PERSON_ROLES: Mapping[ConflictKind, str] = {
    ConflictKind.NAMED: "完成人员",
    ConflictKind.CONTACT: "联系人",
}
CITY_SAME = "所在市州与案例同为{city}，本届规定同一市州的案例须回避。"
DECLARED_EQUAL = "本人申报与“{told}”有利害关系，就是完成单位。"
DECLARED_TIED = "本人申报与“{told}”有利害关系，完成单位“{enterprise}”：{tie}。"

DECLARED_CASE = "本人在评审中申报应回避。"
ADDED_BY_HAND = "组委会“{name}”登记。"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# A reviewer's note on the own employer, no part of its name.
FORMER = r"^(?:原|前|曾任职于|现就职于|就职于|现任)+"
STATUS = r"[(\[【](?:退休|已退休|离休|离退休|兼职|兼|返聘|特聘|在职|外聘|挂职|原)[)\]】]"
# A former employer in brackets: 退休（原某某公司）.
FORMER_INSIDE = r"[(\[【](?:原|前|现|曾任职于|返聘于|兼任?)([^)\]】]{4,})[)\]】]"
NO_EMPLOYER = frozenset(
    _words("无 暂无 没有 无单位 自由职业 自由职业者 退休 已退休 离退休 个人 个体 不详 未填 待定 - / —")
)
# What makes an organisation one that is told by its place: 武汉大学 and 湖北大学 are two.
PUBLIC_BODY = (
    r"(?:大学|学院|学校|中学|小学|党校|医院|卫生院|研究院|研究所|研究设计院|设计院|勘察院|"
    r"科学院|检测院|检验院|检验所|协会|学会|联合会|商会|科协|委员会|办公室|局|厅|处|院|所|站|馆|中心|实验室|校区|分校|卫健委|发改委|政府)$"
)
SCHOOL = r"^(.{2,10}?大学)"
# Numbered bodies of one house: 第七一九研究所.
NUMBERED = r"^(.{2,}?)第?[〇零一二三四五六七八九十百\d]{1,4}(?:研究院|研究所|设计院|工程局|勘察院|院|所)$"
# Short names under which firms of the schools are founded.
SCHOOL_SHORT: Mapping[str, tuple[str, ...]] = {
    "华中科技大学": _words("华中科大 华科 华工"),
    "武汉大学": _words("武大"),
    "武汉理工大学": _words("武汉理工 理工大 理工"),
    "中国地质大学": _words("地大"),
    "华中农业大学": _words("华中农大 华农"),
    "华中师范大学": _words("华中师大 华师"),
    "武汉科技大学": _words("武科大"),
    "武汉工程大学": _words("武工大"),
    "武汉纺织大学": _words("纺大"),
    "湖北工业大学": _words("湖工大 湖工"),
    "湖北大学": _words("湖大"),
    "中南财经政法大学": _words("中南财大"),
}
GROUP = r"集团|控股|总公司|总厂"
# Words behind the brand (字号): what a firm makes or does.
INDUSTRY = _words(
    "科技 技术 高科 高新 工程 实业 产业 发展 建设 开发 投资 控股 资产 经营 管理 服务 咨询 信息 数据 "
    "数据库 软件 网络 通信 通讯 电子 电气 电器 电力 电缆 光电 光电子 光纤 光缆 激光 光学 半导体 芯片 "
    "集成电路 传感 传感器 仪器 仪表 仪器仪表 智能 智造 自动化 机器人 数控 机床 机电 机械 机械制造 重工 "
    "重型 装备 设备 制造 锻造 铸造 模具 轴承 车桥 齿轮 阀门 泵业 管业 压缩机 制冷 汽车 汽车零部件 "
    "零部件 专用汽车 专用车 商用车 乘用车 客车 新能源 新能源汽车 动力 电机 电池 储能 能源 石化 石油 "
    "石化设备 化工 化学 精细化工 材料 新材料 电子材料 复合材料 特种材料 塑料 塑胶 橡胶 无纺布 玻璃 陶瓷 "
    "建材 新型建材 水泥 钢铁 特钢 钢结构 金属 有色 铝业 铜业 矿业 磷化 肥业 制品 包装 印刷 纸业 纺织 "
    "服饰 家具 生物 生物科技 生物医药 医药 药业 制药 医疗 医疗器械 器械 健康 食品 饮料 酒业 茶业 乳业 "
    "粮油 农业 农机 农牧 牧业 种业 水产 生态 环保 环境 节能 水务 交通 物流 航空 航天 船舶 轨道 铁路 "
    "桥梁 建筑 建工 路桥 设计 检测 计测 地信 测绘 文化 传媒 教育 贸易 商贸 工业 科学 系统 控制 装饰 "
    "消防 安全 国际 制动系统 研究 研究院 研究所 研发 技术中心 技术研究院 新型 特种 精密 高端 硒茶 贡茶 "
    "富硒 现代 创业 孵化 资本 金融"
)
# Brands that are names of places, schools or kinds, and tie nothing together.
COMMON_BRANDS = frozenset(
    _words(
        "华中 长江 汉江 江汉 三峡 楚天 荆楚 中部 光谷 东湖 东风路 江城 神农 武当 清江 科技 技术 技术研究 "
        "大学 工业 汽车 建筑 农业 生物 中国 中央 国家 全国 湖北 中国船舶 中国航天 航天科技 航天 中国石油 "
        "自由 新能 轻工 地质 化学 化工 机械 电力 硒茶 富硒 设计 设计院 研究院 研究所 人民 中心 第一 第二 "
        "第三 先锋 高新 经济 现代 职业 师范 检测 创业 创新 产业 城市 东方 南方 北方"
    )
)
