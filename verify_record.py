#!/usr/bin/env python3
"""Check a published article against its public record, without trusting the site: signatures, digests, chain.

    python3 verify_record.py URL
    python3 verify_record.py PAGE.html RECORD.json [--key FILE]

It needs Python 3.11 and the package `cryptography`, and nothing of the site. PAGE.html are the bytes as the site
served them (curl -o PAGE.html URL): a browser's "Save page" writes other bytes. FILE is a public key in PEM, several
of them, or a saved /.well-known/signing-keys.json; take it from somewhere else than the page, or you trust the site
after all.
Exit status: 0 when nothing fails, 1 when something does not hold, 2 when something cannot be read.
"""

import argparse
import base64
import json
import re
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from html.parser import HTMLParser
from http.client import HTTPException
from io import TextIOWrapper
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

LIMIT, SECONDS = 10_000_000, 60  # no page or record is larger or takes longer
SLACK = timedelta(minutes=10)  # between an act and its entry in the chain
EVER = timedelta(days=36_500)  # a planned end comes on time, and is on record when somebody next looked
WITHOUT_TEXT = {"withdrawn", "revoked", "removed"}
FROM_DOCUMENT = ("kind", "audience", "language", "title", "summary", "topics")
HEADER = ("schema", "number", "at", "event", "article", "detail_sha256", "previous", "article_previous")
AS_SIGNED = ("round", "role", "credentials", "affiliation", "slug", "scope", "interests", "signed_at")
# Inside these a browser shows no article, or not always; those that have no end hide nothing that follows.
HIDING = re.compile(
    "template|noscript|textarea|title|iframe|noframes|noembed|xmp|svg|select|"
    "math|canvas|audio|video|object|datalist|details|dialog"
)
VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
OTHER = {
    "type": "it is another kind of thing",
    "schema": "it is of a form that is not known here",
}
# What Python raises where something has not the form that it should have.
WRONG = (LookupError, TypeError, ValueError, AttributeError, AssertionError, OverflowError, RecursionError)


class Unreadable(Exception):
    """What was given cannot be read at all."""


# The checks. Each yields rows: what must be true, the sentence if it is, and the sentence if it is not. A row without
# the last is about what cannot be checked; one without the sentence in the middle is only spoken of when it fails.


def check_record(given):
    """Whose record it is, and of what state."""
    record, facts = given.record, given.facts
    good = f"The record is sealed: version {record['version']}, of {stamp(record['sealed_at'])}."
    problem = why_not(given, record, given.seal, record["sealed_at"], {"type": "record", "schema": 1})
    forged = "Whoever did that may have changed, added or left out anything in it, the chain's end, too"
    yield not problem, good, f"The record: {problem}. {forged}."
    yield given.parts == 2, "", f"The record: {OTHER['schema']}."
    if record["dates_are_invented"] != 0:
        yield 0, "The dates: this is a demonstration, and ITS DATES ARE INVENTED.", ""
    if not given.source:
        shows = "only that the files agree with each other and with the key named in the record"
        yield 0, f"Whose key that is. Without --key this shows {shows}, {', '.join(given.keys)}.", ""
    elif given.source != "file":
        yield 0, f"That the keys are the site's: they come from {given.source}, as the page does (--key).", ""
        if given.source != record["site"]:
            yield 0, f"That this is the site that the record names, {record['site']}.", ""
    begun = [each["payload"]["published_at"] for each in facts["publications"]]
    wrong = "Its times on the site were re-ordered, or are missing."
    yield begun and begun == sorted(begun), "Its times on the site are in order.", wrong
    last, state = facts["publications"][-1], facts["state"]
    ended = last["ending"]["payload"]["ended_because"] if last["ending"] else "live"
    fits = {"withdrawn": ended != "live", "removed": last["removal"]}.get(state, False) or state == ended
    good = f"The state of the edition is as its last time on the site tells: {state}."
    yield fits, good, f"The record calls the edition {state}; its last time on the site says: {ended}."


