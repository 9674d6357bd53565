"""The explanation in an evidence bundle (复核包), for somebody who has never seen the product. Pure."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from services.export import wording
from services.export.evidence_files import Source, points_text


def readme(sources: Sequence[Source]) -> tuple[str, bytes]:
    """Its name and its text, as the editor of any Windows opens it: UTF-8 with a mark, lines as there."""
    told = wording.evidence()
    words = told.readme
    text = words["text"].format(
        title=sources[0].facts.title,
        lists="\n".join(_list(source) for source in sources),
        files=_about(told.files),
        shared=_about(told.shared),
        commands=_each(sources, words["solve"]),
        fingerprints=_each(sources, words["fingerprint"]),
        folders=[source.folder for source in sources],
        formula=told.told["final"],
        example=_example(sources[0]),
        percentage=told.told["percentage"],
        calibrations=_each(sources, words["calibrate"]),
        draw=words["draw"],
    )
    return words["name"], text.replace("\n", "\r\n").encode("utf-8-sig")


def _each(sources: Iterable[Source], line: str) -> str:
    return "\n".join(
        line.format(folder=source.folder, fingerprint=source.record.confirmed.fingerprint)
        for source in sources
    )


def _about(files: Iterable[str]) -> str:
    told = wording.evidence()
    described = {**told.files, **told.shared}
    return "\n".join(told.readme["file"].format(name=name, about=described[name]) for name in files)


def _list(source: Source) -> str:
    confirmed = source.record.confirmed
    return (
        wording.evidence()
        .readme["list"]
        .format(
            folder=source.folder,
            kind=source.record.run.kind.label,
            version=confirmed.version,
            size=len(source.record.members),
            met_on=confirmed.met_on.isoformat(),
            minutes=confirmed.minutes_number,
        )
    )


def _example(source: Source) -> str:
    """The final score of the first case of the list, worked out."""
    words, weight = wording.evidence().readme, Fraction(source.fixed.vote_weight)
    if not source.record.members:
        return ""
    case_id = source.record.members[0].case_id
    one = source.scores[case_id]
    filled = {
        "kind": source.record.run.kind.label,
        "case": case_id,
        "official": points_text(one.official),
        "points": points_text(one.vote_points),
        "weight": weight,
        "rest": 1 - weight,
        "final": points_text(one.final),
    }
    is_mixed = one.vote_points is not None and weight
    return words["example" if is_mixed else "example_plain"].format(**filled)
