"""Decides for which city a 汇总表 speaks, from what the file and its uploader say. Pure."""

from services.edition.rules import EditionFacts
from services.findings import Finding
from services.intake.phrases import (
    CHOOSE_CITY,
    CITY_NOT_OF_EDITION,
    CITY_NOWHERE,
    CLAIM_CHOSEN,
    CLAIM_FILE_NAME,
    CLAIM_HEADING,
    COUNTY_OF,
    excerpt,
)
from services.intake.readers.heading import CityClaim
from services.intake.terms import FindingCode
from services.intake.texts import squeezed


def decide_city(
    chosen: str | None, heading: CityClaim | None, file_name: CityClaim | None, facts: EditionFacts
) -> tuple[str | None, list[Finding]]:
    """The city's name, or None with the finding that asks for it.

    The uploader's choice decides, but a file that says otherwise is still an
    error until a person has answered it. Without a choice the heading goes
    before the file name, and no place is ever taken for a similar one.
    """
    picked = facts.city(chosen) if chosen else None
    if chosen and picked is None:
        return None, [_unknown(facts, CITY_NOT_OF_EDITION.format(text=excerpt(chosen)), CHOOSE_CITY)]
    said = {
        label: claim.city.name
        for label, claim in ((CLAIM_FILE_NAME, file_name), (CLAIM_HEADING, heading))
        if claim and claim.city
    }
    if picked is not None:
        said[CLAIM_CHOSEN] = picked.name
        if (
            heading
            and heading.city is None
            and not (heading.county_of and heading.county_of.name == picked.name)
        ):
            said[CLAIM_HEADING] = heading.text
    elif heading and heading.city is None:
        return None, [_unnamed(heading, facts)]
    return _agreed(said, picked.name if picked else None, file_name, facts)


def city_of_address(address: str, facts: EditionFacts) -> str | None:
    """The city an address begins with, or whose county it begins with; never a similar one."""
    plain = squeezed(address).removeprefix(facts.province)
    for is_county in (False, True):
        for city in facts.cities:
            if plain.startswith(city.counties if is_county else (city.name, *city.aliases)):
                return city.name
    return None


def _agreed(
    said: dict[str, str], picked: str | None, file_name: CityClaim | None, facts: EditionFacts
) -> tuple[str | None, list[Finding]]:
    if len(set(said.values())) > 1:
        claims = "，".join(f"{label}为“{excerpt(text)}”" for label, text in said.items())
        return picked, [FindingCode.CITY_CONFLICT.finding(facts.finding_levels, claims=claims)]
    if said:
        return next(iter(said.values())), []
    if file_name and file_name.county_of:
        return None, [_unnamed(file_name, facts)]
    return None, [_unknown(facts, CITY_NOWHERE, CHOOSE_CITY)]


def _unnamed(claim: CityClaim, facts: EditionFacts) -> Finding:
    """A place is written, but it is no city of the edition; a county's city is named, not chosen."""
    reason = CITY_NOT_OF_EDITION.format(text=excerpt(claim.text))
    if claim.county_of is None:
        return _unknown(facts, reason, CHOOSE_CITY)
    belongs = COUNTY_OF.format(county=claim.county, city=claim.county_of.name)
    return _unknown(facts, reason, f"{belongs}{CHOOSE_CITY}")


def _unknown(facts: EditionFacts, reason: str, next_step: str) -> Finding:
    return FindingCode.CITY_UNKNOWN.finding(facts.finding_levels, reason=reason, next=next_step)
