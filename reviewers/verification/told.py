"""What the audit chain tells of: the rows that must be there, and the values that they must have."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from articles import audit
from articles.document import canonical
from articles.models import AuditEntry

Event = audit.Event
Name = tuple[Any, ...]


class Unknown:
    """The value of what an erased entry told of: the row must be there, and nobody can say any more what it said."""

    def __repr__(self) -> str:
        return "erased"


UNKNOWN = Unknown()


class Telling(NamedTuple):
    """One thing that an entry tells: a kind of record, the row's name, its value; and the value before, if it says."""

    noun: str
    name: Name
    value: Any
    before: Any = UNKNOWN


class Told:
    """What the chain tells of: for each kind of record, the names of its rows and the values that must match."""

    def __init__(self) -> None:
        self.of: dict[str, dict[Name, Any]] = defaultdict(dict)
        self.made_accounts: set[int] = set()

    def take(self, entry: AuditEntry) -> list[str]:
        """Take in one entry; returns what does not agree with the entries before it, in words.

        Raises ValueError, KeyError, TypeError or AttributeError when it cannot be read.
        """
        found = []
        for telling in list(tells(entry)):
            known = self.of[telling.noun].get(telling.name, UNKNOWN)
            if UNKNOWN not in (known, telling.before) and known != telling.before:
                found.append(
                    f"says that {telling.noun} {words(telling.name)} was {_value(telling.before)} before, and the "
                    f"trail had told {_value(known)}: it was changed in between, past the application"
                )
            self._keep(telling)
        return found

    def take_erased(self, names: list[tuple[str, Name]]) -> None:
        """Take in an entry that was erased lawfully: what it told of is known by name alone."""
        for noun, name in names:
            self._keep(Telling(noun, name, UNKNOWN, ""))

    def _keep(self, telling: Telling) -> None:
        self.of[telling.noun][telling.name] = telling.value
        if telling.noun == "account" and telling.name[1] == "is_active" and telling.before == "":
            self.made_accounts.add(telling.name[0])


def tells(entry: AuditEntry) -> Iterator[Telling]:
    """All that one entry tells of. Raises ValueError, KeyError, TypeError or AttributeError if it cannot be read."""
    data = json.loads(entry.data)
    article, actor = entry.article_id, entry.actor_id
    of_edition = (article, data.get("edition", 0))
    value: Name
    match entry.event:
        case Event.ARTICLE_CREATED | Event.ARTICLE_SAVED:
            value = (data["sha256"], data["desk_sha256"], actor)
            yield Telling("version", (article, data["version"]), value)
        case Event.VERSION_NAMED:
            value = (article, data["version"], data["name"], actor)
            yield Telling("name of version", (data["row"],), value)
        case Event.EDITION_SUBMITTED:
            yield Telling("edition", of_edition, data["digest"])
            yield from _requests(data, of_edition, actor, 1)
            for answer in data["answers"]:
                yield _reply(answer, actor)
        case Event.REVIEW_REQUESTED:
            yield from _requests(data, of_edition, actor, data["round"])
        case Event.REQUEST_ENDED:
            yield from _requests(data, of_edition, actor, data["round"])
            for end in data["ended"]:
                value = (end["outcome"], end["reason"], actor)
                yield Telling("end of review request", (end["request"],), value)
        case Event.EDITION_RECALLED:
            yield Telling("recall", of_edition, (data["reason"], actor))
        case Event.FIRST_VIEWED:
            yield Telling("first view", (*of_edition, actor), True)
        case Event.SIGNED:
            yield Telling("sign-off", (data["signoff"],), data["seal"])
            yield _verdict(entry, data, of_edition, "")
        case Event.CHANGES_REQUESTED:
            yield _verdict(entry, data, of_edition, "")
            yield from _comments(data, of_edition, actor)
        case Event.COMMENTED:
            yield from _comments(data, of_edition, actor)
        case Event.REPLIED:
            yield _reply(data, actor)
        case Event.PROMPTS_ANSWERED:
            said = canonical(data["answers"])
            value = (*of_edition, data["profile"], data["instrument"], data["version"], said)
            yield Telling("prompt answers", (data["prompts"],), value)
        case Event.ADVICE_ASKED:
            value = (*of_edition, *(data[name] for name in _ADVICE), actor)
            yield Telling("link for advice", (data["link"],), value)
        case Event.ADVICE_ENDED:
            yield Telling("end of link for advice", (data["link"],), actor)
        case Event.DECLINED:
            yield _verdict(entry, data, of_edition, data["reason"])
        case Event.SIGNATURE_REVOKED:
            yield Telling("revocation", (data["signoff"],), (data["reason"], actor))
            for publication in data["removed"]:
                yield Telling("removal", (publication,), (data["reason"], actor))
        case Event.REMOVED:
            for publication in data["publications"]:
                yield Telling("removal", (publication,), (data["reason"], actor))
        case Event.PUBLISHED:
            yield Telling("publication", (data["publication"],), data["seal"])
            yield Telling("address", (data["slug"],), article)
        case Event.PUBLICATION_ENDED:
            ending = (data["at"], actor, data["role"], data["because"], data["notice"], data["seal"])
            yield Telling("ending of publication", (data["publication"],), ending)
        case Event.SCHEDULED:
            yield Telling("schedule", (data["schedule"],), (*of_edition, data["publish_at"], actor))
        case Event.SCHEDULE_ENDED:
            yield Telling("end of schedule", (data["schedule"],), (data["outcome"], data["reason"]))
        case Event.WITHDRAWAL_PLANNED:
            yield Telling("planned withdrawal", (data["plan"],), (article, data["withdraw_at"], actor))
        case Event.WITHDRAWAL_PLAN_ENDED:
            yield Telling("end of planned withdrawal", (data["plan"],), (data["outcome"], data["reason"]))
        case Event.IDENTITY_VERIFIED:
            yield Telling(
                "identity check", (data["check"],), (data["reviewer"], data["how"], actor, data["seal"])
            )
        case Event.DECLARED:
            value = (data["reviewer"], data["what"], data["version"], data["seal"])
            yield Telling("declaration", (data["declaration"],), value)
        case Event.INTERESTS_STATED:
            value = (data["reviewer"], data["statement"])
            yield Telling("statement of interests", (data["disclosure"],), value)
        case Event.ACCESS_CHANGED | Event.INVITED:
            yield from _access(entry.event, data)
        case Event.FIGURE_UPLOADED | Event.FIGURE_CHANGED | Event.FIGURE_DELETED:
            yield from _figure(entry.event, data)


