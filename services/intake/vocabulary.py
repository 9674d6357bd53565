"""Words met in 汇总表 files: headings and their synonyms, footers, titles, parts of names.

What the notice fixes is in the edition; here stands only how people write it.
"""

import re

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
# 附件2 左栏的各种写法，比较前去掉空白、括号和标点；other 是附件2 没有、各地自行增加的栏目。
_FORM_LABELS = {
    Field.CASE_NAME.value: "案例名称 案例题目 案例标题 项目名称 推荐案例名称 典型案例名称",
    Field.CATEGORY.value: "案例类型 推荐类型 案例类别 推荐类别 创新类型 典型类别 申报类型",
    Field.ENTERPRISE.value: "完成单位 单位名称 企业名称 完成企业 案例完成单位 申报企业 企业全称",
    Field.PEOPLE.value: (
        "完成人员团队 完成人员 完成人 完成团队 主要完成人 主要完成人员 团队成员 完成人员及团队"
    ),
    Field.CONTACT.value: "联系人及职务 联系人职务 联系人和职务 联系人与职务 联系人姓名及职务 联系人及职称",
    Field.CONTACT_NAME.value: "联系人 联系人姓名",
    Field.CONTACT_TITLE.value: "职务 联系人职位 职务职称 职位",
    Field.PHONES.value: "联系电话 联系方式 电话 手机 手机号 手机号码 电话号码 联系人电话 联系手机",
    "address": "联系地址 通讯地址 通信地址 地址 单位地址 企业地址 详细地址 邮寄地址",
    "abstract": "案例概要 案例概述 案例简介 案例摘要 案例内容 案例介绍 概要 案例内容概要 案例主要内容",
    "honours": "荣誉奖励 荣誉及奖励 荣誉和奖励 所获荣誉 获奖情况 荣誉奖励情况 荣誉",
    "recommender_opinion": "推荐单位意见 推荐意见 县级科协意见 推荐单位意见及盖章",
    "city_opinion": "市级科协意见 市州科协意见 市科协意见 州科协意见 市级科协推荐意见 林区科协意见",
    Field.REMARK.value: "备注 备注说明",
    "other": (
        "企业类型 企业性质 单位性质 单位类型 统一社会信用代码 社会信用代码 电子邮箱 邮箱 邮编 邮政编码 传真 "
        "所属行业 行业 县市区 所在县市区 推荐单位 推荐科协 是否园区 园区科协 法定代表人 单位负责人 成立时间"
    ),
}
FORM_LABELS = {word: field for field, words in _FORM_LABELS.items() for word in words.split()}
# 汇总表没有的栏目。
FORM_ONLY = frozenset({"address", "abstract", "honours", "recommender_opinion", "city_opinion"})
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

# 推荐表“案例类型”一栏里的框：打勾的、空的、打叉的（有人表示选，有人表示不选）。
BOX_TICKS = "☑√✓✔■☒✅🗹🗵🗸●◉▣█þü∨乄"
BOX_EMPTY = "□☐○〇◯◻◽⬜▢❑❒£￡¨口"
BOX_CROSSES = "×✗✘✕✖╳xX"
BOX_LETTERS = "VvＶｖ"
# 丢了 Wingdings 2 字体的一行：£ 是空框，R 是勾。
BOX_LOST_EMPTY, BOX_LOST_TICK = "£", "R"
# 模板里教人怎样打勾的话，其中的勾不算。
TICK_HINT = (
    r"[（(【]?[请在相应对所选类型案例的之后前方框格□☐括号内中里上处用以“”]{0,20}[打划画填]\s*[“”\"'‘’「]?"
    r"[√✓✔☑VvＶ][“”\"'‘’」]?[^（()）【】\n\s组技工]{0,6}[）)】]?"
)

# 附件2“案例概要”栏的提示语；整段，以及删剩的单句。
PROMPT = r"请结合上述选择案例类型.{0,400}?可另附页[。.]?"
PROMPT_SENTENCES = (
    "请结合上述选择案例类型，详细阐述科技人员从受到启发到锚定方向、确定技术路线（可包括创新过程涉及的学科理论和科学"
    "原理）等科学思想方法和从攻克核心技术到产品研发、市场推广的励志故事，以进一步弘扬我国科技人员推动实现高水平科技"
    "自立自强的科学家精神，宣传企业家与科学家协同创造新质生产力的励志报国情怀。",
    "严禁以企业宣传、推广等为内容进行上报。",
    "材料要求图文并茂（图片大小不小于2M，不多于3张），字数一般不超过2000字，可另附页。",
    "材料要求图文并茂（图片大小不小于2M，不多于3张）",
    "字数一般不超过2000字，可另附页。",
    "字数一般不超过2000字",
    "可另附页。",
)
SEE_ELSEWHERE = r"[（(]?(?:详?见|请?参见|请见|另)(?:后|另|所)?(?:附页|附件|附后|后页|附)\d*[。.]?[)）]?"
# 意见栏里模板自带的落款。
OPINION_SEAL = (
    r"[（(]\s*(?:盖\s*章|公\s*章|签\s*章|签\s*字|章|签字盖章|盖章签字|单位盖章|签名|加盖公章)\s*[)）]"
    r"|(?:负责人|单位负责人|经办人|签字|签名|盖章|日期|时间)\s*[:：]"
)

