"""Finds LibreOffice and says how it is run: without a window, in a profile of its own."""

import os
import shutil
from pathlib import Path

_NAMES = ("soffice", "libreoffice")
# What is started gets no secret of the server: only what Python and LibreOffice need.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH")
_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)")
_MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"


def program() -> str | None:
    """The program, or None where it is not installed; installers of Windows and macOS put it on no path."""
    installed = [_MAC]
    for variable in _FOLDERS:
        if folder := os.environ.get(variable):
            installed.append(str(Path(folder) / "LibreOffice" / "program" / "soffice.exe"))
    found = (shutil.which(name) for name in (*_NAMES, *installed))
    return next((path for path in found if path), None)


def environment() -> dict[str, str]:
    """What of the server's environment a program it starts may see."""
    return {name: os.environ[name] for name in (*_ENVIRONMENT, *_FOLDERS) if name in os.environ}


def conversion(program: str, source: Path, to: str) -> list[str]:
    """The command that writes a file again as ``to`` beside itself.

    The profile lies there too: it is the caller's to remove, and two
    conversions at a time never share one.
    """
    profile = (source.parent / "profile").as_uri()
    options = (
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        f"-env:UserInstallation={profile}",
    )
    return [program, *options, "--convert-to", to, "--outdir", str(source.parent), str(source)]
