"""Who can be compared with whom, and how well: small cases by hand, all against the eigenvalues."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.review.assignment.connectivity import _laplacian, connectivity

pairs = st.frozensets(st.tuples(st.integers(1, 6), st.integers(1, 6)), min_size=1)


def test_two_experts_who_share_cases_are_compared_by_them():
    """A difference of two means over n shared cases has the variance 2/n."""
    seen = connectivity([(case, expert) for case in range(1, 9) for expert in (1, 2)])

    assert (seen.components, seen.lambda_2, seen.worst_variance) == (((1, 2),), 8.0, 0.25)


def test_groups_that_share_no_case_are_not_compared():
    seen = connectivity([(1, 1), (1, 2), (2, 3), (2, 4), (3, 4), (3, 5)])

    assert seen.components == ((3, 4, 5), (1, 2))
    assert (seen.is_connected, seen.lambda_2, seen.worst_variance) == (False, 0.0, None)


def test_one_case_in_common_joins_two_groups_weakly():
    seen = connectivity([(1, 1), (1, 2), (2, 2), (2, 3)])

    assert seen.is_connected
    assert seen.worst_variance == 4.0


def test_nobody_and_a_single_expert_have_nothing_to_compare():
    assert connectivity([]).components == ()
    assert connectivity([(1, 7), (2, 7)]).components == ((7,),)
    assert connectivity([(1, 7)]).worst_variance is None


@given(pairs)
def test_there_are_as_many_groups_as_zero_eigenvalues(assigned):
    zeros = (np.linalg.eigvalsh(_laplacian(sorted(assigned))) < 1e-8).sum()

    seen = connectivity(assigned)

    assert len(seen.components) == zeros
    assert sorted(e for group in seen.components for e in group) == sorted({e for _, e in assigned})
    assert (seen.lambda_2 > 0) == (len(seen.components) == 1 and len(seen.components[0]) > 1)


@given(pairs)
def test_the_worst_variance_is_that_of_least_squares(assigned):
    seen = connectivity(assigned)
    cases, experts = sorted({c for c, _ in assigned}), sorted({e for _, e in assigned})
    design = np.zeros((len(assigned), len(cases) + len(experts)))
    for row, (case, expert) in enumerate(sorted(assigned)):
        design[row, cases.index(case)] = design[row, len(cases) + experts.index(expert)] = 1
    covariance = np.linalg.pinv(design.T @ design)[len(cases) :, len(cases) :]
    own = np.diag(covariance)
    expected = (own[:, None] + own[None, :] - 2 * covariance).max()

    assert seen.worst_variance is None or abs(seen.worst_variance - expected) < 1e-4
