"""Scores as they are stored: whole ten-thousandths of a point, so that no float ever decides. Pure."""

from decimal import Decimal
from fractions import Fraction

STEPS = 10_000


def as_decimal(stored: int) -> Decimal:
    """A stored score in points of a hundred, with four decimals."""
    return Decimal(stored).scaleb(-4)


def as_stored(score: Decimal) -> int:
    """A score that has been rounded to four decimals as it is stored.

    :raises ValueError: it has more decimals than are kept.
    """
    steps = score * STEPS
    if steps != steps.to_integral_value():
        raise ValueError(f"{score} has more than four decimals")
    return int(steps)


def shown(stored: int | None, decimals: int = 2) -> str:
    """A stored score as it is read, half up; a dash where there is none."""
    if stored is None:
        return "—"
    divisor = 10 ** (4 - decimals)
    steps = (2 * stored + divisor) // (2 * divisor)
    return f"{Decimal(steps).scaleb(-decimals):f}"


def mixed(official: int, vote_points: int, weight: Fraction) -> int:
    """(1 − weight) · official + weight · points of the votes, rounded once, half up."""
    whole = weight.denominator
    exact = (whole - weight.numerator) * official + weight.numerator * vote_points
    return (2 * exact + whole) // (2 * whole)
