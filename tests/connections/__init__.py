"""The tests of the connections."""
