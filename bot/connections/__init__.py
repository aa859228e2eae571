"""The connections that the settings describe: to Slack and to QFlow."""
