"""``manage.py calibrate``: reviews in a file, what they come to, without a database."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.json_file import about, load
from services.scoring.reviews_file import from_json
from services.scoring.rules import Calibration, calibrate
from services.scoring.wording import told


@dataclass(frozen=True)
class Calibrated:
    """The answer to the reviews in a file."""

    calibration: Calibration

    def as_json(self) -> dict[str, Any]:
        """The answer as the contract writes it."""
        return self.calibration.as_json()

    def in_words(self) -> str:
        """The answer as sentences."""
        return told(self.calibration)


def calibrate_file(path: Path) -> Calibrated:
    """Calibrate the reviews in a file.

    :raises InvalidInput: the file cannot be used; it and the fields that are wrong are named.
    """
    with about(path):
        stated = from_json(load(path))
    return Calibrated(calibrate(stated.reviews, stated.categories, stated.top_k, stated.seed))
