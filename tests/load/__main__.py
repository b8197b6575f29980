"""``python tests/load``: a real ``unspin serve`` with the shipped model under a crowd of honest and other clients.

Exit status 1 if an honest request was lost or got a wrong answer, or if the server wrote a traceback.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

import clients
from clients import Question, Tally
from siege import Memory, besiege

import unspin

_SPUN = (Path(__file__).parents[2] / "examples" / "spun.txt").read_text("utf-8")
_CROWD = {
    clients.honest: 40,
    clients.malformed: 10,
    clients.giant: 4,
    clients.largest: 4,
    clients.slow_to_ask: 50,
    clients.slow_to_send: 50,
    clients.slow_to_fetch: 20,
    clients.quitter: 10,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python tests/load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    asked = parser.parse_args()
    questions = _questions()
    command = [sys.executable, "-c", "from unspin.cli.main import main; main()", "serve", "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        port = re.search(r":(\d+) ", server.stderr.readline())
        assert port is not None, "the server does not start"
        tally, memory = besiege(int(port[1]), questions, _CROWD, asked.seconds, server.pid)
    finally:
        server.terminate()
        _, errors = server.communicate(timeout=60)
    _tell(tally, memory)
    broken = bool(tally.wrong) or "Traceback" in errors
    print("\n".join([*tally.wrong[:20], *errors.splitlines()[:20]]), file=sys.stderr)
    return 1 if broken else 0


def _questions() -> list[Question]:
    """Texts of about 40 words, cut from the example, with the answers that the library gives."""
    model = unspin.load()
    words = _SPUN.split()
    texts = [" ".join(words[at : at + 40]) for at in range(0, len(words) - 40, 8)]
    bodies = {text: json.dumps({"text": text}).encode() for text in texts}
    scored = [Question("/score", bodies[text], json.loads(json.dumps(model.score(text).to_dict()))) for text in texts]
    restored = [Question("/restore", bodies[text], json.loads(json.dumps(model.restore(text).to_dict()))) for text in texts]
    mails = [Question("/read?name=a.eml", f"Subject: s\n\n{text}".encode(), {"text": text}) for text in texts[:5]]
    return [*scored, *restored, *mails]


def _tell(tally: Tally, memory: Memory) -> None:
    for client, met in sorted(tally.statuses.items()):
        print(f"{client:14} " + ", ".join(f"{what}: {count:,}" for what, count in sorted(met.items())))
    seconds = sorted(tally.seconds)
    at = [seconds[min(len(seconds) - 1, int(share * len(seconds)))] for share in (0.5, 0.95, 0.99, 1)]
    print(f"honest requests answered rightly: {len(seconds) - len(tally.wrong):,}; lost or wrong: {len(tally.wrong):,}")
    print("seconds to the answer, the times sent away included: " + "/".join(f"{s:.1f}" for s in at) + " (50/95/99/100 %)")
    waits = sorted(tally.waits) or [0.0]
    print(f"told to come back {len(tally.waits):,} times, after {waits[0]:.0f} to {waits[-1]:.0f} seconds")
    parts = ", ".join(f"{memory.mean(*part):.0f}" for part in ((0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9)))
    print(f"memory of the server in MB: {memory.samples[0]:.0f} at the start, then {parts}, at most {max(memory.samples):.0f}")


if __name__ == "__main__":
    sys.exit(main())
