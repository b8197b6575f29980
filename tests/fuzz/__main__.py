"""``python tests/fuzz``: damaged input to every reader, to the command line and to the server, by the hundred thousand.

Exit status 1 if anything broke: an exception nobody caught, a process that died or hung, an answer that is not as documented.
"""

from __future__ import annotations

import argparse
import sys
import time

from campaign import SURFACES, Finding, run_surface

_ALL = sum(surface.cases for surface in SURFACES.values())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python tests/fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=_ALL, help=f"over all surfaces, by their shares (default {_ALL:,})")
    parser.add_argument("--seed", type=int, default=0, help="another seed makes other cases")
    parser.add_argument("--only", action="append", choices=SURFACES, metavar="SURFACE", help="; ".join(SURFACES))
    parser.add_argument("--first", type=int, default=0, help="number of the first case, to run a finding again")
    asked = parser.parse_args()
    chosen = {name: SURFACES[name] for name in asked.only or SURFACES}
    share = asked.cases / sum(surface.cases for surface in chosen.values())
    findings: list[Finding] = []
    total = 0
    began = time.monotonic()
    print(f"{'surface':30} {'cases':>8} {'broken':>7} {'CPU s':>7} {'peak MB':>8} {'slowest':>10}")
    for name, surface in chosen.items():
        outcome = run_surface(name, max(1, round(share * surface.cases)), asked.seed, asked.first)
        used = f"{outcome.seconds:7.1f} {outcome.megabytes:8.0f} {outcome.slowest[0]:10.2f} (case {outcome.slowest[1]})"
        print(f"{name:30} {outcome.cases:8,} {len(outcome.findings):7} {used}", flush=True)
        findings += outcome.findings
        total += outcome.cases
    print(f"{'all':30} {total:8,} {len(findings):7} in {time.monotonic() - began:,.0f} seconds")
    for finding in findings:
        print(f"\n{finding.surface}, case {finding.index}, seed {asked.seed}:\n{finding.what}", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
