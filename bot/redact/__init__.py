"""Redaction: secrets in what QFlow tells are hidden by their key and by their shape, before anything else sees them.

Yelp's detect-secrets was tried for this and is a second opinion in the tests instead. Its licence (Apache 2.0) fits;
but nothing has been released since 1.5.0 of May 2024 (Yelp/detect-secrets issues 926 and 953), it brings requests and
PyYAML, finds lines of source code that hold a secret rather than where in a text the secret stands, and keeps its
settings in globals. The shapes are those that it and gitleaks publish.
"""

from bot.redact.redactor import Redacted, Redactor

__all__ = ["Redacted", "Redactor"]