def check_page(given):
    """The page shows what was signed."""
    page, signed, number = given.page, given.facts["manifest"]["html_sha256"], given.facts["edition"]
    if (state := given.facts["state"]) in WITHOUT_TEXT:
        good = f"The page shows no text of this edition any more: it was {state}."
        wrong = "The page shows a text that was taken down: by the record it must no longer be read."
        yield not page.articles, good, wrong
        if not page.articles:
            return
    problem, inner, said = page.article()
    yield not problem, "", f"{problem}."
    if not problem:
        computed = sha256(inner).hexdigest()
        good = f"The article on the page is, byte for byte, what was signed (SHA-256 {computed})."
        why = f"a byte was changed, or it is another edition. Its SHA-256 is {computed}."
        wrong = f"The article on the page is not what was signed: {why}"
        yield computed == signed == said.get("data-sha256"), good, wrong
        wrong = "The page and the record speak of different editions."
        yield said.get("data-edition") == str(number), f"The page is of edition {number}.", wrong


def check_text(given):
    """The text is what was signed."""
    facts, article = given.facts, given.record["article"]
    manifest, document, digest = facts["manifest"], facts["document"], facts["digest"]
    same = digest_of(manifest) == digest
    same = same and (manifest["article"], manifest["number"]) == (article, facts["edition"])
    good = f"The signed digest, {digest}, covers page and text of edition {manifest['number']}."
    yield same, good, "The digest is not that of what the record lists, or is another edition's."
    if facts["state"] in WITHOUT_TEXT:
        good = f"The text was taken down ({facts['state']}); digests and signatures stay on record."
        wrong = "The record says that the text was taken down, and holds a text all the same."
        yield document == {}, good, wrong
    else:
        same = digest_of(document) == manifest["document_sha256"] and document["uuid"] == article
        good = f"The text in the record is the text that was signed: “{document['title']}”."
        yield same, good, "The text in the record was changed: it is not the text that was signed."


def check_acts(given):
    """The signatures and publications are genuine, and the chain tells of them."""
    left, untold = list(given.record["chain"]), []
    for event, name, sealed, at, good, must in sorted(acts(given), key=lambda act: moment(act[3])):
        payload = sealed["payload"]
        if sealed["seal"] is None:
            yield 0, f"{name}: its seal covers the text, which was taken down.", ""
            problem, good = not_of(payload, must), f"{name} is of this edition."
        else:
            problem = why_not(given, payload, sealed["seal"], at, must)
        yield not problem, good or f"{name} is genuine: {stamp(at)}.", f"{name}: {problem}."
        until = moment(at) + (EVER if event == "publication_ended" else SLACK)
        told = [one for one in left if one["event"] == event and moment(at) <= moment(one["at"]) <= until]
        if told:
            left.remove(told[0])
        elif event:
            untold.append(f"{name} ({stamp(at)})")
    good = "The chain tells of each signature and publication at the time that is given for it."
    why = "A time was changed, or an entry cut off."
    yield not untold, good, f"The chain has no entry at that time of {'; '.join(untold)}. {why}"


