"""Tests of the demo: conversations over the wire, scripts, the prompt."""
