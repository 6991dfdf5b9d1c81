"""Gets a machine ready for the whole suite, or says which tests it cannot run and why.

`python -m tests.prepare_machine` installs a browser where the package manager can; with `--alone` it prints the markers of the
tests that start processes of their own and so run after all others. With CI set a missing browser is a failure, not a reason to
leave tests out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")


def browser() -> str | None:
    """The path of an installed Chromium."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


def install_browser() -> None:
    """Install Chromium from Debian's packages; only possible for root on such a system."""
    apt = shutil.which("apt-get")
    if browser() or apt is None or os.geteuid() != 0:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        subprocess.run([apt, *command], env=environment, check=False, stdout=subprocess.DEVNULL)


def main() -> None:
    if "--alone" in sys.argv:
        sys.stdout.write(
            "services or browser" if browser() or os.environ.get("CI") else "services and not browser"
        )
        return
    install_browser()
    if browser() is None:
        sys.stderr.write(
            "No Chromium here and none could be installed: the tests in tests/browser are left out.\n"
            "Install Chromium, or name it in CHROMIUM, to run them.\n"
        )


if __name__ == "__main__":
    main()
