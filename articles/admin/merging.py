"""A save that came too late: both texts side by side with what they began as, to be merged part by part.

All that was typed travels along on the page, in one field, until it is saved or the form is shown again.
"""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_list_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import document, merging, writing
from articles.merging import Edited, Merge
from articles.models import Article, ArticleVersion
from articles.refusals import Refused

from . import comparing, merge_form, merge_parts, restoring
from .merge_form import DESK, Filled
from .merge_parts import EDITED
from .numbers import number_in

if TYPE_CHECKING:
    from .articles import ArticleAdmin

_NOT_TYPED = {"csrfmiddlewaretoken"}
_AT_ONCE = "Somebody else saved something at this very moment. Nothing is lost: save again."


def is_answer(request: HttpRequest) -> bool:
    """Whether this is what the page for merging posts, not the article's form."""
    return request.method == "POST" and "typed" in request.POST


def stale_page(desk: "ArticleAdmin", request: HttpRequest, article: Article) -> HttpResponse:
    """The page for a form that was posted after somebody else saved."""
    return _Merging(desk, request, article, request.POST).page(status=409)


def answered(desk: "ArticleAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """Save the merged text, or show the form again with all that was typed."""
    work = _asked(desk, request, object_id)
    return work.form_again() if "_back" in request.POST else work.save()


def shown_again(desk: "ArticleAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """The page with all that was chosen and written on it; nothing is saved."""
    return _asked(desk, request, object_id).page(status=200)


def _asked(desk: "ArticleAdmin", request: HttpRequest, object_id: str) -> "_Merging":
    """What was posted, by somebody who may change the article. Raises Http404, PermissionDenied and BadRequest."""
    article = desk.readable(request, object_id)
    if not desk.has_change_permission(request, article):
        raise PermissionDenied
    return _Merging(desk, request, article, _typed(request))


class _Merging:
    """One person's posted form beside the version that stands now."""

    def __init__(self, desk: "ArticleAdmin", request: HttpRequest, article: Article, data: QueryDict) -> None:
        self.desk, self.request, self.data = desk, request, data
        # As it is stored: a form that was bound to the article has put what was typed into it.
        self.article = Article.objects.get(pk=article.pk)
        saved = article.versions.select_related("by").order_by("-number")
        self.current: ArticleVersion = get_list_or_404(saved[:1])[0]
        seen = number_in(data.get("seen"), digits=9)
        self.base: ArticleVersion | None = article.versions.filter(number=seen).first() if seen else None
        self.posted = {} if data is request.POST else request.POST.dict()

    def form_again(self) -> HttpResponse:
        """The article's form with everything that was typed, and what the other changed above it."""
        page = reverse("admin:articles_article_change", args=[self.article.pk])
        shown = restoring.showing(self.request, self.data, self.article)
        context = {"current": self.current, "changes": comparing.changes(self.base, self.current)}
        return self.desk.changeform_view(shown, str(self.article.pk), form_url=page, extra_context=context)

    def save(self) -> HttpResponse:
        """Save what was chosen; or the page again, with the choices and a sentence for each thing in the way."""
        if self.posted.get("shown") != str(self.current.number):
            return self.page(status=409)
        mine, merged = self._merged()
        choices: dict[str, str | Edited] = {}
        for part in merged.parts:
            if choice := merge_parts.chosen(part, self.posted):
                edited = choice == EDITED
                choices[part.name] = Edited(merge_parts.edited(part, self.posted)) if edited else choice
        try:
            content = merging.resolved(merged, choices)
        except merging.Undecided as undecided:
            found = [(part.path, "Choose one of these.") for part in undecided.parts]
            return self.page(found, status=422)
        filled = merge_form.checked(self.desk, self.request, self.article, content, seen=self.current.number)
        if filled.problems:
            return self.page(filled.problems, status=422)
        return self._write(filled, mine)

    def page(self, problems: Iterable[tuple[str, str]] = (), *, status: int) -> HttpResponse:
        """Every part on which the two differ: first where they clash, then what one of them changed."""
        mine, merged = self._merged()
        found = list(problems) or ([] if self.posted else mine.problems)
        people = comparing.owners(side for side in (merged.base, merged.mine, merged.theirs) if side)
        theirs = self._theirs()
        shown = [
            merge_parts.shown(
                merged,
                part,
                theirs=theirs,
                people=people,
                posted=self.posted,
                problems=[sentence for path, sentence in found if path == part.path],
            )
            for part in merged.parts
        ]
        context = self.desk.page(self.request, self.article, self._title()) | {
            "current": self.current,
            "base": self.base,
            "clashing": [part for part in shown if part.clashes],
            "changed": [part for part in shown if not part.clashes],
            "problems": _led(found, shown),
            "again": self.posted.get("shown") not in (None, str(self.current.number)),
            "unplaced": self._unplaced(merged),
            "typed": _written(self.data),
            "unchanged": [text for text in _unchanged(merged) if text],
        }
        return TemplateResponse(self.request, "articles/admin/merge.html", context, status=status)

    def _theirs(self) -> str:
        """Whose the other text is: one person's, if nobody else saved since, and it was not oneself."""
        since = self.article.versions.filter(number__gt=self.base.number if self.base else 0)
        people = set(since.values_list("by_id", flat=True))
        alone = people == {self.current.by_id} and self.current.by_id != self.request.user.pk
        return str(self.current.by) if alone else f"version {self.current.number}"

    def _title(self) -> str:
        number = self.current.number
        if self.base is None:
            return f"Version {number} is not the one that you began with"
        if self.current.by_id == self.request.user.pk:
            return f"You saved version {number} from another page"
        return f"{self.current.by} saved version {number} while you were writing"

    def _merged(self) -> tuple[Filled, Merge]:
        base = comparing.said(self.base) if self.base else None
        mine = merge_form.posted(self.desk, self.request, self.article, self.data, base)
        return mine, merging.merge(base, mine.document, comparing.said(self.current))

    def _write(self, filled: Filled, mine: Filled) -> HttpResponse:
        values = {name: filled.document[name] for name in DESK}
        desk = {"slug": values["slug"], "owner_id": values["owner"], "source_note": values["source_note"]}
        try:
            version = writing.save(
                self.article,
                {name: value for name, value in filled.document.items() if name not in DESK},
                by=self.request.user,
                seen=self.current.number,
                desk=desk,
                merged=[self.base.number if self.base else 0, self.current.number],
            )
        except writing.StaleSave as stale:
            self.current = stale.current
            return self.page(status=409)
        except IntegrityError:
            return self.page([("", _AT_ONCE)], status=409)
        except (Refused, document.NotCanonical) as problem:
            return self.page([("", str(problem))], status=422)
        self.desk.end_sitting(self.request, mine.form)
        theirs = f"{self.current.by}’s version {self.current.number}"
        said = (
            f"Saved as version {version.number}: your text, merged with {theirs}."
            if version
            else (f"Nothing is saved: all of it is as in {theirs}.")
        )
        messages.add_message(self.request, messages.SUCCESS if version else messages.INFO, said)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[self.article.pk]))

    def _unplaced(self, merged: Merge) -> list[str]:
        """What somebody wrote for a part that is another one since."""
        found = self.request.POST.getlist("unplaced") if self.posted else []
        known = {part.name for part in merged.parts}
        for name, choice in self.posted.items():
            part = name.removeprefix("choice-")
            if name.startswith("choice-") and choice == EDITED and part not in known:
                begins = f"text-{part}-"
                found += [
                    text for key, text in self.posted.items() if key.startswith(begins) and text.strip()
                ]
        return found