def acts(given):
    """Each act that is sealed: its event in the chain, name, sealed part, time, sentence, and what it must be of."""
    facts, document = given.facts, given.facts["document"]
    mine = {"article": given.record["article"], "edition": facts["edition"], "digest": facts["digest"]}
    must = {"type": "edition", "digest": facts["digest"]}
    frozen = facts["frozen"]
    yield "edition_submitted", "The freezing", frozen, frozen["payload"]["frozen_at"], "", must
    for each in facts["signoffs"]:
        said, back = each["payload"], each["revocation"]
        name = said["printed_name"] + (f", {said['credentials']}" if said["credentials"] else "")
        name = f"The {said['role'].replace('_', ' ')} signature by {name} (round {said['round']})"
        reset = " less than a day after the signer's account was reset," if said["access_reset_at"] else ""
        good = f"{name} is genuine:{reset} {stamp(said['signed_at'])}."
        yield "signed", name, each, said["signed_at"], good, {"type": "sign-off", **mine}
        if back:
            end = back["payload"]
            good = f"{name} was revoked by {end['printed_name']} on {stamp(end['at'])}: {end['reason']}"
            must = {"type": "revocation", "signoff": said["uuid"], "digest": said["digest"]}
            yield "signature_revoked", f"The revocation of this: {name}", back, end["at"], good, must
    for each in facts["publications"]:
        said, name = each["payload"], f"The publication of {stamp(each['payload']['published_at'])}"
        whole = {"payload": said, "seal": None}  # the seal covers what stands in the document, too
        if document:
            whole = {"payload": said | {key: document[key] for key in FROM_DOCUMENT}, "seal": each["seal"]}
        must = {"type": "publication", **mine} if document else mine
        yield "published", name, whole, said["published_at"], "", must
        for what, event, at, because, words in [
            ("ending", "publication_ended", "ended_at", "ended_because", "ended"),
            ("removal", "", "at", "reason", "was taken down afterwards,"),
        ]:
            if back := each[what]:
                end, must = back["payload"], {"type": what, "publication": said["uuid"]}
                good = f"{name} {words} on {stamp(end[at])}: {end[because]}"
                yield event, f"The {what} of this: {name}", back, end[at], good, must


def check_signers(given):
    """Who had to sign had signed when it was published, and the page names them."""
    signoffs, publications, signed = given.facts["signoffs"], given.facts["publications"], {}
    last, order = publications[-1], [(one["payload"]["round"], one["payload"]["role"]) for one in signoffs]
    wrong = "The signatures were re-ordered, or one is there twice."
    yield order == sorted(set(order)), "The signatures are in order: by round, then by role.", wrong
    for each in signoffs:
        said, back, end = each["payload"], each["revocation"], last["ending"]
        in_time = moment(said["signed_at"]) <= moment(last["payload"]["published_at"])
        if back and not (end and moment(end["payload"]["ended_at"]) <= moment(back["payload"]["at"])):
            in_time = False  # it was taken back while the page was up
        if in_time and said["round"] == last["payload"]["round"]:
            signed[said["role"]] = said
    needed = sorted({*given.facts["required_roles"], "medical"})
    missing = ", ".join(role for role in needed if role not in signed)
    good = f"Each role that had to sign had signed before it was published: {', '.join(needed)}."
    yield not missing, good, f"It was published without a signature in force in these roles: {missing}."
    people = [said["signer"] for said in signed.values()]
    people += [said["orcid"] for said in signed.values() if said["orcid"]]
    good, wrong = "Each of these signatures is another person's.", "One person signed in two roles."
    yield len(set(people)) == len(people), good, wrong
    by_uuid = {each["payload"]["uuid"]: each["payload"] for each in signoffs}
    for each in publications:
        shown, others = each["payload"]["reviewers"], []
        for one in shown:
            said, this = by_uuid.get(one["signoff"]), one | {"round": each["payload"]["round"]}
            same = said is not None and this["name"] == said["printed_name"]
            if said is None or not same or any(this[key] != said[key] for key in AS_SIGNED):
                others.append(one["name"])
        good = f"The page names those who signed: {', '.join(one['name'] for one in shown)}."
        wrong = f"The names on the page are not those who signed: {', '.join(others)}."
        yield shown and not others, good, wrong


