"""Runs a module as `python -m` does, and writes to a file, at its end, which modules it had imported.

`python -m tests.bench.imported FILE MODULE [ARGUMENT…]`
"""

import atexit
import json
import runpy
import signal
import sys
from pathlib import Path


def main() -> None:
    """Run it."""
    file, program, *arguments = sys.argv[1:]
    before = set(sys.modules)

    def write() -> None:
        found: dict[str, object] = dict(sys.modules)  # None stands for what is not to be found
        Path(file).write_text(json.dumps(sorted(name for name in found if found[name] and name not in before)))

    atexit.register(write)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # what handles it better replaces this
    sys.argv = [program, *arguments]
    runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
