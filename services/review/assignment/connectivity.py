"""Whether reviewers can be compared through the cases they share, and how well. Pure.

B is the case × reviewer table of 0 and 1; L = diag(n_j) − Bᵀ·diag(1/n_i)·B.
Severities are told apart only within a component; the variance of a difference
b_j − b_l, in units of one review's noise, is P_jj + P_ll − 2·P_jl with P = L⁺.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from services.review.assignment.problem import Pair

_ZERO = 1e-8


@dataclass(frozen=True)
class Connectivity:
    """How the reviewers hang together.

    ``components``: reviewers comparable among themselves, the largest group
    first. ``lambda_2`` (0 if there are several groups) and ``worst_variance``
    (None then, and with fewer than two reviewers) are for display and for
    comparing proposals; no place is decided by them.
    """

    components: tuple[tuple[int, ...], ...]
    lambda_2: float
    worst_variance: float | None

    @property
    def is_connected(self) -> bool:
        """Whether all reviewers can be compared."""
        return len(self.components) <= 1


def connectivity(pairs: Iterable[Pair]) -> Connectivity:
    """The connectivity of an assignment; reviewers without a case stand in none of the groups."""
    assigned = sorted(set(pairs))
    groups = _components(assigned)
    if len(groups) != 1 or len(groups[0]) < 2:
        return Connectivity(groups, 0.0, None)
    values, vectors = np.linalg.eigh(_laplacian(assigned))
    inverse = np.divide(1.0, values, out=np.zeros_like(values), where=values > _ZERO)
    spread = (vectors * inverse) @ vectors.T
    own = np.diag(spread)
    variance = own[:, None] + own[None, :] - 2 * spread
    return Connectivity(groups, round(float(values[1]), 4), round(float(variance.max()), 4))


def _laplacian(pairs: list[Pair]) -> np.ndarray:
    cases = {case: row for row, case in enumerate(sorted({case for case, _ in pairs}))}
    experts = {expert: column for column, expert in enumerate(sorted({expert for _, expert in pairs}))}
    table = np.zeros((len(cases), len(experts)))
    table[[cases[c] for c, _ in pairs], [experts[e] for _, e in pairs]] = 1.0
    laplacian: np.ndarray = np.diag(table.sum(axis=0)) - table.T @ (table / table.sum(axis=1)[:, None])
    return laplacian


def _components(pairs: list[Pair]) -> tuple[tuple[int, ...], ...]:
    """The groups of experts that share cases, directly or through others."""
    leader: dict[int, int] = {}

    def find(expert: int) -> int:
        while leader.setdefault(expert, expert) != expert:
            leader[expert] = leader[leader[expert]]
            expert = leader[expert]
        return expert

    first: dict[int, int] = {}
    for case, expert in pairs:
        leader[find(expert)] = find(first.setdefault(case, expert))
    groups: dict[int, list[int]] = {}
    for expert in sorted(leader):
        groups.setdefault(find(expert), []).append(expert)
    return tuple(sorted((tuple(group) for group in groups.values()), key=lambda group: (-len(group), group)))
