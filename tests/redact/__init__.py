"""The tests of `bot.redact`, and the corpus that they and others use."""