def check_chain(given):
    """The chain is whole."""
    record, chain, head = given.record, given.record["chain"], given.record["head"]
    before: dict = {}
    for entry in chain:
        name, header = f"Audit entry {entry['number']}", {key: entry[key] for key in HEADER}
        same = digest_of(header) == entry["hash"] and set(entry) == {*HEADER, "hash", "seal"}
        yield same, "", f"{name} was changed: its hash does not match."
        sealed = {"schema": 1, "type": "audit-entry", "hash": entry["hash"]}
        problem = why_not(given, sealed, entry["seal"], entry["at"], {})
        yield not problem, "", f"{name}: {problem}."
        yield entry["article"] == record["article"], "", f"{name} is of another article."
        gap = "an entry was cut out of the chain, or the entries were re-ordered"
        follows = entry["article_previous"] == (before["hash"] if before else "")
        yield follows, "", f"{name} does not follow the entry before it: {gap}."
        if before:
            later = entry["number"] > before["number"] and moment(entry["at"]) >= moment(before["at"])
            wrong = "comes before the one it follows: entries were re-ordered, or a time was changed"
            yield later, "", f"{name} {wrong}."
            apart = entry["number"] != before["number"] + 1
            wrong = f"{name} does not carry the hash of entry {before['number']}."
            yield apart or entry["previous"] == before["hash"], "", wrong
        before = entry
    ends = before["number"] < head["number"] or head == {key: before[key] for key in ("number", "hash")}
    yield ends, "", "The end of the chain is not the one that the record names, or entries come after it."
    good = f"The chain was read to its end: {len(chain)} entries, the last of them number {before['number']}."
    wrong = f"The chain has {len(chain)} entries, not {record['entries']}: some were cut off, or added."
    yield len(chain) == record["entries"], good, wrong


CHECKS = (check_record, check_page, check_text, check_acts, check_signers, check_chain)


def why_not(given, payload, seal, at, must):
    """Why a seal over a payload does not hold, or what the payload is of instead, in words; empty when all is well."""
    name, _, signature = seal.partition(":")
    if name not in given.keys:
        return f"it is sealed with key {name[:40]!r}, which is none of the site's keys"
    public, periods = given.keys[name]
    try:
        public.verify(base64.b64decode(signature, validate=True), canonical(payload).encode())
    except (InvalidSignature, ValueError):
        return "its seal does not hold: something in it was changed, or it is forged"
    for begin, end in periods:  # open where none is given
        too_early = begin and moment(at) < moment(begin) - SLACK
        if not too_early and (not end or moment(at) <= moment(end) + SLACK):
            return not_of(payload, must)
    return f"key {name} was not the site's key on {stamp(at)}"


def not_of(payload, must):
    other = next((key for key, value in must.items() if payload[key] != value), "")
    return other and OTHER.get(other, f"it is another {other}'s signature or publication")


