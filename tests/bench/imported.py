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
        imported = {name for name, module in sys.modules.items() if module is not None}
        Path(file).write_text(json.dumps(sorted(imported - before)))

    atexit.register(write)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # what handles it better replaces this
    sys.argv = [program, *arguments]
    runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
