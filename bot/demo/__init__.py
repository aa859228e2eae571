"""The demo: the real bot at work against the sandbox, and a person in front of it who types, presses and fills in.

What is done comes from a script of the command line or from a prompt; either way it is a list of acts, which a
conversation carries out and answers with what then appears.
"""
