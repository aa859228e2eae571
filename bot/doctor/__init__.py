"""The doctor: examines whatever the bot rests on, and tells what is wrong, who can mend it and how.

It looks by itself, with connections of its own, made as the bot makes them; it changes nothing but one key in Redis,
which it takes away again. What it finds names settings, never their values, and no host: it may be shown in Slack.
"""
