"""Parts of sentences that several findings share."""

from collections.abc import Sequence

NAMES_EQUAL_CORE = "去掉地名、公司形式和异体写法后名称相同"
NAMES_SIMILAR = "主要名称相近（相似度 {score}%）"
NAMES_BRANCH = "其中一个像是另一个的分支机构"

CLAIM_FILE_NAME = "文件名"
CLAIM_HEADING = "表头"
CLAIM_CHOSEN = "您选择的市州"
CITY_NOT_OF_EDITION = "文件所写的“{text}”不是本届活动的市州。"
CITY_NOWHERE = "文件名和表头都没有写明是哪个市州的汇总表。"
COUNTY_OF = "{county}属于{city}，"
CHOOSE_CITY = "请核对后选择这份汇总表所属的市州。"

# What a finding about a form is about, where one about a row names the row.
FORM_NAME = "推荐表"
# The other side of a form or a PDF, where it is not a row of the same package.
REGISTRY = "案例库中"
# The same as long as the case is not in the registry.
NOT_APPLIED_ROW = "汇总表第 {position} 行"
# The two versions the notice asks for.
WORD_VERSION, PDF_VERSION = "Word 或 Excel 版", "PDF 版"
ROW_CLAUSE, FORM_CLAUSE = "附件3", "附件2"

# What an archive does not give out, and why.
ARCHIVE_LOCKED = "无法打开"
MEMBERS_LOCKED = "其中 {count} 个文件没有读取：{names}"
NESTED_TOO_DEEP = "压缩包里的压缩包还套有压缩包，最多打开两层"
PACKED_TOO_TIGHT = "{names}解压后超过原来的 {ratio} 倍"


def excerpt(text: str, limit: int = 60) -> str:
    """A text short enough to stand inside a sentence, line breaks shown as blanks."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else f"{flat[:limit]}…"


def listed(things: Sequence[str], limit: int = 5) -> str:
    """Things one after another, the rest only counted."""
    shown = "、".join(things[:limit])
    return shown if len(things) <= limit else f"{shown}等 {len(things)} 处"


def quoted(things: Sequence[str]) -> str:
    """Words one after another, each in quotation marks."""
    return "、".join(f"“{excerpt(thing, 20)}”" for thing in things)


def spans(gaps: Sequence[tuple[int, int]], limit: int = 10) -> str:
    """Runs of numbers: 4、7 至 9."""
    return listed([str(first) if first == last else f"{first} 至 {last}" for first, last in gaps], limit)


def known_case(city: str, enterprise: str, case_name: str) -> str:
    """A case of another city, named so that a person finds it."""
    return f"{city}“{excerpt(enterprise, 30)}”《{excerpt(case_name, 30)}》"
