"""``manage.py solve``: problems in files, their lists, without a database."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.json_file import about, load
from services.selection.explaining import resolving_unknown
from services.selection.problem import Problem, fingerprint
from services.selection.problem_file import from_json
from services.selection.rules import Selection, solve
from services.selection.wording import told, unknown_told


@dataclass(frozen=True)
class Solved:
    """The answer to the problem in one file; the fingerprint is over the problem as the file states it."""

    file: str
    problem: Problem
    selection: Selection
    fingerprint: str

    def as_json(self) -> dict[str, Any]:
        """The answer as the contract writes it."""
        return self.selection.as_json(self.fingerprint)

    def in_words(self) -> str:
        """The answer as sentences."""
        unknown = unknown_told(self.problem, resolving_unknown(self.problem))
        return "\n".join(filter(None, [told(self.problem, self.selection, self.fingerprint), unknown]))


@dataclass(frozen=True)
class Answers:
    """The answers to all files, in their order."""

    solved: tuple[Solved, ...]

    def as_json(self) -> dict[str, Any]:
        """The answer alone, or with several files a list of them."""
        documents = [one.as_json() for one in self.solved]
        return documents[0] if len(documents) == 1 else {"results": documents}

    def in_words(self) -> str:
        """The answers as sentences; with several files each under its name."""
        if len(self.solved) == 1:
            return self.solved[0].in_words()
        return "\n\n".join(f"{one.file}\n{one.in_words()}" for one in self.solved)


def solve_files(paths: Iterable[Path]) -> Answers:
    """Solve the problem in each file.

    :raises InvalidInput: a file cannot be used; it and the fields that are wrong are named.
    :raises RuleViolation: an answer could not be proven.
    """
    return Answers(tuple(_solve_file(path) for path in paths))


def _solve_file(path: Path) -> Solved:
    with about(path):
        document = load(path)
        problem = from_json(document)
        selection = solve(problem)
    ids = selection.chosen.ids if selection.chosen else ()
    return Solved(path.name, problem, selection, fingerprint(document, ids))