def canonical(value):
    """The one text form of plain data: sorted names, no white space, UTF-8 text as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(value):
    return sha256(canonical(value).encode()).hexdigest()


def moment(at):
    if not at.endswith("+00:00"):
        raise ValueError(at)
    return datetime.fromisoformat(at)


def stamp(at):
    return f"{moment(at):%Y-%m-%d %H:%M:%S} UTC"


class Page(HTMLParser):
    """The page: its article elements, whether a browser shows them, and the address of its record."""

    def __init__(self, data):
        super().__init__()
        self.data, self.articles, self.record, self.around, self.scripts = data, [], "", [], ""
        with reading("the page"):
            self.feed(data.decode("utf-8"))
            self.close()

    def handle_starttag(self, tag, attrs):
        found = dict(reversed(attrs))  # of two attributes of one name a browser takes the first
        hidden = "hidden" in found or "popover" in found
        if tag == "article":
            self.articles.append((self.get_starttag_text(), found, self.around or hidden))
        elif tag == "link" and found.get("type") == "application/json" and found.get("rel") == "alternate":
            self.record = self.record or found.get("href") or ""
        hides = HIDING.fullmatch(tag) or (hidden and not VOID.fullmatch(tag))
        if hides or (self.around and self.around[-1] == tag):
            self.around = [*self.around, tag]

    def handle_data(self, data):
        self.scripts += data if self.cdata_elem else ""

    def handle_endtag(self, tag):
        if self.around and self.around[-1] == tag:
            self.around = self.around[:-1]

    def article(self):
        """What keeps the page from having one article that everybody sees, if anything; its bytes; what it says."""
        tags = re.findall(rb"<article\b|</article\b", self.data, re.IGNORECASE)
        # Its tag as it was parsed: with a “>” inside an attribute, what looks like the text could be part of the tag.
        start, said, unseen = self.articles[0] if self.articles else ("<article>", {}, False)
        inner, end, _ = self.data.partition(start.encode())[2].rpartition(b"</article>")
        # Behind “<!--<script>” a browser reads on as script where this parser has seen its end.
        unseen = unseen or "<!--" in self.scripts
        problem = "The article element stands where a browser does not show it" if unseen else ""
        if not end or said.get("id") != "edition":
            problem = (
                "The page has no whole article element named “edition”: use the bytes as they were served"
            )
        if len(self.articles) > 1 or len(tags) > 2:
            problem = (
                "The page has a second article element: there must be one, so that nothing passes for it"
            )
        return problem, inner, said


# Reading: whatever goes wrong is told in one sentence.


@contextmanager
def reading(what):
    try:
        yield
    except (OSError, HTTPException, UnsupportedAlgorithm, *WRONG) as problem:
        deep = "it is nested too deeply" if isinstance(problem, RecursionError) else "it has another form"
        why = problem if isinstance(problem, OSError | HTTPException | ValueError) else deep
        raise Unreadable(f"{what} cannot be read: {why}") from problem


def part(value, name, kind):
    if not isinstance(value, dict) or not isinstance(value.get(name), kind):
        raise Unreadable(f"there is no part “{name}” where a record or a list of keys has one")
    return value[name]


def parsed(data, what):
    """JSON of text, whole numbers, lists and objects, each name in ASCII and once. Raises Unreadable for all else."""

    def refuse(found):
        raise ValueError(f"{found!r:.40} is neither text, whole number, list nor object")

    def once(pairs):
        if len(dict(pairs)) < len(pairs) or not all(name.isascii() for name, _ in pairs):
            raise ValueError("a name stands there twice, or is not plain ASCII")
        return dict(pairs)

    def walk(value):
        for each in value.values() if isinstance(value, dict) else value:
            if isinstance(each, dict | list):
                walk(each)
            elif type(each) not in (str, int):
                refuse(each)

    with reading(what):
        value = json.loads(data.decode(), parse_float=refuse, parse_constant=refuse, object_pairs_hook=once)
        walk([value])
        canonical(value).encode()
    return value


def read(stream, what, until):
    """What a file or an answer holds, unless it is more, or comes later, than any page or record."""
    data = b""
    while chunk := stream.read1(65536):
        data += chunk
        if len(data) > LIMIT or time.monotonic() > until:
            raise Unreadable(f"{what} is larger than any page or record, or comes too slowly")
    return data


def read_file(path):
    with reading(f"the file {path}"), open(path, "rb") as file:
        return read(file, f"the file {path}", time.monotonic() + SECONDS)


def fetch(url):
    """The bytes at an address, and where they came from in the end. A page that is gone is read as well."""
    site_of(url)
    until = time.monotonic() + SECONDS
    with reading(url):
        try:
            answer = build_opener(SameSite).open(url, timeout=SECONDS)
        except HTTPError as refusal:
            if refusal.code != 410:
                raise
            answer = refusal
        with answer:
            return read(answer, url, until), answer.url


class SameSite(HTTPRedirectHandler):
    """Follows a redirect only within the site, or to its encrypted address."""

    def redirect_request(self, request, fp, code, message, headers, target):
        was = site_of(request.full_url)
        if site_of(target) not in {was, was.replace("http:", "https:")}:
            raise Unreadable(f"{request.full_url} leads to another site, {target}")
        return super().redirect_request(request, fp, code, message, headers, target)


def site_of(url):
    """Scheme and host of an address. Raises Unreadable unless it is one of the web's."""
    with reading(repr(url)):
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
            raise ValueError("it is no address that begins with https:// or http://")
        return f"{parts.scheme}://{parts.netloc}"


