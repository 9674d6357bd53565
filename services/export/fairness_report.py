"""The fairness report as a paper for leadership: sentences and counts, no score and no reviewer. Pure."""

from collections.abc import Sequence

from services.edition.rules import EditionFacts
from services.export import papers, word
from services.export.listings import Row
from services.export.papers import Block, Line, Paper, Table
from services.export.results_wording import day, named_by
from services.export.terms import Face, Mark
from services.fairness import wording
from services.fairness.queries import Report
from services.fairness.rules import Breakdown, Group
from services.fairness.terms import Trait
from services.status.rules import share_text

# Smaller than the standard's 16 points: leadership reads it on two pages.
_TEXT = word.Type(Face.BODY, 14, 23)
_HEADING = word.Type(Face.HEADING, 14, 23)
# The type area of a portrait A4 page is 156 mm wide.
_WIDTHS = (36, 17, 17, 17, 22, 29, 18)
_TITLE = "{year}年{province}企业典型创新案例\n公平性报告"
_NAME = "公平性报告（内部）"
_VERSION = "{label}名单第 {version} 版，{day}会议确认"


def fairness_report(reports: Sequence[Report], facts: EditionFacts, *, stamp: str, footnote: str) -> Paper:
    """The report of the shortlist, and in short of the lectures where they are confirmed."""
    shortlist, *lectures = reports
    title = _TITLE.format(**named_by(facts))
    version = "；".join(
        _VERSION.format(label=one.kind.label, version=one.version, day=day(one.met_on)) for one in reports
    )
    others = [part for part in shortlist.breakdowns if part.trait is not Trait.CITY]
    text: list[Block] = [papers.title(title), papers.centred(f"（{version}）")]
    text += _section("一、总的情况", wording.headline(shortlist), wording.compared(shortlist))
    text += _section(
        "二、网络投票和规则的影响",
        wording.votes(shortlist.votes),
        wording.rules(shortlist.rules, shortlist.pinned, shortlist.excluded),
    )
    text += _section("三、专家评审", wording.reviewers(shortlist.panel))
    text += _section("四、回避", wording.conflicts(shortlist.avoidance))
    for one in lectures:
        told = (wording.headline(one), wording.compared(one), wording.votes(one.votes))
        text += _section("五、宣讲案例", *told)
    text += [_heading("附：入选案例逐项比较"), papers.note(wording.caution(shortlist.breakdowns))]
    for part in (*others, shortlist.by(Trait.CITY)):
        # Between two tables a line must stand: without one Word makes them one.
        text += [papers.note(_of(part), keeps_next=True), _table(part)]
    return Paper(
        name=_NAME,
        title=title,
        text=tuple(text),
        count=shortlist.size,
        mark=Mark.INTERNAL,
        stamp=stamp,
        footnote=footnote,
    )


def _section(title: str, *told: str) -> list[Block]:
    return [_heading(title), *(Line(text, _TEXT) for text in told if text)]


def _heading(text: str) -> Line:
    return Line(text, _HEADING, keeps_next=True)


def _of(part: Breakdown) -> str:
    return f"按{part.trait.label}：{wording.of_trait(part)}"


def _table(part: Breakdown) -> Table:
    headings = (part.trait.label, "推荐", "通过", "入选", "占推荐", "95 % 区间", "与总体")
    rows = [_row(part, group) for group in part.groups]
    return Table(headings, tuple(rows), _WIDTHS, is_small=True)


def _row(part: Breakdown, group: Group) -> Row:
    interval, verdict = group.interval, part.verdict(group)
    reach = "—" if interval is None else f"{interval.low:.1%}–{interval.high:.1%}".replace("%", " %")
    counts = (str(group.base), str(group.passed), str(group.chosen), share_text(group.share))
    return (group.name, *counts, reach, (verdict.short or "—") if verdict else "—")
