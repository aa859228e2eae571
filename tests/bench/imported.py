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
    file, module, *arguments = sys.argv[1:]
    before = set(sys.modules)
    atexit.register(lambda: Path(file).write_text(json.dumps(sorted(set(sys.modules) - before))))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # what handles it better replaces this
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
