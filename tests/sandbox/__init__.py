"""Tests of the sandbox, through the wire."""
