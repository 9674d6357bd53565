"""Words of intake: kinds of files, states of a submission and its rows, finding codes."""

from collections.abc import Mapping
from enum import auto

from services.findings import Code, Finding, Level, Source
from services.terms import Field, Term


class DocumentKind(Term):
    """What a received file is."""

    SUMMARY = "summary", "推荐汇总表"
    FORM = "form", "推荐表"
    PDF = "pdf", "PDF 文件"
    PICTURE = "picture", "图片"
    ATTACHMENT = "attachment", "证明材料"
    VIDEO = "video", "视频"
    ARCHIVE = "archive", "压缩包"
    UNKNOWN = "unknown", "未识别"


class FormField(Term):
    """The fields of a 推荐表 that 附件3 does not have, named as in 附件2."""

    ADDRESS = "address", "联系地址"
    HONOURS = "honours", "荣誉奖励"
    ABSTRACT = "abstract", "案例概要"
    PICTURES = "pictures", "图片"
    RECOMMENDER_OPINION = "recommender_opinion", "推荐单位意见"
    CITY_OPINION = "city_opinion", "市级科协意见"


class MatchReason(Term):
    """Why two files, or a file and a row, are taken for the same case; the first are the surer."""

    BOTH_NAMES = "both_names", "完成单位和案例名称相同"
    ENTERPRISE = "enterprise", "完成单位相同"
    CASE_NAME = "case_name", "案例名称相同"
    LOOK_ALIKE = "look_alike", "完成单位名称相近"
    FILE_NAME = "file_name", "文件名相符"
    SAME_FOLDER = "same_folder", "与该案例的推荐表在同一文件夹"
    COUNTERPART = "counterpart", "与该案例的推荐表成对"
    BY_HAND = "by_hand", "人工指定"


class SubmissionState(Term):
    """Where a submission stands."""

    STAGED = "staged", "待入库"
    APPLIED = "applied", "已入库"
    SUPERSEDED = "superseded", "已被替换"
    DISCARDED = "discarded", "未采用"


class RowState(Term):
    """Where a row of a submission stands."""

    STAGED = "staged", "待入库"
    APPLIED = "applied", "已入库"
    SET_ASIDE = "set_aside", "已搁置"
    SUPERSEDED = "superseded", "已被替换"


class Mode(Term):
    """How a further file of a city is to be read (invariant 3)."""

    SUPPLEMENT = "supplement", "补报"
    REPLACE = "replace", "替换"


# Where a park field comes from when a person of the committee decided it.
BY_COMMITTEE = "组委会认定"


class RowConcern(Term):
    """What a finding about one row is about, in the words of a filter. The values are finding codes."""

    REQUIRED_MISSING = "REQUIRED_MISSING", "必填内容为空"
    CATEGORY_INVALID = "CATEGORY_INVALID", "案例类型无法识别"
    CATEGORY_MULTI = "CATEGORY_MULTI", "案例类型多于一类"
    ENTERPRISE_TYPE_INVALID = "ENTERPRISE_TYPE_INVALID", "企业类型无法识别"
    ENTERPRISE_TYPE_AMBIGUOUS = "ENTERPRISE_TYPE_AMBIGUOUS", "企业类型有歧义"
    PHONE_INVALID = "PHONE_INVALID", "电话无效"
    PHONE_SCI_NOTATION = "PHONE_SCI_NOTATION", "电话数字已损坏"
    CONTACT_TITLE_MISSING = "CONTACT_TITLE_MISSING", "缺联系人职务"
    PEOPLE_TOO_MANY = "PEOPLE_TOO_MANY", "完成人员过多"
    TEXT_TOO_LONG = "TEXT_TOO_LONG", "文字过长"
    SEQ_DUPLICATE = "SEQ_DUPLICATE", "序号重复"
    DUP_ENTERPRISE_IN_CITY = "DUP_ENTERPRISE_IN_CITY", "本市州同一单位重复"
    DUP_ENTERPRISE_SUSPECT = "DUP_ENTERPRISE_SUSPECT", "疑似同一单位"
    DUP_ENTERPRISE_CROSS_CITY = "DUP_ENTERPRISE_CROSS_CITY", "同一单位在不同市州"
    DUP_CASE_CROSS_CITY = "DUP_CASE_CROSS_CITY", "同一案例在不同市州"
    DUP_CASE_SUSPECT = "DUP_CASE_SUSPECT", "案例名称相近"
    ADDRESS_OUTSIDE_CITY = "ADDRESS_OUTSIDE_CITY", "可能不属于本市州"
    HIDDEN_ROWS = "HIDDEN_ROWS", "原表中为隐藏行"
    FORMULA_NO_CACHE = "FORMULA_NO_CACHE", "公式没有结果"
    ENCODING_ERRORS = "ENCODING_ERRORS", "文字无法识别"
    FORMULA_INJECTION = "FORMULA_INJECTION", "以公式符号开头"
    SUSPICIOUS_MARKUP = "SUSPICIOUS_MARKUP", "含网页代码"
    INVISIBLE_CHARS = "INVISIBLE_CHARS", "含不可见字符"


