"""The child's first step: `python -I start_reader.py MODEL RECORDS` reads the one and writes the other."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # each thread would claim memory of its own
        os.environ[threads] = "1"
    sys.path.insert(0, str(Path(__file__).parent))
    from reader.run import main

    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
