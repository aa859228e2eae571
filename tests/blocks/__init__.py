"""The tests of `bot.blocks`, file for file."""
