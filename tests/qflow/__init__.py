"""The tests of `bot.qflow`."""
