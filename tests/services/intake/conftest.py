"""What tests of packages share."""

import pytest

from services.intake import packages


@pytest.fixture
def opened(tmp_path, facts):
    """Read a package from disk."""

    def read(content, name="包.zip", **options):
        path = tmp_path / "received"
        path.write_bytes(content)
        return packages.read_file(path, name, facts, **options)

    return read
