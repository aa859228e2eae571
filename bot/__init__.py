"""A Slack bot that shows what a Qualys QFlow execution did, step by step."""

__version__ = "0.1.0"