def _typed(request: HttpRequest) -> QueryDict:
    """The form that travelled along. Raises BadRequest when it cannot be read."""
    data = QueryDict(mutable=True)
    try:
        for name, value in json.loads(request.POST["typed"]):
            if not (isinstance(name, str) and isinstance(value, str)):
                raise ValueError
            data.appendlist(name, value)
    except (ValueError, TypeError, RecursionError):
        raise BadRequest("What was typed cannot be read: go back to the form, and save again.") from None
    return data


def _written(data: QueryDict) -> str:
    """The fields of a form as `_typed` reads them. ASCII alone, so that nothing on the way changes it."""
    return json.dumps(
        [[name, value] for name, values in data.lists() if name not in _NOT_TYPED for value in values]
    )


def _unchanged(merged: Merge) -> list[str]:
    return ["".join(stretch).strip() for stretch in merged.woven["body"] if isinstance(stretch, list)]


def _led(found: list[tuple[str, str]], shown: list[merge_parts.Shown]) -> list[tuple[str, str, str]]:
    """Each problem as (what it is about, the part that it leads to, sentence)."""
    parts = {one.part.path: one for one in shown}
    return [
        (parts[path].label, parts[path].part.name, sentence)
        if path in parts
        else (_place(path), "", sentence)
        for path, sentence in found
    ]


def _place(path: str) -> str:
    section = path.partition(".")[0]
    return comparing.NAMES.get(section, section.replace("_", " ").capitalize())
