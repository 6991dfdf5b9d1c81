"""`python -m tests.faults --runs 200`: runs under faults, figures as JSON.

On the embedded default it needs nothing. With `DATABASE_URL` and `REDIS_URL` it uses those servers; `--database-restart` and
`--broker-restart` name the commands that restart them.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

from tests import databases
from tests.faults.suite import Plan, carry_out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--every", type=float, default=8.0, help="seconds between faults, on average")
    parser.add_argument("--patience", type=float, default=3600.0, help="seconds after which it is given up")
    parser.add_argument("--concurrency", type=int, default=2)
    parser.add_argument("--database-restart", metavar="COMMAND")
    parser.add_argument("--broker-restart", metavar="COMMAND")
    given = parser.parse_args()
    plan = Plan(
        runs=given.runs,
        seed=given.seed,
        every_s=given.every,
        patience_s=given.patience,
        concurrency=given.concurrency,
        database_restart=given.database_restart,
        broker_restart=given.broker_restart,
    )
    try:
        with databases.shared():
            figures = carry_out(plan)
    except AssertionError as failure:
        sys.stderr.write(f"seed {plan.seed}: {failure}\n")
        return 1
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
