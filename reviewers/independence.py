"""Whether two names on record are the same person's: by account, by name, or by ORCID iD."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from articles.text import alike
from reviewers.models import Reply, Reviewer, SignOff

_WORD = re.compile(r"[^\W_]+")
_TITLES = {"dr", "prof", "professor", "mr", "mrs", "ms", "mx", "sir", "dame", "herr", "frau"}


class Person(NamedTuple):
    """What somebody is known by: `name` is a `plain_name`; 0 and "" show nothing."""

    account: int
    name: str
    orcid: str

    def is_same(self, other: "Person") -> bool:
        """Whether anything shows that both are one person."""
        same_account = self.account != 0 and self.account == other.account
        same_name = self.name != "" and self.name == other.name
        return same_account or same_name or (self.orcid != "" and self.orcid == other.orcid)


def of_reviewer(reviewer: Reviewer) -> Person:
    """A reviewer as their profile names them now."""
    return Person(reviewer.user_id, plain_name(reviewer.name), reviewer.orcid)


def of_signature(signoff: SignOff) -> Person:
    """A signer as their signature names them; `signer` is read."""
    return Person(signoff.signer.user_id, plain_name(signoff.printed_name), signoff.orcid)


def of_reply(reply: Reply) -> Person:
    """Whoever answered a comment, as the answer names them."""
    return Person(reply.by_id, plain_name(reply.printed_name), "")


def is_contributor(person: Person, contributors: Iterable[dict[str, Any]]) -> bool:
    """Whether somebody is one of an edition's contributors."""
    known = (Person(each["user"], plain_name(each["name"]), each["orcid"]) for each in contributors)
    return any(person.is_same(each) for each in known)


def plain_name(name: str) -> str:
    """A person's name as it is compared: its words in any order, without title, case, accents, or what only looks
    different."""
    words = _WORD.findall(alike(name))
    return " ".join(sorted(word for word in words if word not in _TITLES))
