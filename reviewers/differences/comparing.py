"""Two content documents, compared: the parts that differ, and what in them is called out."""

from collections.abc import Iterator
from typing import Any

from reviewers.differences.calling import Place, Told, context, shown
from reviewers.differences.fields import FieldDifference, field_differences
from reviewers.differences.pairing import Pair, paired
from reviewers.differences.parts import Part, as_data, parts
from reviewers.differences.shapes import ADDED, Callout, Comparison, PartDifference
from reviewers.differences.tables import cell
from reviewers.differences.wording import count
from reviewers.risk.dangers import Danger

_FIGURE = ("figure:", "](figure:")


def compare(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    """What differs between two content documents, whole: each text can be rebuilt from it.

    The note on the change is not compared, nor are the ids of rows. Takes documents with parts missing. The time it
    takes grows with their length, whatever is in them: what is too long to compare word by word is shown as replaced.
    """
    before, after = parts(old), parts(new)
    comparison = Comparison(words=sum(count(part.text) for part in after))
    first = 1
    for pair in paired(before, after):
        pair = _seen(pair)
        if _is_same(pair):
            continue
        fields = field_differences(pair.old, pair.new, first)
        first += sum(len(field.places) for field in fields)
        difference = _difference(pair, fields)
        comparison.parts.append(difference)
        comparison.callouts += _callouts(pair, difference, fields)
        comparison.changed_words += sum(_words(field, place) for field in fields for place in field.places)
    comparison.callouts.sort(key=lambda callout: callout.danger.rank)
    return comparison


def _seen(pair: Pair) -> Pair:
    """The pair as bare data where its lines would hide what differs."""
    one, other = pair.old, pair.new
    if one and other and one.value != other.value and _texts(one) == _texts(other):
        return Pair(as_data(one), as_data(other), pair.moved)
    return pair


def _texts(part: Part) -> list[str]:
    return [field.text for field in part.fields]


def _is_same(pair: Pair) -> bool:
    return bool(pair.old and pair.new) and not pair.moved and _is_unchanged(pair)


def _is_unchanged(pair: Pair) -> bool:
    return bool(pair.old and pair.new and _texts(pair.old) == _texts(pair.new))


def _difference(pair: Pair, fields: list[FieldDifference]) -> PartDifference:
    part = pair.new or pair.old
    assert part
    if pair.old is None:
        status = "added"
    elif pair.new is None:
        status = "removed"
    elif not pair.moved:
        status = "changed"
    else:
        status = "moved" if _is_unchanged(pair) else "moved and changed"
    lines = [line for field in fields for line in field.lines]
    stood, stands = pair.old.place if pair.old else 0, pair.new.place if pair.new else 0
    told = status != "changed"
    return PartDifference(part.part, part.name, status, lines, stood if told else 0, stands if told else 0)


def _callouts(pair: Pair, difference: PartDifference, fields: list[FieldDifference]) -> Iterator[Callout]:
    if whole := _told_whole(pair, fields):
        yield _callout(difference, fields[0], *whole)
        return
    for field in fields:
        for place, told in field.told():
            if not _is_told_with_figure(told):
                yield _callout(difference, field, place, told)


def _is_told_with_figure(told: Told) -> bool:
    """Whether it is the address of a figure in the text: that an image came, went or changed is told of the figure."""
    said = [words for words in (told.old, told.new) if words]
    return told.danger is Danger.LINK and all(words.startswith(_FIGURE) for words in said)


def _told_whole(pair: Pair, fields: list[FieldDifference]) -> tuple[Place, Told] | None:
    """A key point or a figure that came or went, or a reference that went, as one thing."""
    part = pair.new or pair.old
    if (pair.old and pair.new) or not part or not fields or not fields[0].places:
        return None
    text = fields[0].old or fields[0].new if part.family == "key_points" else part.text
    said, span = shown(text, (0, len(text))), (0, len(fields[0].new))
    old, new = (said, "") if pair.old else ("", said)
    if part.family == "figures":
        return fields[0].places[0], Told(Danger.IMAGE, old, new, span)
    if part.family == "key_points":
        return fields[0].places[0], Told(Danger.KEY_POINT, old, new, span)
    if part.family == "references" and pair.old:
        return fields[0].places[0], Told(Danger.REFERENCE, old, new, span)
    return None


def _callout(difference: PartDifference, field: FieldDifference, place: Place, told: Told) -> Callout:
    quote, prefix, suffix = context(field.new, told.span)
    in_table = cell(field.new, told.span[0]) or cell(field.old, place.old[0])
    name = f"{difference.name}, {in_table}" if in_table else difference.name
    return Callout(
        told.danger, told.old, told.new, difference.part, name, place.anchor, quote, prefix, suffix
    )


def _words(field: FieldDifference, place: Place) -> int:
    """How many words a changed place touches: of what replaces and what is replaced, the more."""
    if place.line.within:
        return sum(count(piece.text) for piece in place.line.within if piece.mark == ADDED)
    if place.line.moved:
        return 0
    return max(count(field.old[slice(*place.old)]), count(field.new[slice(*place.new)]))
