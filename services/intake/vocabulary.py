"""Words met in 汇总表 files: headings and their synonyms, footers, titles, parts of names.

What the notice fixes is in the edition; here stands only how people write it.
"""

from services.terms import Field


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# 表头的各种写法；比较前去掉空白、括号和标点（heading_key）。
HEADINGS: dict[Field, tuple[str, ...]] = {
    Field.SEQ: _words("序号 编号 序 排序 推荐序号 推荐顺序 排名"),
    Field.CASE_NAME: _words(
        "案例名称 案例 案例题目 案例标题 创新案例名称 创新案例 典型案例名称 典型创新案例名称 "
        "企业典型创新案例名称 推荐案例名称 推荐案例 题目 项目名称 案例项目名称"
    ),
    Field.ENTERPRISE: _words(
        "完成单位 单位名称 企业名称 完成企业 案例完成单位 案例单位 所在企业 企业 单位 完成单位名称 "
        "申报企业 所属企业 完成单位企业 企业全称 单位全称 申报单位名称"
    ),
    Field.PEOPLE: _words(
        "完成人员团队 完成人员 完成人 完成团队 完成人团队 主要完成人 主要完成人员 团队成员 团队 "
        "完成人员名单 案例完成人 案例完成人员 主要完成人团队 主要完成人员团队 完成人员及团队"
    ),
    Field.CONTACT: _words(
        "联系人及职务 联系人职务 联系人和职务 联系人与职务 联系人姓名及职务 联系人姓名职务 姓名及职务 "
        "联系人及职称"
    ),
    Field.CONTACT_NAME: _words("姓名 联系人 联系人姓名 企业联系人 单位联系人"),
    Field.CONTACT_TITLE: _words("职务 职务职称 联系人职位 职位"),
    Field.PHONES: _words(
        "联系电话 联系方式 电话 手机 手机号 手机号码 电话号码 联系人电话 联系人手机 联系人联系方式 "
        "联系手机 联系电话手机 移动电话 联系人电话号码 联系人手机号 联系号码"
    ),
    Field.ENTERPRISE_TYPE: _words(
        "企业类型 企业性质 单位类型 单位性质 企业类别 所有制 所有制类型 所有制性质 完成单位类型 完成单位性质"
    ),
    Field.CATEGORY: _words(
        "案例类型 推荐类型 案例类别 类别 推荐类别 创新类型 创新类别 类型 案例分类 典型类别 申报类型 申报类别"
    ),
    Field.REMARK: _words("备注 备注说明 说明 附注 其他说明"),
    Field.COUNTY: _words(
        "县市区 县区 区县 县市 市县区 所在县市区 所在区县 所在县区 县 区 所属县市区 所属区县 所在地 "
        "所属地区 地区 区域 所属区域 属地 所在区 所属县区 市区县"
    ),
    Field.RECOMMENDER: _words(
        "推荐单位 推荐单位名称 申报单位 推荐科协 推荐单位科协 县级科协 推荐组织 报送单位 推荐部门 基层科协"
    ),
    Field.PARK: _words(
        "园区科协 是否园区 是否园区科协 是否园区科协推荐 园区科协推荐 是否园区推荐 是否由园区科协推荐 "
        "是否为园区科协推荐 园区 是否为园区 是否属园区科协推荐 是否来自园区科协 所属园区科协 "
        "是否为园区科协 是否园区企业"
    ),
}

# 附件3 除备注和序号外的列；联系人与职务可以分两列。
REQUIRED_COLUMNS = (
    Field.CASE_NAME,
    Field.ENTERPRISE,
    Field.PEOPLE,
    Field.CONTACT,
    Field.PHONES,
    Field.ENTERPRISE_TYPE,
    Field.CATEGORY,
)

ORG_LABELS = _words("市级科协 市州科协 市科协 推荐单位 申报单位 报送单位 填报单位 上报单位 单位")
REPORTER_LABELS = ("填报人", "填表人", "制表人", "经办人", "报送人")
PHONE_LABELS = ("联系电话", "电话", "手机", "联系方式", "手机号")
DATE_LABELS = ("填报日期", "填报时间", "报送日期", "报送时间", "填表日期", "日期", "时间")
FOOTER_WORDS = (
    *REPORTER_LABELS,
    *_words("审核人 负责人 审批人 领导签字 联系电话 注 备注 说明 填表说明 填报说明 单位负责人"),
)
TOTAL_WORDS = ("合计", "总计", "小计", "共计")
ASSOCIATION_WORDS = ("科学技术协会", "科技协会", "科协")
FORM_WORDS = ("案例概要", "推荐单位意见", "市级科协意见")
SUMMARY_WORD = "汇总表"
FORM_WORD = "推荐表"

PARK_WORD = "园区科协"
PARK_REGISTER = "名录"
PARK_COLUMN = "是否园区"
PARK_NEGATIONS = _words("非 不是 并非 不属于 不属 未经 没有 无 不由 未由 不")
YES_WORDS = frozenset(_words("1 y yes √ ■ ☑ ✓ ✔ 园区 园区推荐 园区科协 对 属于 是 是园区 有"))
NO_WORDS = frozenset(_words("0 n no x × ✗ ✘ 不属于 不是 不是园区 否 无 没有 非 非园区 非园区推荐 非园区科协"))

TICKED = "☑√✓✔■☒"
UNTICKED = "□☐"

