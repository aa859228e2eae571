"""The tests of `bot.sandbox.slack`: everything goes over the wire, to an app that does as it is told."""
