"""The assignment as integral flow: most valuable, or only how much is possible at all. Pure.

Each case sends its missing reviews to experts, at most one to each, and the
experts send theirs to the sink within their room. Rewards are ranked so that
no sum of a lower kind outweighs one of a higher: minimum loads, then a first
expert of the category for each case, then the worth of the pairs.
"""

import numpy as np
from ortools.graph.python import max_flow, min_cost_flow

from services.review.assignment.layout import Flags, Layout, Numbers

# Beyond so many reviewers the best of each case are tried first: the same optimum in a quarter of the time.
_BEST = 60


def assign(layout: Layout, points: Numbers) -> Flags | None:
    """The added pairs that are worth most, or None where the needs cannot be met."""
    if len(layout.expert_ids) > _BEST:
        chosen = _solve(layout, points, _best(layout, points))
        if chosen is not None and _is_complete(layout, chosen):
            return chosen
    return _solve(layout, points, layout.allowed)


def possible(layout: Layout) -> tuple[int, Flags, Flags]:
    """The most missing reviews that find a reviewer, and the cases and experts where it is narrow.

    Those stand on the source's side of a smallest cut: the cases need more
    than the experts among them have room for, and whoever else may read one
    of them does.
    """
    cases, experts = layout.allowed.shape
    rows, columns = np.nonzero(layout.allowed & (layout.need > 0)[:, None])
    source, sink = cases + experts, cases + experts + 1
    flow = max_flow.SimpleMaxFlow()
    _add_max(flow, np.full(cases, source), np.arange(cases), layout.need)
    _add_max(flow, rows, cases + columns, _ones(rows.size))
    _add_max(flow, cases + np.arange(experts), np.full(experts, sink), layout.room)
    status = flow.solve(source, sink)
    if status != flow.OPTIMAL:
        raise RuntimeError(f"maximum flow ended as {status}")
    narrow = np.zeros(cases + experts + 2, dtype=np.bool_)
    narrow[flow.get_source_side_min_cut()] = True
    return flow.optimal_flow(), narrow[:cases] & (layout.need > 0), narrow[cases:source]


def _solve(layout: Layout, points: Numbers, allowed: Flags) -> Flags | None:
    """The flow of the least cost over the allowed pairs.

    Node i is case i, cases + i the gate to its experts, of which the first
    pays a bonus, then the experts, then the sink.
    """
    cases, experts = allowed.shape
    chosen = np.zeros_like(allowed)
    if not layout.need.any():
        return chosen
    if not experts:
        return None
    # Above any sum of points; above any sum of those and points.
    first_expert = int(layout.need.sum()) * int(points.max(initial=0)) + 1
    minimum_load = first_expert * (cases + 1)
    rows, columns = np.nonzero(allowed & (layout.need > 0)[:, None])
    has_gate = ~layout.is_covered[rows] & layout.expertise[rows, columns]
    gates = np.unique(rows[has_gate])
    to_expert, sink = 2 * cases + np.arange(experts), 2 * cases + experts
    flow = min_cost_flow.SimpleMinCostFlow()
    pairs = _add(flow, rows + cases * has_gate, to_expert[columns], _ones(rows.size), -points[rows, columns])
    _add(flow, gates, cases + gates, _ones(gates.size), np.full(gates.size, -first_expert))
    _add(flow, gates, cases + gates, layout.need[gates], _ones(gates.size) * 0)
    _add(flow, to_expert, np.full(experts, sink), layout.wanted, np.full(experts, -minimum_load))
    _add(flow, to_expert, np.full(experts, sink), layout.room - layout.wanted, _ones(experts) * 0)
    flow.set_nodes_supplies(np.arange(cases, dtype=np.int32), layout.need)
    flow.set_node_supply(sink, -int(layout.need.sum()))
    status = flow.solve()
    if status == flow.INFEASIBLE:
        return None
    if status != flow.OPTIMAL:
        raise RuntimeError(f"minimum-cost flow ended as {status}")
    is_chosen = flow.flows(pairs) > 0
    chosen[rows[is_chosen], columns[is_chosen]] = True
    return chosen


def _best(layout: Layout, points: Numbers) -> Flags:
    """The allowed pairs of each case with the experts that are worth most to it."""
    ranked = np.where(layout.allowed, points, -1)
    columns = np.argpartition(-ranked, _BEST, axis=1)[:, :_BEST]
    best = np.zeros_like(layout.allowed)
    np.put_along_axis(best, columns, values=True, axis=1)
    return best & layout.allowed


def _is_complete(layout: Layout, chosen: Flags) -> bool:
    """Whether nothing is left to ask of more pairs: minima filled, an expert wherever one is allowed."""
    could = (layout.allowed & layout.expertise).any(axis=1) & ~layout.is_covered & (layout.need > 0)
    has = (chosen & layout.expertise).any(axis=1)
    return bool((chosen.sum(axis=0) >= layout.wanted).all() and (has | ~could).all())


def _ones(size: int) -> Numbers:
    return np.ones(size, dtype=np.int64)


def _add(
    flow: min_cost_flow.SimpleMinCostFlow, tails: Numbers, heads: Numbers, capacities: Numbers, costs: Numbers
) -> Numbers:
    arcs: Numbers = flow.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32), heads.astype(np.int32), capacities.astype(np.int64), costs.astype(np.int64)
    )
    return arcs


def _add_max(flow: max_flow.SimpleMaxFlow, tails: Numbers, heads: Numbers, capacities: Numbers) -> None:
    flow.add_arcs_with_capacity(tails.astype(np.int32), heads.astype(np.int32), capacities.astype(np.int64))
