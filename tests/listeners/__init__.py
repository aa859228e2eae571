"""The tests of `bot.listeners`."""