class FindingCode(Code):
    """Every code a check of a received file or a 汇总表 row can report.

    Each carries its default level, the Chinese sentence with the facts, the
    next step, and the clause where the notice says so. An edition may change
    a level; code and sentence stay.
    """

    # A table, kept as one: code and level, the sentence, the next step and the clause.
    # fmt: off
    FILE_EMPTY = (auto(), Level.ERROR,
        "文件“{file}”是空的（0 字节）。",
        "请重新导出或向报送单位索取完整文件后再上传。")
    FILE_CORRUPT = (auto(), Level.ERROR,
        "文件“{file}”已损坏或不完整，无法打开。",
        "请在电脑上打开确认无误，另存一份后再上传；压缩包请重新压缩。")
    FILE_ENCRYPTED = (auto(), Level.ERROR,
        "文件“{file}”设有打开密码，无法读取。",
        "请取消密码、另存一份后再上传。")
    FILE_TOO_LARGE = (auto(), Level.ERROR,
        "文件“{file}”大小为 {size} 字节，超过上限 {limit} 字节。",
        "请删去图片等与汇总表无关的内容后再上传，或请管理员调整上限。")
    FILE_UNSUPPORTED = auto(), Level.ERROR, "文件“{file}”的内容是“{kind}”，此处不能读取。", "{how}"
    READER_STOPPED = (auto(), Level.ERROR,
        "读取文件“{file}”时超出{limit}的限制，已停止读取。",
        "请把表格内容复制到空白模板中另存后再上传；压缩包请分成几个。")
    EXT_CONTENT_MISMATCH = (auto(), Level.WARNING,
        "文件“{file}”的后缀与内容不符，内容实为“{kind}”。",
        "请核对是否传错文件，并改用与内容相符的后缀名。")
    HAS_MACRO = (auto(), Level.WARNING,
        "文件“{file}”带有宏，宏未被运行。",
        "请核对文件来源，必要时请对方提供不含宏的文件。")
    XML_DTD = (auto(), Level.ERROR,
        "文件“{file}”的部件 {part} 含有外部定义（DTD），为安全起见未读取。",
        "请用 Office 或 WPS 打开后另存一份再上传。")
    ZIP_BOMB = (auto(), Level.ERROR,
        "文件“{file}”超出解压的限度（{detail}），为安全起见未读取。",
        "请核对文件来源；表格请把内容复制到空白模板中另存，压缩包请去掉多余的内容重新压缩后再上传。")
    LEGACY_DOC = (auto(), Level.INFO,
        "文件“{file}”是旧版 Word 文件，已转换后读取。",
        "请核对读出的内容，建议今后另存为 .docx 报送。")
    TEMPLATE_WRONG = (auto(), Level.ERROR,
        "文件“{file}”中没有找到汇总表应有的列：{missing}。",
        "请使用附件3 的汇总表模板填写后再上传。", "附件3")
    NO_ROWS = auto(), Level.ERROR, "文件“{file}”只有表头，没有案例。", "请填写案例后再上传。"
    TOO_MANY_ROWS = (auto(), Level.ERROR,
        "文件“{file}”的行数超过上限 {limit} 行。",
        "请核对是否传错文件，并删去多余的行后再上传。")
    CITY_UNKNOWN = auto(), Level.ERROR, "{reason}", "{next}"
    CITY_CONFLICT = (auto(), Level.ERROR,
        "市州说法不一致：{claims}。",
        "请核对这份汇总表属于哪个市州，并选择正确的市州。")
    NO_META = (auto(), Level.WARNING,
        "文件“{file}”没有写明市级科协、日期和填报人。",
        "请向报送单位核实，并请其按附件3 补全表头表尾。", "附件3")
    OVER_QUOTA = (auto(), Level.ERROR,
        "{city}名额为 {quota} 个，汇总表有 {count} 行，超出 {excess} 行：{rows}。",
        "请核对推荐顺序，超出名额的行不会入库，可写明理由将其搁置。", "二（二）2")
    UNDER_QUOTA = (auto(), Level.WARNING,
        "{city}名额为 {quota} 个，汇总表有 {count} 行，少 {missing} 行。",
        "请与报送单位确认是否还有补报。", "二（二）2")
    REQUIRED_MISSING = auto(), Level.ERROR, "{where}的“{label}”为空。", "请补填“{label}”。", "附件3"
    CATEGORY_INVALID = (auto(), Level.ERROR,
        "{where}的案例类型“{value}”不是{options}之一。",
        "请从{options}中选定一类。", "附件3")
    CATEGORY_MULTI = (auto(), Level.ERROR,
        "{where}的案例类型“{value}”写了不止一类。",
        "请与报送单位确认，从{options}中只选一类。", "附件3")
    ENTERPRISE_TYPE_INVALID = (auto(), Level.ERROR,
        "{where}的企业类型“{value}”不是{options}之一。",
        "请从{options}中选定一类。", "附件3")
    ENTERPRISE_TYPE_AMBIGUOUS = (auto(), Level.ERROR,
        "{where}的企业类型“{value}”可能是{options}，无法认定。",
        "请与报送单位确认，从{options}中选定一类。", "附件3")
    PHONE_INVALID = (auto(), Level.ERROR,
        "{where}的联系电话“{value}”不是有效的手机、带区号的座机或服务号码。",
        "请与报送单位核对后改正，座机请写成“区号-号码”。")
    PHONE_SCI_NOTATION = (auto(), Level.ERROR,
        "{where}的联系电话“{value}”被电子表格改成了科学计数法，末几位已经丢失。",
        "请向报送单位索取完整号码后填写。")
    CONTACT_TITLE_MISSING = (auto(), Level.WARNING,
        "{where}的联系人“{value}”没有写职务。",
        "请补填联系人职务。", "附件3")
    PEOPLE_TOO_MANY = (auto(), Level.WARNING,
        "{where}的完成人员有 {count} 人，多于 {limit} 人。",
        "请核对是否为实际完成人员，或是否有多行内容混在一起。")
    TEXT_TOO_LONG = (auto(), Level.WARNING,
        "{where}的“{label}”有 {count} 字，多于 {limit} 字。",
        "请核对内容是否填错列，必要时精简。")
    SEQ_DUPLICATE = (auto(), Level.WARNING,
        "序号 {value} 出现了 {count} 次：{rows}。",
        "请核对是否重复填报，并改正序号。")
    SEQ_GAP = auto(), Level.WARNING, "序号不连续，缺 {missing}。", "请核对是否漏报或漏删行。"
    DUP_ENTERPRISE_IN_CITY = (auto(), Level.ERROR,
        "{where}的完成单位“{enterprise}”与{other}是同一企业，同一企业在一个市州只能推荐 1 个案例。",
        "请与报送单位确认保留哪一个，其余写明理由搁置。", "二（二）2")
    DUP_ENTERPRISE_SUSPECT = (auto(), Level.WARNING,
        "{where}的完成单位“{enterprise}”与{other}可能是同一企业：{reason}。",
        "请核对后认定是否为同一企业，系统不会自动合并。", "二（二）2")
    DUP_ENTERPRISE_CROSS_CITY = (auto(), Level.WARNING,
        "{where}的完成单位“{enterprise}”同时由{other}推荐。",
        "请与两个市州确认由哪一方推荐。")
    DUP_CASE_CROSS_CITY = (auto(), Level.ERROR,
        "{where}的案例《{case_name}》与{other}推荐的是同一企业的同一案例。",
        "请与两个市州确认由哪一方推荐，另一方撤回。")
    DUP_CASE_SUSPECT = (auto(), Level.WARNING,
        "{where}的案例《{case_name}》与{other}名称几乎相同。",
        "请核对是否为同一案例或互相抄用。")
    SUBMITTED_LATE = (auto(), Level.WARNING,
        "文件“{file}”于 {received} 收到，晚于截止时间 {deadline}。",
        "请确认是否接收，并写明理由。", "二（二）材料报送")
    ADDRESS_OUTSIDE_CITY = (auto(), Level.WARNING,
        "{where}的“{label}”为“{value}”，属于{other}，而不是{city}。",
        "请按属地原则核对该企业应由哪个市州推荐。", "二（二）1")
    COUNTERPART_MISSING = (auto(), Level.WARNING,
        "{city}的汇总表只收到 {have}，缺 {lack}。",
        "请报送单位补交，通知要求 Word 版和 PDF 版各一套。", "二（二）材料报送")
    PARK_UNKNOWN = (auto(), Level.WARNING,
        "有 {count} 行没有写明是否由园区科协推荐。",
        "请与报送单位核实后逐行认定，以便计算园区科协推荐比例。", "二（二）3")
    MERGED_DATA_CELLS = (auto(), Level.INFO,
        "表中有 {count} 个纵向合并单元格，已按合并前的各行补齐。",
        "请核对补齐的内容。")
    HEADER_REPEATED_IN_BODY = auto(), Level.INFO, "表中重复出现表头 {count} 次，已跳过。", "无需处理。"
    NESTED_TABLE = auto(), Level.INFO, "文件中有嵌套在单元格内的表格，已一并读取。", "请核对读出的内容。"
    TEXTBOX_META = auto(), Level.INFO, "表头信息写在文本框中，已读取。", "请核对市州、日期和填报人。"
    HIDDEN_COLUMN = (auto(), Level.INFO,
        "表中有隐藏的列：{columns}，已照常读取。",
        "请核对隐藏列的内容是否有效。")
    EXTRA_SHEETS_IGNORED = (auto(), Level.INFO,
        "未读取其他工作表或表格：{sheets}。",
        "如其中有本届案例，请移到汇总表后重新上传。")
    FORMULA_CELLS = (auto(), Level.INFO,
        "有 {count} 个单元格是公式，已读取其保存的结果。",
        "请核对这些单元格的内容。")
    DELIMITER_TAB_UTF16 = auto(), Level.INFO, "文件是 Unicode 文本（制表符分隔），已读取。", "无需处理。"
    GHOST_RANGE = auto(), Level.INFO, "表格远处有多余的单元格（{cell}），已忽略。", "无需处理。"
    HEADLESS_CONTINUATION_TABLE = (auto(), Level.WARNING,
        "“{part}”没有表头，已按前一张表的列续读 {count} 行。",
        "请核对这些行的各列是否对应。")
    HIDDEN_ROWS = (auto(), Level.WARNING,
        "有 {count} 行被隐藏：{rows}，已读取并标记。",
        "请逐行确认是否属于本次推荐，不属于的请搁置。")
    FORMULA_NO_CACHE = (auto(), Level.ERROR,
        "{where}的“{label}”是公式“{formula}”，文件中没有保存计算结果。",
        "请用 Office 或 WPS 打开后保存再上传，或在此直接填写该单元格。")
    ENCODING_ERRORS = (auto(), Level.ERROR,
        "文件“{file}”按{encoding}读取时，{lines}有无法识别的字节，相应文字已用“�”代替。",
        "请用 Office 或 WPS 另存为 .xlsx 后再上传，或逐一改正。")
    FORMULA_INJECTION = (auto(), Level.WARNING,
        "{where}的“{label}”以公式符号开头：“{value}”，已按文字原样保存。",
        "请核对内容，导出时按文字处理，不会被当作公式。")
    SUSPICIOUS_MARKUP = (auto(), Level.WARNING,
        "{where}的“{label}”含有网页代码：“{value}”，已按文字原样保存。",
        "请核对内容，显示时按文字处理，不会运行。")
    INVISIBLE_CHARS = (auto(), Level.WARNING,
        "{where}的“{label}”含有 {count} 个不可见字符，已去除。",
        "请核对文字的顺序和内容。")
    CATEGORY_NONE = (auto(), Level.ERROR,
        "推荐表没有勾选案例类型。",
        "请与报送单位确认，从{options}中选定一类。", "附件2")
    CATEGORY_UNREADABLE = (auto(), Level.ERROR,
        "推荐表的案例类型无法认定：勾选可能是画上去的图形，或打叉、划去、丢失，文件里看不出属于哪一类。",
        "请打开原件查看，与报送单位确认后从{options}中选定一类。", "附件2")
    ABSTRACT_EMPTY = (auto(), Level.ERROR,
        "推荐表的案例概要是空的，或只有模板的提示语。",
        "请报送单位补写案例概要后重新报送。", "附件2")
    ABSTRACT_OVER_2000 = (auto(), Level.WARNING,
        "推荐表的案例概要有 {chars} 字（不计空格），按 Word 统计为 {words} 字，超过 {limit} 字。",
        "请核对是否需要精简，通知要求一般不超过 {limit} 字。", "附件2")
    PICTURE_NONE = (auto(), Level.WARNING,
        "推荐表没有图片。",
        "请报送单位补充图片，通知要求图文并茂。", "附件2")
    PICTURE_OVER_3 = (auto(), Level.ERROR,
        "推荐表有 {count} 张图片，多于 {limit} 张。",
        "请与报送单位确认保留哪 {limit} 张。", "附件2")
    PICTURE_UNDER_2M = (auto(), Level.WARNING,
        "推荐表的第 {number} 张图片为 {size} 字节，小于 {limit} 字节。",
        "请报送单位提供原图，插入 Word 的图片会被压缩，可另附图片文件。", "附件2")
    PICTURE_2MB_VS_2MIB = (auto(), Level.INFO,
        "推荐表的第 {number} 张图片为 {size} 字节，按 1000 进位已达 2M，按 1024 进位（2,097,152 字节）不足。",
        "按 {limit} 字节计为合格，无需处理。", "附件2")
    PICTURE_LINKED = (auto(), Level.ERROR,
        "推荐表的图片“{target}”只是链接，没有嵌入文件，在别的电脑上看不到。",
        "请报送单位将图片嵌入后重新报送，或另附图片文件。", "附件2")
    TRACKED_CHANGES = (auto(), Level.WARNING,
        "推荐表“{file}”有未接受的修订，已按接受插入、接受删除读取。",
        "请与报送单位确认以修订后的内容为准。")
    RECOMMENDER_OPINION_BLANK = (auto(), Level.ERROR,
        "推荐表的“推荐单位意见”没有填写，既无文字也无日期。",
        "请报送单位补填推荐单位意见并盖章。", "附件2")
    CITY_OPINION_BLANK = (auto(), Level.ERROR,
        "推荐表的“市级科协意见”没有填写，既无文字也无日期。",
        "请市级科协补填意见并盖章。", "附件2")
    PROMOTIONAL_WORDING = (auto(), Level.WARNING,
        "推荐表的案例概要有广告用语：{words}。",
        "请核对是否以企业宣传、推广为内容，由人认定。", "三（一）3")
    FORM_MISSING = (auto(), Level.ERROR,
        "{where}的案例《{case_name}》（{enterprise}）没有推荐表。",
        "请报送单位补交推荐表。", "二（二）材料报送")
    FORM_ORPHAN = (auto(), Level.ERROR,
        "推荐表“{file}”（{enterprise}《{case_name}》）在汇总表中没有对应的行。",
        "请与报送单位确认是漏填汇总表，还是多交了推荐表。", "二（二）材料报送")
    CATEGORY_MISMATCH = (auto(), Level.ERROR,
        "{where}的案例类型为“{ours}”，推荐表“{file}”勾选的是“{theirs}”。",
        "请与报送单位确认以哪一个为准。", "二（二）材料报送")
    NAME_MISMATCH = (auto(), Level.ERROR,
        "{where}的案例名称为“{ours}”，推荐表“{file}”写的是“{theirs}”。",
        "请与报送单位确认以哪一个为准。", "二（二）材料报送")
    ENTERPRISE_MISMATCH = (auto(), Level.ERROR,
        "{where}的完成单位为“{ours}”，推荐表“{file}”写的是“{theirs}”。",
        "请与报送单位确认以哪一个为准。", "二（二）材料报送")
    CONTACT_MISMATCH = (auto(), Level.ERROR,
        "{where}的联系人和电话为“{ours}”，推荐表“{file}”写的是“{theirs}”。",
        "请与报送单位确认以哪一个为准。", "二（二）材料报送")
    PDF_MISSING = (auto(), Level.ERROR,
        "推荐表“{file}”没有对应的 PDF 版。",
        "请报送单位补交，通知要求 Word 版和 PDF 版各一套。", "二（二）材料报送")
    PDF_BROKEN = (auto(), Level.ERROR,
        "PDF 文件“{file}”已损坏或不完整，无法打开。",
        "请重新导出或向报送单位索取完整文件。")
    PDF_ENCRYPTED = (auto(), Level.ERROR,
        "PDF 文件“{file}”设有打开密码，无法读取。",
        "请取消密码、另存一份后再报送。")
    PDF_SCAN_NO_TEXT = (auto(), Level.INFO,
        "PDF 文件“{file}”是扫描件（{pages} 页），没有可读取的文字。",
        "请打开原件，与 Word 版逐项目视核对。")
    PDF_WORD_MISMATCH = (auto(), Level.ERROR,
        "PDF 文件“{file}”中找不到“{other}”的{fields}，两者内容不一致。",
        "请核对 PDF 是否交错，并与报送单位确认以哪一份为准。", "二（二）材料报送")
    JUNK_IGNORED = (auto(), Level.INFO,
        "压缩包“{file}”中有 {count} 个系统或临时文件：{names}，已忽略。",
        "无需处理。")
    NESTED_ARCHIVE = (auto(), Level.INFO,
        "压缩包“{file}”中还有 {count} 个压缩包：{names}，已一并打开。",
        "请核对其中的文件，建议今后直接放入文件。")
    ARCHIVE_ENCRYPTED = (auto(), Level.ERROR,
        "压缩包“{file}”设有密码，{what}。",
        "请取消密码、重新压缩后再上传。")
    PATH_TRAVERSAL = (auto(), Level.ERROR,
        "压缩包“{file}”中有 {count} 个文件的路径指向压缩包之外，或名称可疑：{names}，为安全起见未读取。",
        "请核对压缩包的来源，请报送单位重新压缩后再上传。")
    SYMLINK = (auto(), Level.ERROR,
        "压缩包“{file}”中有 {count} 个是链接而不是文件：{names}，为安全起见未读取。",
        "请报送单位把所指的文件本身放进压缩包。")
    DUPLICATE_MEMBER = (auto(), Level.ERROR,
        "压缩包“{file}”中有 {count} 个文件与前面的文件同名：{names}，每个名称只读取了第一个。",
        "请与报送单位确认以哪一个为准，改名或删去后重新压缩。")
    TOO_MANY_ENTRIES = (auto(), Level.ERROR,
        "压缩包“{file}”中的文件多于 {limit} 个，没有读取。",
        "请核对是否传错文件，或分成几个压缩包报送。")
    ZIP_SIZE_LIE = (auto(), Level.ERROR,
        "压缩包“{file}”中有 {count} 个文件的实际大小与压缩包所写的不符：{names}，为安全起见未读取。",
        "请核对压缩包的来源，请报送单位重新压缩后再上传。")
    ATTACHMENT_KEPT = (auto(), Level.INFO,
        "文件“{file}”是{kind}，作为附件保留，未读取内容。",
        "请核对是否属于所报案例。")
    NOT_MP4 = (auto(), Level.ERROR,
        "视频“{file}”是 {container} 格式，不是 MP4。",
        "请用剪辑软件导出为 MP4，只改后缀名无效。", "附件4·五")
    VIDEO_TRUNCATED = (auto(), Level.ERROR,
        "视频“{file}”不完整，文件后面的部分缺失{missing}。",
        "请报送单位重新提供完整的视频文件。")
    VIDEO_UNREADABLE = (auto(), Level.ERROR,
        "视频“{file}”无法读取，可能没有保存完整，或者不是视频。",
        "请在电脑上播放确认，重新导出为 MP4 后再报送。")
    NO_VIDEO_TRACK = (auto(), Level.ERROR,
        "视频“{file}”没有画面，只有声音。",
        "请核对是否传错文件。", "附件4·五")
    DURATION_SHORT = (auto(), Level.ERROR,
        "视频“{file}”时长 {duration}，短于 {limit}。",
        "请报送单位补足内容，或由人认定可以接受。", "附件4·五")
    DURATION_LONG = (auto(), Level.ERROR,
        "视频“{file}”时长 {duration}，长于 {limit}。",
        "请报送单位剪短，或由人认定可以接受。", "附件4·五")
    VIDEO_TRACK_SHORT = (auto(), Level.ERROR,
        "视频“{file}”的画面只有 {picture}，声音有 {sound}，画面提前结束。",
        "请报送单位重新导出视频。")
    PORTRAIT = (auto(), Level.ERROR,
        "视频“{file}”播放时为竖屏（{width}×{height}）。",
        "请报送单位改为横幅画面后重新导出。", "附件4·五")
    ASPECT_NOT_16_9 = (auto(), Level.ERROR,
        "视频“{file}”的画幅比例为 {aspect}，不是 {wanted}。",
        "请报送单位按 {wanted} 的画幅重新导出。", "附件4·五")
    NOT_HD = (auto(), Level.WARNING,
        "视频“{file}”的画面为 {width}×{height}，少于 {limit} 线。",
        "请报送单位提供更清晰的版本。", "附件4·五")
    NO_AUDIO = (auto(), Level.WARNING,
        "视频“{file}”没有声音。",
        "请与报送单位确认，通知对音频有要求。", "附件4·四")
    CODEC_WEB_UNFRIENDLY = (auto(), Level.INFO,
        "视频“{file}”的编码为 {codec}，在浏览器里可能无法播放。",
        "请下载后观看，或请报送单位按 H.264 编码导出。")
    VIDEO_MISSING = (auto(), Level.WARNING,
        "案例《{case_name}》没有登记视频。",
        "请核对寄来的光盘或 U 盘，没有的请报送单位补交。", "三（一）2")
    # fmt: on

    def finding(
        self,
        levels: Mapping[str, Level],
        *,
        seq: int | None = None,
        source: Source | None = None,
        field: Field | FormField | None = None,
        **facts: object,
    ) -> Finding:
        """This code about these facts, at the level the edition gives it.

        The sentences may use ``{where}`` (the row) and ``{label}`` (the
        field) beside the facts handed over.
        """
        told = {"where": where(seq, source), "label": "" if field is None else field.label} | facts
        return Finding(
            level=levels.get(self.name, self.level),
            code=self.name,
            message=self.message.format(**told),
            hint=self.hint.format(**told),
            seq=seq,
            source=source,
            field=None if field is None else field.value,
            clause=self.clause,
        )


def where(seq: int | None, source: Source | None) -> str:
    """Where a row stands, as a person reads it: 第 4 行（序号 1）."""
    if source is None:
        return "该行" if seq is None else f"序号 {seq}"
    return f"第 {source.row} 行" if seq is None else f"第 {source.row} 行（序号 {seq}）"