# PDF 里常以部首代替的字（这些部首 NFKC 不折叠）。
RADICALS = str.maketrans(
    "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)
# 文件名里与案例无关的话。
FILE_NAME_NOISE = (
    r"[（(\[]\s*(?:\d{1,3}|副本|扫描件|扫描版|盖章版?|已盖章|终稿|定稿|最终版|修改版?|PDF版?|Word版?)\s*[)）\]]"
    r"|\s*-\s*副本|[-_—]?(?:扫描件|扫描版|盖章版|已盖章|终稿|定稿|最终版|PDF版|Word版)$|\.(?:docx?|pdf|wps)$"
)

# 扫描软件自己印上的字，和 PDF 里查不出是什么字的字形。
SCANNER_MARKS = re.compile(r"扫描全能王[^\n]*|由?\s*CamScanner[^\n]*|3\s*亿人都在用的[^\n]*", re.IGNORECASE)
UNREADABLE_GLYPH = re.compile(r"\(cid:\d+\)")

# 广告用语（三（一）3“严禁以企业宣传、推广等为内容”）。技术案例里“领先”“第一”“优惠政策”“扫码入库”“服务热线”
# 是寻常的话，所以只收叫人来买、来加盟、来联系的话，和没有事实的最高级。
PROMOTIONAL = (
    r"欢迎(?:广大|新老|各界|各地|全国)*(?:客户|顾客|用户|朋友|商家|经销商|代理商|消费者)?(?:前来|来电|来厂|来函|踊跃)?"
    r"(?:选购|订购|购买|采购|咨询|洽谈|垂询|惠顾|光临|加盟|合作|联系|订货|下单|致电|来电)",
    r"(?:订购|销售|招商|加盟|订货|抢购|购买)(?:热线|电话|专线)",
    r"(?:联系电话|联系方式|热线|(?:咨询|客服|免费|服务)电话|手机号?|微信号?|QQ号?)[:：为]?"
    r"(?:订购|咨询|[\d（(+][\d）)+-]{5,})",
    r"(?:官网|官方网站|网址|网店)[:：为]?(?:https?:|www\.)",
    r"(?:来电|致电|电话)(?:咨询|订购|洽谈|垂询)",
    r"扫(?:码|描|一扫)(?:下方|上方|右侧|文末)?(?:二维码)?(?:关注|购买|咨询|加微信|订购|了解更多|抢购)",
    r"(?:扫描|识别|长按)(?:下方|上方|右侧|文末)的?二维码",
    r"(?:欢迎|敬请|请)关注.{0,8}(?:公众号|抖音号|视频号)|关注(?:我们|我司|本公司)",
    r"(?:全国|全省|区域|独家)总?(?:代理|经销)商?(?:招募|加盟|热线)|(?:全国|全省|区域)总(?:代理|经销)|诚招|火热招商",
    r"招商加盟|加盟招商|诚邀(?:加盟|代理|经销|合作|您)|招募(?:代理|经销|加盟)商|加盟(?:费|政策|优势|条件)",
    r"(?:限时|特价|新品|节日|团购|购买|订购|专属|更多|价格)(?:优惠|折扣|特惠|促销|抢购)(?!政策|条件|贷款|税率)",
    r"优惠(?:价格?|券|活动|促销|酬宾|大放送|多多)|买[一二12三3][送赠]|特价销售|降价促销|清仓|大甩卖|低价抢购",
    r"秒杀价|包邮|现货供应|量大从优|物美价廉|物超所值|价格实惠|性价比之王",
    r"(?:商超|药店|平台|专卖店|门店)(?:均)?有售|火爆热销|热销中|畅销全国|(?:立即|赶快)(?:购买|下单|抢购|订购)",
    r"(?:最佳|第一|最强|顶级|王牌|领导|首选|最好的|最受欢迎的)品牌",
    r"(?:您|你)的?(?:最佳|理想|明智|首选|不二)?(?:之选|选择)|不二之选|明智之选|首选(?:产品|厂家)",
    r"无与伦比|举世无双|绝无仅有|至尊|极品|顶级(?:品质|享受|体验)|值得您?(?:信赖|拥有|选择)",
    r"竭诚为(?:您|广大|新老)|期待与?您|携手共创(?:辉煌|财富)|选择(?:我们|本公司|我司)",
    r"质量第一[，,]?(?:信誉|用户|客户|服务)(?:第一|至上)|假一赔[十百三]|无效(?:全额)?退款|包治|药到病除|祖传秘方",
)

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
    "7z": "7z 压缩包",
    "rar": "RAR 压缩包",
    "gz": "GZ 压缩包",
    "method": "用少见的方法压缩的文件",
    "unknown": "无法识别的文件",
    "form": "推荐表",
    "form_text": "推荐表",
    "forms": "放在一个文件里的多份推荐表",
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
    "7z": f"{READABLE}，请解压后逐个上传其中的汇总表。",
    "rar": "请改用 .zip 格式重新压缩后再报送，或解压后逐个上传其中的汇总表。",
    "gz": "请改用 .zip 格式重新压缩后再报送，或解压后逐个上传其中的汇总表。",
    "method": "请改用 .zip 格式、按压缩软件的默认设置重新压缩后再报送。",
    "video": f"{READABLE}。视频要等“材料包”功能开放后随整个材料包接收，请先留好原件。",
    "pdf": f"{READABLE}，请上传同一份汇总表的 Word 版或 Excel 版。",
    "form": f"{READABLE}。推荐表要等“材料包”功能开放后随整个材料包接收，请先留好原件。",
    "form_text": f"{READABLE}，文件里没有读到附件2 的栏目，请用附件2 的模板填写后另存为 .docx。",
    "forms": "请把每份推荐表单独存为一个文件后再报送。",
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
    "picture": "png jpg jpeg gif bmp tif tiff webp heic",
    "video": "mp4 m4v mov avi mkv webm wmv flv mpg mpeg ts 3gp",
    "archive": "zip",
    "7z": "7z",
    "rar": "rar",
    "gz": "gz tgz",
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
VIDEO_EXTENSIONS = frozenset(_BY_FORMAT["video"].split())