def words(name: Name) -> str:
    """A row's name in words."""
    return ", ".join(map(str, name))


def _requests(
    data: dict[str, Any], of_edition: tuple[Any, ...], actor: int | None, round: int
) -> Iterator[Telling]:
    for asked in data["requests"]:
        value = (*of_edition, asked["profile"], asked["role"], round, asked["due"], actor)
        yield Telling("review request", (asked["request"],), value)


_ADVICE = ["name", "email", "question", "token_sha256", "expires"]
_REMARK = ["name", "role", "part", "quote", "text", "replacement", "must_fix"]


def _comments(data: dict[str, Any], of_edition: tuple[Any, ...], actor: int | None) -> Iterator[Telling]:
    for remark in data["comments"]:
        value = (*of_edition, *(remark[name] for name in _REMARK), actor)
        yield Telling("comment", (remark["comment"],), value)


def _reply(data: dict[str, Any], actor: int | None) -> Telling:
    return Telling("reply", (data["reply"],), (data["comment"], data["what"], data["text"], actor))


_DECISIONS = {
    Event.SIGNED: "signed",
    Event.CHANGES_REQUESTED: "changes_requested",
    Event.DECLINED: "declined",
}


def _verdict(entry: AuditEntry, data: dict[str, Any], of_edition: tuple[Any, ...], reason: str) -> Telling:
    decision = _DECISIONS[Event(entry.event)]
    return Telling(
        "verdict",
        (data["verdict"],),
        (*of_edition, entry.actor_id, data["role"], decision, reason, data.get("note", "")),
    )


# What an invitation says of a profile. Each later change is an entry with old and new values.
_INVITED = ["given_name", "family_name", "credentials", "affiliation", "orcid", "slug"]


def _access(event: str, data: dict[str, Any]) -> Iterator[Telling]:
    changed = data.get("changed")
    if event == Event.INVITED:
        if data["again"] == "yes":
            return
        profile = data["reviewer"]
        yield Telling("profile", (profile, "user_id"), str(data["user"]))
        yield Telling("profile", (profile, "roles"), ", ".join(data["roles"]))
        yield Telling("profile", (profile, "specialties"), "")
        for name in _INVITED:
            yield Telling("profile", (profile, name), data[name])
    elif "user" in data:
        fields = changed if isinstance(changed, dict) else {}
        if "email" not in fields:
            yield Telling("account", (data["user"], "email"), data["email"], data["email"])
        for name, (before, after) in fields.items():
            yield Telling("account", (data["user"], name), after, before)
    elif isinstance(changed, dict):
        noun = {"reviewer": "profile", "credential": "credential"}[data["kind"]]
        for name, (before, after) in changed.items():
            yield Telling(noun, (data["row"], name), after, before)


# What a figure that was deleted says: there is no row of it any more.
DELETED = "deleted"
_FIGURE_WORDS = ["caption", "credit", "licence"]


def _figure(event: str, data: dict[str, Any]) -> Iterator[Telling]:
    digest = data["figure"]
    if event == Event.FIGURE_CHANGED:
        for name, (before, after) in data["changed"].items():
            yield Telling("words of figure", (digest, name), after, before)
        return
    gone = event == Event.FIGURE_DELETED
    sizes = DELETED if gone else [(size["digest"], size["width"]) for size in data["renditions"]]
    yield Telling("figure", (digest,), sizes)
    for name in _FIGURE_WORDS:
        yield Telling("words of figure", (digest, name), DELETED if gone else data[name])


def _value(value: Any) -> str:
    return f"“{value}”" if value else "empty"
