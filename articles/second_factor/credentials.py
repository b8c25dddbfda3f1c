"""What a person types, or taps, to show once more that it is they."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Credentials:
    """A password and, beside it, a code or a passkey's assertion; its repr shows none of them.

    `code` is one of an authenticator app or a recovery code; `assertion` is the JSON that a browser made
    with a passkey. Either may be empty.
    """

    password: str = field(repr=False)
    code: str = field(default="", repr=False)
    assertion: str = field(default="", repr=False)
