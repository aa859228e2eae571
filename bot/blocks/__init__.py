"""From what is known to what Slack shows: pure functions from models to Block Kit. No await, no clock, no settings."""
