"""The connections that the settings describe: to Slack, to QFlow and to Redis."""