# 联系人与职务写在一起而没有分隔时，用来认出职务。
TITLE_WORDS = _words(
    "常务 执行 名誉 企业 公司 集团 科协 党委 党支部 党总支 支部 工会 办公室 综合 行政 人事 人力资源 财务 "
    "市场 销售 生产 技术 研发 研究 科技 科研 创新 项目 质量 品质 工程 设备 工艺 安全 战略 发展 规划 运营 "
    "外联 宣传 信息 知识产权 政策 申报 管理 中心 部门 部 室 处 科 院 所 办 副 总 正 首席 高级 助理 代理 "
    "主席 秘书长 秘书 董事长 董事 总裁 总经理 经理 厂长 主任 部长 院长 所长 处长 科长 室长 组长 队长 主管 "
    "主办 专员 专干 干事 文员 书记 委员 总监 总工 总工程师 工程师 技术员 研究员 教授 博士 会长 理事长 "
    "负责人 联系人 联络员 法人 法定代表人 职员 员工 技师 CEO CTO COO CFO"
)

# 名称中同一个字的不同写法，以及地名的拼音写法。
VARIANT_CHARACTERS = str.maketrans(
    "壹贰叁肆伍陆柒捌玖拾〇亿華業電機東國際聯漢車龍飛達興廣鋼鐵術實發創環網",
    "一二三四五六七八九十零亿华业电机东国际联汉车龙飞达兴广钢铁术实发创环网",
)
LATIN_PLACES = {
    "hubei": "湖北",
    "wuhan": "武汉",
    "huangshi": "黄石",
    "shiyan": "十堰",
    "yichang": "宜昌",
    "xiangyang": "襄阳",
    "ezhou": "鄂州",
    "suizhou": "随州",
    "xiaogan": "孝感",
    "xianning": "咸宁",
    "huanggang": "黄冈",
    "jingmen": "荆门",
    "jingzhou": "荆州",
    "enshi": "恩施",
    "tianmen": "天门",
    "xiantao": "仙桃",
    "qianjiang": "潜江",
    "shennongjia": "神农架",
}
LEGAL_FORMS = _words(
    "集团股份有限责任公司 集团股份有限公司 集团有限责任公司 集团有限公司 股份有限责任公司 股份有限公司 "
    "有限责任公司 有限公司 集团总公司 集团公司 总公司 公司 股份 集团 有限合伙 普通合伙"
)
BRANCH_WORDS = ("分公司", "分厂", "分院", "分部", "事业部", "办事处", "子公司", "分支机构")

KIND_NAMES = {
    "xlsx": "Excel 工作簿（.xlsx）",
    "xls": "旧版 Excel 或 WPS 表格（.xls、.et）",
    "docx": "Word 文档（.docx）",
    "doc": "旧版 Word 文档（.doc）",
    "rtf": "RTF 文档",
    "text": "文本表格（.csv、.txt）",
    "html": "网页（HTML）",
    "xml2003": "XML 表格（Excel 2003）",
    "xlsb": "二进制工作簿（.xlsb）",
    "pptx": "演示文稿",
    "odf": "OpenDocument 文档",
    "ole": "旧版 Office 文件",
    "pdf": "PDF 文件",
    "picture": "图片",
    "video": "视频",
    "archive": "压缩包",
    "unknown": "无法识别的文件",
    "form": "推荐表",
    "other": "没有汇总表的文件",
}
READABLE = "此处可读取 .xlsx、.xls、.et、.docx、.doc、.csv 和 .txt 格式的汇总表"
HOW_TO_CONVERT = {
    "xlsb": f"{READABLE}，请用 Excel 另存为 .xlsx 后再上传。",
    "html": f"{READABLE}，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。",
    "xml2003": f"{READABLE}，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。",
    "odf": f"{READABLE}，请另存为 .xlsx 或 .docx 后再上传。",
    "ole": f"{READABLE}，请用 Office 或 WPS 打开后另存为 .xlsx 或 .docx 再上传。",
    "doc": f"{READABLE}，本机没有安装 LibreOffice，请用 Word 或 WPS 另存为 .docx 后再上传。",
    "rtf": f"{READABLE}，请用 Word 或 WPS 另存为 .docx 后再上传。",
    "archive": f"{READABLE}，请解压后逐个上传其中的汇总表。",
    "pdf": f"{READABLE}，请上传同一份汇总表的 Word 版或 Excel 版。",
    "form": f"{READABLE}，推荐表请随案例材料另行保存。",
}
HOW_OTHERWISE = f"{READABLE}，请核对是否传错文件。"
TIME_LIMIT = "时间"
MEMORY_LIMIT = "内存"
OUTPUT_LIMIT = "内容总量"

# 后缀与内容的对应；不在其中的后缀（含没有后缀）不作判断。
_BY_FORMAT = {
    "xlsx": "xlsx xlsm xltx et",
    "xls": "xls et",
    "docx": "docx docm wps",
    "doc": "doc wps",
    "rtf": "rtf doc",
    "text": "csv txt tsv",
    "pdf": "pdf",
    "picture": "png jpg jpeg gif bmp tif tiff",
    "video": "mp4 mov avi mkv",
    "archive": "zip rar 7z gz",
    "xlsb": "xlsb",
    "html": "html htm",
    "pptx": "pptx",
    "odf": "ods odt",
}
EXTENSIONS = {
    suffix: frozenset(form for form, suffixes in _BY_FORMAT.items() if suffix in suffixes.split())
    for suffixes in _BY_FORMAT.values()
    for suffix in suffixes.split()
}
