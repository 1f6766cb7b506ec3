#!/usr/bin/env python3
"""Everything a developer does with this project, on Linux and Windows, with nothing but Python and git installed.

    python3 dev.py run            the demo: ten simulated machines and the window on them
    python3 dev.py test           the tests (--slow: the long ones too; further words go to pytest)
    python3 dev.py check          lint, types, import contracts
    python3 dev.py bench [NAME]   measurements against their goals (--full: the long ones; --json: for machines)
    python3 dev.py shot [FOLDER]  screenshots of every page
    python3 dev.py translate      brings the translations' catalogue up to date with the texts of the window
    python3 dev.py setup          only what the others do first: environment, libraries, translations

The first call makes ``.venv`` beside this file and installs the pinned dependencies into it. Standard library only.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
OLDEST, NEWEST = (3, 11), (3, 13)
STAMP = VENV / "installed.sha256"

# what Qt needs to open a window under X11, by the file that proves it is there (Debian and Ubuntu)
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
FONT = "fonts-inter"


class FirstDoThisError(Exception):
    """Something the person in front of the screen has to do first; its text says what."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run(*command: str | Path, quiet: bool = False, env: dict[str, str] | None = None) -> int:
    """Run a command in the project's folder and return its exit status."""
    out = subprocess.DEVNULL if quiet else None
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, env=env, stdout=out, stderr=out, check=False).returncode


# -- the environment -------------------------------------------------------------------------------------------------


def suitable_python() -> str:
    """Return an interpreter that the product runs on: this one, or another on the path."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    have = ".".join(map(str, sys.version_info[:3]))
    raise FirstDoThisError(
        f"This is Python {have}; Shopfloor HMI runs on Python 3.{OLDEST[1]} to 3.{NEWEST[1]}. "
        f"Install one of these (for example Python 3.12) and call dev.py with it: python3.12 dev.py"
    )


def make_venv() -> None:
    """Make ``.venv`` with pip in it, also where Debian keeps ensurepip in a package of its own."""
    if PYTHON.exists() and run(PYTHON, "-m", "pip", "--version", quiet=True) == 0:
        return
    python = suitable_python()
    say("Making .venv …")
    if run(python, "-m", "venv", "--clear", VENV, quiet=True) == 0:
        return
    if run(python, "-m", "venv", "--clear", "--without-pip", VENV) != 0:
        raise FirstDoThisError(f"{python} cannot make a virtual environment here; see the message above.")
    wheel = pip_wheel()
    if wheel is None and install_packages(["python3-venv"]):
        wheel = pip_wheel()
    # a wheel is a zip file that Python runs from: pip installs itself with itself
    if wheel is None or run(PYTHON, wheel / "pip", "install", "--quiet", "--no-index", wheel) != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise FirstDoThisError(
            "pip is missing. Please run: sudo apt-get install -y python3-venv   and then this command again."
        )


def pip_wheel() -> Path | None:
    """Return the system's wheel of pip: from Debian's ensurepip folder, or its package unpacked, not installed."""
    folder = Path("/usr/share/python-wheels")
    wheels = sorted(folder.glob("pip-*.whl"))
    if wheels:
        return wheels[-1]
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return None
    place = Path(tempfile.mkdtemp(prefix="hmi-pip-"))
    download = ["apt-get", "download", "-qq", "python3-pip-whl"]
    if subprocess.run(download, cwd=place, check=False, capture_output=True).returncode != 0:
        return None
    for package in place.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", str(package), str(place)], check=False)
    wheels = sorted(place.glob("usr/share/python-wheels/pip-*.whl"))
    return wheels[-1] if wheels else None


def install_requirements() -> None:
    """Install the pinned dependencies and the program itself, once per change of either list."""
    lists = [ROOT / "pyproject.toml", ROOT / "constraints.txt"]
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in lists)).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    say("Installing the dependencies (once; about a minute) …")
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    if run(PYTHON, *pip, "-c", ROOT / "constraints.txt", "-e", f"{ROOT}[dev]") != 0:
        raise FirstDoThisError(
            "The dependencies could not be installed; pip says above why. Check the network and try again."
        )
    STAMP.write_text(wanted)


def build_translations() -> None:
    """Compile the translations that are newer than their compiled form."""
    for source in (ROOT / "resources" / "i18n").glob("*.ts"):
        compiled = source.with_suffix(".qm")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            tool = PYTHON.with_name("pyside6-lrelease.exe" if WINDOWS else "pyside6-lrelease")
            if run(tool, "-silent", source, "-qm", compiled) != 0:
                raise FirstDoThisError(f"{source.name} could not be compiled; see the message above.")


# -- system libraries ------------------------------------------------------------------------------------------------


def missing_packages() -> list[str]:
    """Return the Debian packages that Qt lacks here."""
    missing = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    if not any(Path("/usr/share/fonts").rglob("Inter*")):
        missing.append(FONT)
    return missing


def install_packages(packages: list[str]) -> bool:
    """Install Debian packages if that is allowed without asking for a password; return whether it worked."""
    if not shutil.which("apt-get"):
        return False
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    sudo = [] if root else ["sudo", "-n"]
    if not root and (not shutil.which("sudo") or run("sudo", "-n", "true", quiet=True) != 0):
        return False
    say(f"Installing {' '.join(packages)} …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(*sudo, "apt-get", "update", "-qq", quiet=True, env=env)
    return run(*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, quiet=True, env=env) == 0


def provide_libraries() -> None:
    """See to it that Qt finds its system libraries (Linux)."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_packages()
    if not missing or install_packages(missing):
        return
    needed = [package for package in missing if package != FONT]
    if not needed:
        return  # the font is a matter of looks: the window takes the computer's own
    if not shutil.which("apt-get"):
        say(f"Qt may lack system libraries; on Debian and Ubuntu they are called: {' '.join(needed)}")
        return
    raise FirstDoThisError(f"Qt lacks system libraries. Please run: sudo apt-get install -y {' '.join(missing)}")


