"""Lines of the log, without the secrets that addresses hold."""

import logging
import re

# Links for advice, invitations and new passwords, and those that end somebody's mail: whoever reads the log must not be
# able to use them.
_SECRET = re.compile(r"(/advice/|/mail/mute/|/admin/welcome/|/admin/reset/[^/\s]+/)[^/\s\"'?#]+")


class WithoutSecrets(logging.Formatter):
    """A line of the log; of an address that is a secret, what stands before the secret."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as `logging.Formatter` makes it, its traceback too, with the secrets taken out."""
        return _SECRET.sub(r"\1…", super().format(record))
