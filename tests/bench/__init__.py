"""How fast, how small, and how it grows: figures measured side by side, against other ways to write this bot.

Absolute times mean little on a machine that others share, so what is compared takes turns, round by round, and the
ratios are what to carry away. `python -m tests.bench --help` tells how to run it.
"""
