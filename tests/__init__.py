"""The tests; they mirror `bot` file for file."""
