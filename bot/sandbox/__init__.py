"""A QFlow API and a Slack that run on loopback, so that the bot is tried and tested on the wire without an account.

Nothing here imports the product, and the product imports nothing of it but in the commands that start it: what the
two know of Slack and of QFlow, each knows by itself.
"""
