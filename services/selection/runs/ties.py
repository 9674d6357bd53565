"""In which order tied cases stand once it is settled on record. Pure.

A draw can be repeated by hand: whoever has the published seed computes
SHA-256 over ``seed:case id`` for each case and sorts what comes out.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from services.errors import InvalidInput, RuleViolation, StaleView
from services.selection.runs.rules import Entry
from services.selection.terms import SecondKey, TieMethod

# A seed is published before it is used: a short word would be easy to choose by its outcome.
SEED_MIN = 6
SEED_MAX = 100

_FIGURES: Mapping[SecondKey, Callable[[Entry], int | None]] = {
    SecondKey.CORRECTED: lambda one: one.corrected,
    SecondKey.OFFICIAL: lambda one: one.official,
}


@dataclass(frozen=True)
class Way:
    """How a tie is settled: a draw by ``seed``, a comparison by ``second``, or an order agreed on."""

    method: TieMethod
    seed: str | None = None
    second: SecondKey | None = None

    def order(self, cases: Sequence[int], entries: Mapping[int, Entry]) -> list[int]:
        """The order of the tied cases, the first to be taken first.

        :raises RuleViolation: the further figure does not tell them apart.
        """
        if self.seed is not None:
            return drawn(self.seed, cases)
        if self.second is not None:
            return ordered_by(self.second, [entries[case_id] for case_id in cases])
        return list(cases)


def draw(seed: str) -> Way:
    """Settle by lot.

    :raises InvalidInput: a seed nobody could publish.
    """
    return Way(TieMethod.DRAW, seed=check_seed(seed))


def comparison(second: SecondKey) -> Way:
    """Settle by a further figure."""
    return Way(TieMethod.SECOND_KEY, second=second)


DELIBERATION = Way(TieMethod.DELIBERATION)


def drawn(seed: str, cases: Collection[int]) -> list[int]:
    """The cases as the seed draws them, whatever order they come in."""
    return sorted(cases, key=lambda case_id: lot(seed, case_id))


def lot(seed: str, case_id: int) -> str:
    """What the seed gives a case, the smallest is first; as ``printf '%s' 'seed:12' | sha256sum``."""
    return hashlib.sha256(f"{seed}:{case_id}".encode()).hexdigest()


def check_seed(seed: str) -> str:
    """The seed as it is kept.

    :raises InvalidInput: it is too short or too long to be published.
    """
    text = " ".join(seed.split())
    if not SEED_MIN <= len(text) <= SEED_MAX:
        raise InvalidInput(
            f"抽签的种子有 {len(text)} 字，应为 {SEED_MIN} 至 {SEED_MAX} 字。",
            "请使用抽签前已公布、事先无人能知道的一串数字或文字，例如约定日期的彩票开奖号码。",
        )
    return text


def ordered_by(key: SecondKey, tied: Sequence[Entry]) -> list[int]:
    """The tied cases by a further figure, highest first; it has to tell those of one score apart.

    :raises RuleViolation: a case has no such figure, or cases of one score have the same.
    """
    figure = _FIGURES[key]
    lacking = [one.name for one in tied if figure(one) is None]
    if lacking:
        raise RuleViolation(
            f"{_named(lacking)}没有“{key.label}”，无法比较。", "请改用抽签或集体研究确定先后。"
        )
    seen: dict[tuple[int | None, int | None], Entry] = {}
    for one in tied:
        place = (one.final, figure(one))
        if place in seen:
            raise RuleViolation(
                f"{_named([seen[place].name, one.name])}的“{key.label}”也相同，比不出先后。",
                "请改用抽签或集体研究确定先后。",
            )
        seen[place] = one
    return [one.id for one in sorted(tied, key=lambda one: (-(one.final or 0), -(figure(one) or 0)))]


def check_tied(asked: Sequence[int], tied: Collection[int], method: TieMethod, *, is_open: bool) -> None:
    """Let a settlement pass: it is about exactly the cases that are tied now, and nothing is drawn twice.

    :raises RuleViolation: nothing is tied, or it has been settled.
    :raises StaleView: other cases are tied than the person saw.
    :raises InvalidInput: a case stands twice in the order.
    """
    if not tied:
        raise RuleViolation("现在没有同分待定的案例，不需要确定先后。", "请刷新页面查看最新结果。")
    if len(set(asked)) != len(asked):
        raise InvalidInput("先后次序中有案例重复。", "请让每件案例只出现一次。")
    if set(asked) != set(tied):
        raise StaleView("同分待定的案例")
    if not is_open and method is not TieMethod.DELIBERATION:
        # Otherwise one could draw until the outcome pleases.
        raise RuleViolation(
            "这些案例的先后已经确定，不能再次抽签或比较。", "确需更正的，请由集体研究确定并写明理由。"
        )


def _named(names: Sequence[str]) -> str:
    return "".join(f"《{name}》" for name in names)