def setup() -> None:
    make_venv()
    install_requirements()
    build_translations()
    provide_libraries()


# -- commands --------------------------------------------------------------------------------------------------------


def has_display() -> bool:
    """Return whether a window can be opened."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def headless() -> dict[str, str]:
    """Return an environment in which Qt draws into memory."""
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def command_run(arguments: list[str]) -> int:
    if has_display():
        return run(PYTHON, "-m", "hmi", "demo", *arguments)
    picture = ROOT / "shots" / "wall.png"
    picture.parent.mkdir(exist_ok=True)
    say("There is no display here, so the window is drawn off screen for some seconds.")
    if "--screenshot" not in arguments:
        arguments = [*arguments, "--screenshot", str(picture)]
    if "--seconds" not in arguments:
        arguments = [*arguments, "--seconds", "10"]
    return run(PYTHON, "-m", "hmi", "demo", *arguments, env=headless())


def command_test(arguments: list[str]) -> int:
    slow = "--slow" in arguments
    chosen = [word for word in arguments if word != "--slow"]
    words = [] if slow else ["-m", "not slow"]
    if not chosen:  # part of the tests cannot reach the floor that all of them must
        words += ["-n", "2", "--dist", "loadfile", "--cov", "--cov-report", "term:skip-covered"]
    return run(PYTHON, "-m", "pytest", *words, *chosen, env=headless())


def command_check(_arguments: list[str]) -> int:
    contracts = PYTHON.with_name("lint-imports.exe" if WINDOWS else "lint-imports")
    steps: dict[str, tuple[str | Path, ...]] = {
        "lint": (PYTHON, "-m", "ruff", "check", "."),
        "format": (PYTHON, "-m", "ruff", "format", "--check", "."),
        "types": (PYTHON, "-m", "mypy"),
        "import contracts": (contracts, "--no-cache"),
    }
    failed = [name for name, step in steps.items() if run(*step) != 0]
    say("check: " + (f"failed: {', '.join(failed)}" if failed else "all is well"))
    return 1 if failed else 0


def command_bench(arguments: list[str]) -> int:
    return run(PYTHON, "-m", "tests.perf", *arguments, env=headless())


def command_shot(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else ROOT / "shots"
    folder.mkdir(parents=True, exist_ok=True)
    tour: list[str | Path] = [PYTHON, "-m", "tests.end2end.tour", folder]
    if has_display():
        return run(*tour)
    if shutil.which("xvfb-run") or install_packages(["xvfb", "xauth"]):
        screen = ["xvfb-run", "-a", "-s", "-screen 0 3840x2160x24"]
        return run(*screen, *tour, env={**os.environ, "QT_QPA_PLATFORM": "xcb"})
    say("There is neither a display nor Xvfb, so the pages are drawn off screen.")
    return run(*tour, env=headless())


def command_translate(_arguments: list[str]) -> int:
    tool = PYTHON.with_name("pyside6-lupdate.exe" if WINDOWS else "pyside6-lupdate")
    sources = sorted((ROOT / "hmi").rglob("*.py"))
    catalogues = sorted((ROOT / "resources" / "i18n").glob("*.ts"))
    return run(tool, "-locations", "none", "-no-obsolete", *sources, "-ts", *catalogues)


def command_setup(_arguments: list[str]) -> int:
    say("Everything is in place.")
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": command_run,
    "test": command_test,
    "check": command_check,
    "bench": command_bench,
    "shot": command_shot,
    "translate": command_translate,
    "setup": command_setup,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=COMMANDS)
    chosen, rest = parser.parse_known_args()
    try:
        setup()
    except FirstDoThisError as stop:
        say(str(stop))
        return 1
    try:
        return COMMANDS[chosen.command](rest)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
