"""What an answer of 遴选 says to a person.

Every sentence takes how cases are to be called: by their ids, or on a page by their names.
"""

from collections.abc import Callable, Iterable

from services.selection.explaining import Difference, Price, Reason
from services.selection.problem import Problem, RuleName, Share
from services.selection.rules import Chosen, Selection
from services.selection.terms import ReasonKind, RuleKind, Standing
from services.terms import Park

Naming = Callable[[str], str]

_IN = (ReasonKind.PINNED, ReasonKind.THROUGH_RULES)
_NO_RULE = {
    ReasonKind.BY_SCORE: "名单总数不变，单独取消任何一条规则也仍在名单里。",
    ReasonKind.OUTSCORED: "名单总数不变，单独取消任何一条规则也不入选。",
    ReasonKind.TIED_IN: "仅凭分数无法决定，另有一份件数和总分相同的名单没有它。",
    ReasonKind.TIED_OUT: "仅凭分数无法决定，另有一份件数和总分相同的名单有它。",
    ReasonKind.SETTLED_IN: "另有一份件数和总分相同的名单没有它，先后依次看分数和登记的次序。",
    ReasonKind.SETTLED_OUT: "另有一份件数和总分相同的名单有它，先后依次看分数和登记的次序。",
    ReasonKind.PINNED: "即使取消这一指定，也仍在名单里。",
    ReasonKind.EXCLUDED: "即使取消这一决定，也不入选。",
    ReasonKind.BELOW_MINIMUM: "即使取消最低分数，也不入选。",
}


def told(problem: Problem, selection: Selection, fingerprint: str, named: Naming = str) -> str:
    """The list, what is undecided, and the cut lines; or which rules cannot hold together."""
    if selection.chosen is None:
        lines = conflicts_told(problem, selection, named)
    else:
        lines = _list(problem, selection, selection.chosen, named)
    return "\n".join([*lines, f"指纹：{fingerprint}"])


def rule_told(problem: Problem, rule: RuleName, named: Naming = str) -> str:
    """A rule by its label, with what it asks."""
    rules = problem.rules
    share = rules.park_share or Share(0, 1)
    asks = {
        RuleKind.MAX_SIZE: f"（{rules.max_size} 件）",
        RuleKind.PARK_SHARE: f"（{share.num}/{share.den}）",
        RuleKind.CATEGORY_MIN: f"（{rule.about} {rules.category_min.get(rule.about, 0)} 件）",
        RuleKind.MIN_SCORE: f"（{rules.min_score} 分）",
    }
    if rule.kind in (RuleKind.PINNED, RuleKind.EXCLUDED):
        return f"{rule.kind.label}（{named(rule.about)}）"
    return f"{rule.kind.label}{asks.get(rule.kind, '')}"


def _list(problem: Problem, selection: Selection, chosen: Chosen, named: Naming) -> list[str]:
    if not chosen.size:
        return [_why_empty(problem)]
    lines = [
        f"入选 {chosen.size} 件，总分 {chosen.total}：{_several(chosen.ids, named)}。",
        _cut_lines(selection),
    ]
    undecided = selection.having(Standing.TIED)
    if undecided:
        these = _several(undecided, named)
        lines.append(f"{Standing.TIED.label} {len(undecided)} 件：{these}。{_settling(problem, undecided)}")
    return lines


def _settling(problem: Problem, undecided: list[str]) -> str:
    open_cases = [case.id for case in problem.cases if case.id in set(undecided) and case.tie_key is None]
    if not open_cases:
        return "名单已按登记的先后（tie_key）取舍。"
    return "仅凭分数无法决定取舍，请按规定办法（抽签、集体研究等）确定先后，登记为 tie_key 后重新求解。"


def unknown_told(problem: Problem, difference: Difference | None, named: Naming = str) -> str:
    """Whether settling the unknown park statuses can change the list, in a sentence; empty where none is."""
    unknown = [case.id for case in problem.cases if case.park is Park.UNKNOWN]
    if not unknown or difference is None:
        return ""
    counted = problem.rules.park_unknown_counts_as.label
    told = f"{len(unknown)} 件案例是否园区科协推荐{Park.UNKNOWN.label}，按“{counted}”计；"
    if difference.is_none:
        return f"{told}无论怎样确认，名单都不变。"
    return f"{told}与全部不是相比，如果全部是：{change_told(difference, named)}。请先确认再定名单。"


def _why_empty(problem: Problem) -> str:
    rules = problem.rules
    asks_park = rules.park_share is not None and rules.park_share.num > 0
    if not problem.cases:
        return "没有案例，名单为空。"
    if asks_park and not any(rules.counts_as_park(case) for case in problem.cases):
        return "案例中没有园区科协推荐的，任何名单都达不到园区科协占比下限，因此名单为空。"
    return "没有案例能同时满足各项规则，因此名单为空。请核对名单总数上限、最低分数和各项限制。"


def _cut_lines(selection: Selection) -> str:
    lines = [f"{park.label} {selection.cut_lines[park] or '无'}" for park in (Park.PARK, Park.NOT_PARK)]
    return f"最低入选分：{'，'.join(lines)}。"


def conflicts_told(problem: Problem, selection: Selection, named: Naming = str) -> list[str]:
    """Why there is no list: every minimal set of rules that cannot hold together, each in a line."""
    count = len(selection.conflicts)
    return [
        f"规则无法同时满足，没有名单。互相冲突的规则共 {count} 组，每一组都须放宽其中一条：",
        *(
            f"  {number}. {'、'.join(rule_told(problem, rule, named) for rule in conflict)}"
            for number, conflict in enumerate(selection.conflicts, start=1)
        ),
    ]


def price_told(problem: Problem, price: Price, named: Naming = str) -> str:
    """What a rule costs, in a sentence."""
    rule = rule_told(problem, price.rule, named)
    if price.gain.is_none:
        return f"“{rule}”没有影响名单。"
    return f"不设“{rule}”时，{change_told(price.gain, named)}。"


def reason_told(problem: Problem, reason: Reason, named: Naming = str) -> str:
    """Why a case is in or not, in a sentence that holds when the list is solved again."""
    if not reason.rules:
        return f"{reason.kind.label}：{_NO_RULE[reason.kind]}"
    rules = "、".join(f"“{rule_told(problem, rule, named)}”" for rule in reason.rules)
    without = f"取消{rules}{'中的任意一条' if len(reason.rules) > 1 else ''}"
    return f"{reason.kind.label}：{without}，{'就不在名单里' if reason.kind in _IN else '就会入选'}。"


def what_if_told(case_id: str, difference: Difference | None, named: Naming = str) -> str:
    """What the list would be with a case in it, in a sentence."""
    if difference is None:
        return f"在现有规则下，没有包含 {named(case_id)} 的名单。"
    return f"如果 {named(case_id)} 必须入选，{change_told(difference, named)}。"


def change_told(difference: Difference, named: Naming = str) -> str:
    """What comes, what goes and what that is worth, as a part of a sentence."""
    sign = "" if difference.total.startswith("-") else "+"
    joins = f"{_several(difference.joins, named)} 入选" if difference.joins else "没有新入选的"
    leaves = f"{_several(difference.leaves, named)} 落选" if difference.leaves else "没有落选的"
    size = f"，件数 {difference.size:+d}" if difference.size else ""
    return f"{joins}，{leaves}，总分 {sign}{difference.total}{size}"


def _several(ids: Iterable[str], named: Naming) -> str:
    return "、".join(map(named, ids))