def keys_in(path):
    """The keys in a file: PEM blocks, or a saved signing-keys.json."""
    data = read_file(path)
    if data.lstrip().startswith(b"{"):
        return part(parsed(data, path), "keys", list)
    with reading(path):
        blocks = re.findall(rb"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", data, re.DOTALL)
        keys = [load_pem_public_key(block) for block in blocks]
        if not all(isinstance(key, Ed25519PublicKey) for key in keys):
            raise ValueError("it holds a key that is no Ed25519 public key")
        raw = [key.public_bytes_raw() for key in keys if isinstance(key, Ed25519PublicKey)]
    return [{"id": sha256(key).hexdigest()[:16], "public_key": base64.b64encode(key).decode()} for key in raw]


def named(keys, what):
    """Each key under its name, with the times in which it was the site's: always, where none are given."""
    found: dict = {}
    with reading(what):
        for each in keys:
            raw = base64.b64decode(each["public_key"], validate=True)
            if sha256(raw).hexdigest()[:16] != each["id"]:
                raise ValueError("it holds a key that is not the one it is called")
            period = (each.get("from", ""), each.get("until", ""))
            found.setdefault(each["id"], (Ed25519PublicKey.from_public_bytes(raw), []))[1].append(period)
        if not found:
            raise ValueError("it holds no public key")
    return found


def gather(page, record, key):
    """Page, record and keys: from files, or from the site whose page it is."""
    site, keys = "", None
    if record:
        data, record = read_file(page), read_file(record)
    else:
        data, url = fetch(page)
        site = site_of(url)
        gone = "record.json" if "/editions/" in url else ""  # a page that is gone shows no links
        link = Page(data).record or gone
        with reading(repr(link)):
            address = urljoin(url, link)
        if not link or site_of(address) != site:
            raise Unreadable(f"the page names no record on its own site, but {link!r}")
        record = fetch(address)[0]
    whole = parsed(record, "the record")
    record = part(whole, "record", dict)
    if key:
        keys = keys_in(key)
    elif site:
        keys = fetch(f"{site}/.well-known/signing-keys.json")[0]
        keys = part(parsed(keys, "the list of keys"), "keys", list)
    else:
        keys = [part(record, "key", dict), *part({"earlier_keys": [], **record}, "earlier_keys", list)]
    given = SimpleNamespace(page=Page(data), record=record, parts=len(whole), source="file" if key else site)
    given.facts, given.seal = part(record, "facts", dict), part(whole, "seal", str)
    given.keys = named(keys, key or "the list of keys")
    return given


def main(arguments):
    """Check what the arguments name, print a line for each row, and return the exit status."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form, usage=argparse.SUPPRESS)
    parser.add_argument("page", metavar="URL or PAGE.html")
    parser.add_argument("record", metavar="RECORD.json", nargs="?")
    parser.add_argument("--key", metavar="FILE", help="the site's public keys, from a source you trust")
    asked, failed = parser.parse_args(arguments), 0
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a name that a terminal cannot show is no reason to stop
    try:
        given = gather(**vars(asked))
    except Unreadable as problem:
        say(f"Nothing was checked: {problem}.")
        return 2
    for good, words, wrong in rows(given):
        failed += bool(wrong and not good)
        if words or not good:
            say(f"not checked: {words}" if not wrong else f"holds: {words}" if good else f"FAILS: {wrong}")
    believed = "" if given.source else ", if the key is the site’s"
    some = f"{failed} of these do not hold: do not rely on this page or this record."
    say(some if failed else f"Everything that was checked holds{believed}.")
    return 1 if failed else 0


def rows(given):
    for check in CHECKS:
        try:
            yield from check(given)
        except WRONG:
            yield False, "", f"{check.__doc__} What the record says of it is missing, or not as it should be."
    yield 0, "What stands on the page outside the article element; what happened after the record.", ""


def say(words):
    """Print a line, without what could steer a terminal."""
    print("".join(letter if letter.isprintable() else "?" for letter in words)[:1000])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
