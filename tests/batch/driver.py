"""Runs a batch with a stub scorer, as the command would: ``driver.py SETTINGS_JSON``. Killed and limited by the tests that start it."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from pathlib import Path

from unspin.batch.parts import Sizes
from unspin.batch.progress import Progress
from unspin.batch.rows import Columns
from unspin.batch.run import Settings, run_batch
from unspin.errors import UnspinError


def main() -> None:
    # What a script starts in the background is deaf to Ctrl-C, and hands that on: these tests must be able to run there.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.fsync = lambda descriptor: None  # a slow disk takes most of a second for it; only a power cut would tell the difference
    fields = json.loads(sys.argv[1])
    if limit := fields.pop("file_size_limit", None):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    print_memory = fields.pop("print_memory", False)
    fields["inputs"] = tuple(fields["inputs"])
    fields["output"] = Path(fields["output"])
    fields["columns"] = Columns(keep=tuple(fields.pop("keep", ())))
    fields["sizes"] = Sizes(**fields.pop("sizes", {}))
    try:
        with Progress(terminal=False) as progress:
            counts = run_batch(Settings(**fields), sys.stdin.buffer, progress)
    except UnspinError as error:
        sys.exit(f"unspin: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    progress.summarise(counts)
    if print_memory:
        status = Path("/proc/self/status").read_text()
        print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


if __name__ == "__main__":
    main()
