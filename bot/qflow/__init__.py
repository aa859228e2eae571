"""The QFlow API: asks it for an execution's steps and makes sense of what it answers. Knows nothing of Slack."""
