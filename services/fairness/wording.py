"""What the fairness report says, sentence by sentence: on the page and in its document alike."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from services.edition.rules import percent
from services.fairness.queries import Report, Votes
from services.fairness.rules import ONE_IN, SMALL, Avoidance, Breakdown, Change, Group, PanelFacts, RuleEffect
from services.fairness.terms import Trait, Verdict
from services.selection.terms import ListKind, RuleKind
from services.status.rules import share_text
from services.terms import Park

_NAMED = 3
_BASE = {ListKind.SHORTLIST: "推荐案例", ListKind.LECTURE: "入选案例"}
_COUNTED = {ListKind.SHORTLIST: "入选 / 推荐", ListKind.LECTURE: "宣讲 / 入选"}
# What is said of how far reviewers of one case agree, from the least that carries the word.
_AGREEMENT = ((0.75, "高"), (0.5, "中等"), (float("-inf"), "低"))


def base_name(kind: ListKind) -> str:
    """What a list was drawn from."""
    return _BASE[kind]


def axis(kind: ListKind) -> str:
    """What a picture of a comparison counts."""
    return f"{_COUNTED[kind]}，虚线为总体"


def headline(found: Report) -> str:
    """The list in one sentence: how many, of how many, from where, and its park share."""
    whole, cities = found.by(Trait.CITY).whole, found.by(Trait.CITY).groups
    with_any = sum(group.chosen > 0 for group in cities)
    told = f"{found.size} 件{found.kind.label}，从 {whole.base} 件{base_name(found.kind)}中产生"
    return f"{told}，来自 {with_any} 个市州，{_parks(found)}。"


def compared(found: Report) -> str:
    """What differs from the whole, over all comparisons, in one sentence."""
    told = [
        f"{trait.label}“{group.name}”{verdict.label}"
        for trait, group, verdict in _standing_out(found)
        if trait is not Trait.PARK
    ]
    if not told:
        return "按市州、案例类型、企业类型比较，没有哪一组明显高于或低于总体。"
    return f"按市州、案例类型、企业类型比较：{'；'.join(told)}；其余与总体没有明显差别。"


def changed(found: Report) -> str:
    """How far votes and the park share changed the list, in one sentence."""
    by_votes = found.votes.change if found.votes else None
    told = [] if by_votes is None else [f"网络投票使 {_exchanged(by_votes)}"]
    told += [
        f"园区科协占比的要求使 {_exchanged(effect.change)}"
        for effect in found.rules
        if effect.kind is RuleKind.PARK_SHARE
    ]
    return f"{'；'.join(told)}。" if told else ""


def of_trait(part: Breakdown) -> str:
    """One comparison in a sentence."""
    whole = share_text(part.whole.share)
    told = [
        f"{'、'.join(_with_share(group) for group in part.having(verdict))}{verdict.label}（{whole}）"
        for verdict in (Verdict.ABOVE, Verdict.BELOW)
        if part.having(verdict)
    ]
    return f"{'；'.join(told) or f'各组与总体（{whole}）没有明显差别'}。"


def legend() -> str:
    """How to read a picture of a comparison."""
    return "圆点为比例，横线为其 95 % 置信区间，虚线为总体；▲ 明显高于总体，▼ 明显低于总体。"


def caution(parts: Sequence[Breakdown]) -> str:
    """What the intervals can and cannot say."""
    groups = sum(part.compared for part in parts)
    small = [group.name for part in parts for group in part.small]
    told = (
        f"95 % 置信区间按威尔逊法计算，区间不含总体比例的才说“明显”（▲ 高于，▼ 低于）；"
        f"共比较 {groups} 组，即使毫无偏向，也会有大约 {max(round(groups / ONE_IN), 1)} 组碰巧落在区间之外。"
    )
    if small:
        told += f"{_few(small)}不足 {SMALL} 件，多一件或少一件比例就大不相同，不宜下结论。"
    return told


def votes(found: Votes | None) -> str:
    """How far the vote changed the list."""
    if found is None:
        return "网络投票没有计入得分。"
    told = f"网络投票占得分的 {percent(found.weight)}（{found.mapping.label}）。"
    change = found.change
    if change is None:
        return f"{told}不计投票时，同样的规则得不出名单。"
    if not change.joined and not change.left and not change.undecided:
        return f"{told}不计投票，名单完全相同。"
    told += f"同样的规则、不计投票时，有 {_swapped(change)}。"
    if change.undecided:
        told += f"另有 {len(change.undecided)} 件不计投票时同分，能否入选不能断定。"
    return told


def rules(effects: Iterable[RuleEffect], pinned: int, excluded: int) -> str:
    """How far each rule changed the list."""
    told = [_rule(effect) for effect in effects]
    if pinned or excluded:
        told.append(f"组委会指定入选 {pinned} 件、不予入选 {excluded} 件，均有记录的理由。")
    return "".join(told)


def reviewers(found: PanelFacts | None) -> str:
    """The reviewers, without a name: sheets, severity and agreement."""
    if found is None:
        return "没有可供统计的评分表。"
    counts = "、".join(f"{cases} 件各 {number} 份" for number, cases in found.sheets.items())
    told = f"{found.reviewers} 位专家评了 {found.cases} 件案例，共 {found.reviews} 份评分表（{counts}）。"
    return told + _severity(found) + _agreement(found)


def conflicts(found: Avoidance) -> str:
    """The conflicts as counts."""
    if not found.total:
        return "没有登记回避。"
    told = f"登记回避 {found.total} 条：系统查出 {found.found} 条，专家申报 {found.declared} 条；"
    told += f"认定应回避 {found.confirmed} 条，认定不需回避 {found.cleared} 条"
    waiting = f"，待认定 {found.suspected} 条（按应回避处理）" if found.suspected else ""
    return f"{told}{waiting}。应回避的评审不分配，已有的评分不计入。"


def _parks(found: Report) -> str:
    part = found.by(Trait.PARK)
    count = sum(group.chosen for group in part.groups if group.name == Park.PARK.label)
    share = Fraction(count, found.size) if found.size else None
    told = f"园区科协推荐 {count} 件，占 {share_text(share, least=found.least_park)}"
    if found.least_park is None or share is None:
        return told
    reached = "达到" if share >= found.least_park else "未达到"
    return f"{told}，{reached} {percent(found.least_park)} 的要求（二（二）3）"


def _standing_out(found: Report) -> list[tuple[Trait, Group, Verdict]]:
    return [
        (part.trait, group, verdict)
        for part in found.breakdowns
        for verdict in (Verdict.ABOVE, Verdict.BELOW)
        for group in part.having(verdict)
    ]


def _with_share(group: Group) -> str:
    return f"{group.name} {group.chosen}/{group.base}（{share_text(group.share)}）"


def _few(names: Sequence[str]) -> str:
    named = "、".join(names[:_NAMED])
    return named if len(names) <= _NAMED else f"{named}等 {len(names)} 组"


def _swapped(change: Change) -> str:
    if not change.joined and not change.left:
        return "名单没有确定的变化"
    return f"{len(change.joined)} 件不会入选、{len(change.left)} 件会入选"


def _exchanged(change: Change) -> str:
    return f"{len(change.joined)} 件入选、{len(change.left)} 件落选"


def _rule(effect: RuleEffect) -> str:
    if not effect.change.joined and not effect.change.left:
        return f"“{effect.asks}”没有影响名单。"
    told = f"“{effect.asks}”使 {len(effect.change.joined)} 件入选、{len(effect.change.left)} 件让出位置。"
    return f"{told}这是通知要求的结果（二（二）3）。" if effect.kind is RuleKind.PARK_SHARE else told


def _severity(found: PanelFacts) -> str:
    if found.sd is None or found.severest is None or found.mildest is None:
        return "专家人数太少、没有共同评审的案例或评分没有差别，宽严不作统计。"
    ends = f"最严的平均低 {_points(-found.severest)} 分，最宽的平均高 {_points(found.mildest)} 分"
    return f"专家宽严的标准差为 {found.sd:.1f} 分，{ends}。"


def _agreement(found: PanelFacts) -> str:
    value = found.agreement.icc_k
    if value is None:
        return "每件案例评分太少，一致程度不作统计。"
    word = next(word for least, word in _AGREEMENT if value >= least)
    alpha = found.agreement.alpha
    also = "" if alpha is None else f"，克里彭多夫系数 {alpha:.2f}"
    return f"几位专家的平均分一致程度{word}（组内相关系数 {value:.2f}{also}；1 为完全一致）。"


def _points(points: Decimal) -> str:
    return f"{float(points):.1f}"
