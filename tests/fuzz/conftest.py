"""The fuzzer is published for Linux on x86-64 only; elsewhere there is nothing here to collect."""

from __future__ import annotations

import platform
import sys

_PUBLISHED = sys.platform == "linux" and platform.machine() == "x86_64"
collect_ignore = [] if _PUBLISHED else ["test_intake_fuzz.py"]
