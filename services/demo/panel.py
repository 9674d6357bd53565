"""Invents the reviewers, and what each gives a case. Pure: the same seed gives the same panel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from services.demo.rules import Row, Words
from services.edition.rules import EditionFacts
from services.review.reviewers.rules import Profile
from services.review.rubric.rules import Rubric

SIZE = 24
# How good a case is, how strict a reviewer, how much chance: of the full points.
_STRICTEST = 0.24
_QUALITY, _QUALITY_SD, _STRICTNESS_SD, _NOISE_SD = 0.78, 0.09, 0.04, 0.05


@dataclass(frozen=True)
class Panelist:
    """A reviewer, and how far below the others the points are this one gives."""

    profile: Profile
    strictness: float


def panel_of(
    first: str, facts: EditionFacts, words: Words, applied: Sequence[Row], random: Random
) -> list[Panelist]:
    """The panel: ``first`` by name, one employed where a case comes from, one called like a team member."""
    named = [first, *_names(words, random, {first})]
    panel = [_panelist(name, number, facts, words, random) for number, name in enumerate(named)]
    employed, namesake = applied[0], applied[1]
    panel[1] = _with(panel[1], employer=employed[2])
    # Somebody so strict that there is something to deliberate on.
    panel[3] = Panelist(panel[3].profile, _STRICTEST)
    taken = {one.profile.name for one in panel}
    panel[2] = _with(panel[2], name=next(name for name in namesake[3].split("、") if name not in taken))
    return panel


def points(rubric: Rubric, case_name: str, strictness: float, random: Random) -> Mapping[str, int]:
    """What a reviewer gives: the case is as good for everybody, the rest is the reviewer and chance."""
    quality = Random(case_name).gauss(_QUALITY, _QUALITY_SD) - strictness
    return {
        criterion.key: _within(round(random.gauss(quality, _NOISE_SD) * criterion.scale), criterion.scale)
        for criterion in rubric.criteria
    }


def _names(words: Words, random: Random, taken: set[str]) -> list[str]:
    found: list[str] = []
    while len(found) < SIZE - 1:
        name = random.choice(words.surnames) + random.choice(words.given)
        if name not in taken:
            taken.add(name)
            found.append(name)
    return found


def _panelist(name: str, number: int, facts: EditionFacts, words: Words, random: Random) -> Panelist:
    categories = [category.name for category in facts.categories]
    own = categories[number % len(categories)]
    profile = Profile(
        name=name,
        employer=random.choice(words.employers),
        city=facts.cities[0].name,
        fields=(random.choice(words.trades),),
        categories=(own,) if number % 2 else (own, categories[(number + 1) % len(categories)]),
        phone=f"139{random.randint(0, 9)}{number:02d}0{random.randint(0, 9999):04d}",
    )
    return Panelist(profile, random.gauss(0, _STRICTNESS_SD))


def _with(one: Panelist, *, name: str | None = None, employer: str | None = None) -> Panelist:
    known = one.profile
    profile = Profile(
        name or known.name,
        employer or known.employer,
        known.city,
        known.fields,
        known.categories,
        known.phone,
    )
    return Panelist(profile, one.strictness)


def _within(given: int, scale: int) -> int:
    return min(max(given, 0), scale)
