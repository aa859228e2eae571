"""The peers: other ways to write this bot, plainly and correctly, and the floors below all of them.

Each is a program that is told by the same environment as this bot where Slack and QFlow are.
"""
