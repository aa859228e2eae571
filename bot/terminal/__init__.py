"""The lookup in a terminal: for scripts, and for those without Slack at hand. It needs the settings of QFlow alone."""
