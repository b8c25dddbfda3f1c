"""Submitting: what kind of change, how much it matters, why each warning stands, and how each must-fix was met.

After a send-back the form begins where the last edition stood: the same reviewers, and the words on each warning that
is there unchanged.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings

from articles import keeping, preflight
from articles.document import content_of
from articles.models import ArticleState, Edition
from articles.states import WorkState, work_state
from reviewers import policy, submission
from reviewers.models import Comment, Reply, Role
from reviewers.risk import Risk

from .choosing import ChoosingForm
from .fields import lines

_SECOND = Role.SECOND_MEDICAL.value
_CORRECTION = {
    "wrong": "Say what was wrong: readers see it in the notice.",
    "right": "Say what is right now: readers see it in the notice.",
    "where": "Say where it stood: readers see it in the notice.",
    "severity": "Say how much the error mattered.",
}


class SubmitForm(ChoosingForm):
    """What is asked of whoever submits. The risk is computed from the difference: it can be raised, never lowered."""

    nobody = ("", "Nobody yet: whoever may sign it can")
    change_kind = forms.ChoiceField(
        label="What kind of edition is this?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    change_note = forms.CharField(
        label="What changed?",
        required=False,
        max_length=2000,
        widget=lines(3),
        help_text="Readers see it on the page.",
    )
    wrong = forms.CharField(label="What was wrong", required=False, max_length=2000, widget=lines(2))
    right = forms.CharField(label="What is right now", required=False, max_length=2000, widget=lines(2))
    where = forms.CharField(
        label="Where it stood",
        required=False,
        max_length=500,
        widget=lines(1),
        help_text="As a reader finds it: “in the bottom line”, “under Results”.",
    )
    severity = forms.ChoiceField(
        label="How much it mattered",
        required=False,
        choices=Edition.Severity.choices,
        widget=forms.RadioSelect,
    )
    raised = forms.BooleanField(label="Treat it as substantive", required=False)

    def begin(self) -> None:
        self.initial["seen"] = self.article.versions.latest("number").number
        self.content = content_of(self.article)
        self.findings = preflight.findings(self.content)
        self.blocking = [finding for finding in self.findings if finding.blocks]
        self.risk = submission.assessed(self.article)
        self.risk_label = Risk(self.risk["level"]).label
        self.required = submission.roles_for(self.article, self.risk)
        self.last = self.article.editions.select_related("article").order_by("-number").first()
        # What was sent back or recalled, and is submitted again now.
        self.earlier = self.last if self.last and not self.last.publications.exists() else None
        # What whoever submits may have forgotten: to change anything, or to save it.
        state = ArticleState.objects.filter(article=self.article).first() or ArticleState()
        self.unchanged_since = state.live_edition if work_state(state) == WorkState.NOTHING_OPEN else None
        self.unsaved = keeping.unsaved(self.user, self.article.uuid).first()
        self._begin_answers()
        self._begin_change()
        self._begin_warnings()
        self._begin_reviewers()

    def _begin_answers(self) -> None:
        """A field for each must-fix that the editors have not answered: the act asks for all of them."""
        open_ones = Comment.objects.unsettled().filter(edition__article=self.article, must_fix=True)
        unanswered = open_ones.exclude(turn=Reply.What.RESOLVED).select_related("edition").order_by("pk")
        self.unanswered = list(unanswered.defer("edition__document", "edition__html", "edition__private"))
        for comment in self.unanswered:
            self.fields[f"answer-{comment.pk}"] = forms.CharField(
                label="What did you change, or why not?",
                max_length=4000,
                widget=lines(2),
                error_messages={"required": "Say what you changed, or why not: the reviewer reads it."},
            )

    def _begin_change(self) -> None:
        kinds = Edition.ChangeKind
        self.published = self.article.publications.exists()
        offered = [kind for kind in kinds if (kind != kinds.FIRST) == self.published]
        self.fields["change_kind"].choices = [(kind.value, kind.label) for kind in offered]
        self.raising_asks = (
            self.article.kind in settings.SECOND_CLINICIAN_FOR and _SECOND not in self.required
        )
        if self.raising_asks:
            self.fields["raised"].help_text = "A second clinician must sign as well then."
        if self.risk["level"] == Risk.SUBSTANTIVE:
            del self.fields["raised"]
        if not self.published:
            self.initial["change_kind"] = kinds.FIRST
            self.fields["change_note"].widget = forms.HiddenInput()
            for name in _CORRECTION:
                del self.fields[name]
        elif self.earlier:
            # What was said of the change still holds, as far as it is not said anew.
            said = self.earlier.content["change"]
            self.initial |= {"change_kind": said["kind"], "change_note": said["note"]}
            self.initial |= {name: said[name] for name in _CORRECTION}

    def _begin_warnings(self) -> None:
        words = self.last.private_part["acknowledgements"] if self.last else {}
        for finding in self.findings:
            if not finding.blocks:
                self.fields[f"word-{finding.fingerprint}"] = forms.CharField(
                    label="Why it stands",
                    max_length=500,
                    initial=words.get(finding.fingerprint, ""),
                    help_text="As you said of the last edition." if words.get(finding.fingerprint) else "",
                    error_messages={"required": "Say in a few words why it stands, or mend it."},
                )

    def _begin_reviewers(self) -> None:
        self.begin_choosing(self.article, [role.value for role in Role])
        self.conflicts = {
            one.reviewer.pk for people in self.people.values() for one in people if one.products
        }
        interested = any(one.products for role in self.required for one in self.free(role))
        wanted = {*self.required, *([_SECOND] if self.raising_asks or interested else [])}
        for role in [role for role in self.roles if role not in wanted]:
            del self.fields[f"reviewer-{role}"], self.fields[f"due-{role}"]
        self.roles = [role for role in self.roles if role in wanted]
        if self.earlier:
            for role, pk in self._asked_before(self.earlier).items():
                if role in self.roles and any(one.reviewer.pk == pk for one in self.free(role)):
                    self.initial[f"reviewer-{role}"] = str(pk)

    def _asked_before(self, edition: Edition) -> dict[str, int]:
        """Who read the edition that was sent back, by role: whoever answered before whoever was only asked."""
        asked = edition.review_requests.filter(end=None).exclude(verdict__decision="declined")
        answered = edition.verdicts.exclude(decision="declined")
        found = dict(asked.order_by("pk").values_list("role", "reviewer"))
        return found | dict(answered.order_by("pk").values_list("role", "reviewer"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if newer := submission.unseen(self.article, cleaned.get("seen")):
            self.add_error(None, newer)
            # The page shows the findings of the newer text now: submitting again is a decision.
            self.data = self.data.copy()
            self.data["seen"] = str(self.initial["seen"])
        if self.published and not cleaned.get("change_note") and not self.has_error("change_note"):
            self.add_error(
                "change_note", "Say in the change note what has changed: readers see it on the page."
            )
        self._clean_correction(cleaned)
        self.clean_choosing(cleaned)
        self._clean_second(cleaned)
        return cleaned

    def _clean_correction(self, cleaned: dict[str, Any]) -> None:
        if not self.published or "change_kind" not in cleaned:
            return
        if cleaned["change_kind"] == Edition.ChangeKind.CORRECTION:
            for name, sentence in _CORRECTION.items():
                if not cleaned.get(name) and not self.has_error(name):
                    self.add_error(name, sentence)
        elif name := next((name for name in _CORRECTION if cleaned.get(name)), ""):
            self.add_error(
                name, "Only a correction says this: choose “Correction” above, or empty these four fields."
            )

    def _clean_second(self, cleaned: dict[str, Any]) -> None:
        """One person signs once; and a second clinician is asked only where one is needed."""
        chosen = {role: pk for role in self.roles if (pk := cleaned.get(f"reviewer-{role}"))}
        for place, (role, pk) in enumerate(chosen.items()):
            if pk in list(chosen.values())[:place]:
                self.add_error(f"reviewer-{role}", "Choose somebody else: one person signs once.")
        needed = policy.required_roles(
            self.article.kind,
            substantive=bool(cleaned.get("raised")) or self.risk["level"] == Risk.SUBSTANTIVE,
            second_reviewer=bool(self.risk["interests"])
            or any(int(pk) in self.conflicts for pk in chosen.values()),
        )
        if _SECOND in chosen and _SECOND not in needed:
            raising = ", or treat the change as substantive" if self.raising_asks else ""
            self.add_error(
                f"reviewer-{_SECOND}",
                f"No second clinician is needed as you chose: choose nobody here{raising}.",
            )

    def problems(self) -> list[tuple[str, str, str]]:
        """Each field's errors as (label, the field's id, sentence), in the order of the page."""
        named = {
            field.name: f"Warning “{finding.words or finding.why}”" for finding, field in self.warnings()
        } | {field.name: f"Answer to {comment.printed_name}" for comment, field in self.answers()}
        fields = [field for field in self.visible_fields() if field.errors]
        return [
            (named.get(field.name, field.label), field.auto_id, error)
            for field in fields
            for error in field.errors
        ]

    def correction_fields(self) -> list[forms.BoundField]:
        """The fields for a correction alone; none for a first edition."""
        return [self[name] for name in _CORRECTION if name in self.fields]

    def warnings(self) -> Iterator[tuple[preflight.Finding, forms.BoundField]]:
        """Each warning with the field for a word on it."""
        for finding in self.findings:
            if not finding.blocks:
                yield finding, self[f"word-{finding.fingerprint}"]

    def answers(self) -> Iterator[tuple[Comment, forms.BoundField]]:
        """Each must-fix without an answer, with the field for it."""
        for comment in self.unanswered:
            yield comment, self[f"answer-{comment.pk}"]

    def required_labels(self) -> str:
        """The roles that must sign what is submitted as it stands."""
        *others, last = [role.label.lower() for role in Role if role.value in self.required]
        return f"{', '.join(others)} and {last}" if others else last

    def note(self, role: str) -> str:
        if role in self.required:
            return ""
        if not self.raising_asks:
            return "Needed only if somebody whom you choose declares an interest in what the text names."
        return (
            "Needed only if you treat the change as substantive, or if somebody whom you choose declares an interest "
            "in what the text names."
        )

    def as_submitted(self) -> dict[str, Any]:
        """What `submission.submit` is to be told, by its names."""
        cleaned = self.cleaned_data
        corrects = cleaned["change_kind"] == Edition.ChangeKind.CORRECTION
        return {
            "change_kind": cleaned["change_kind"],
            "change_note": cleaned["change_note"],
            "correction": submission.Correction(**{name: cleaned[name] for name in _CORRECTION})
            if corrects
            else None,
            "raised": cleaned.get("raised", False),
            "acknowledgements": self._words("word-"),
            "answers": {int(pk): text for pk, text in self._words("answer-").items()},
            "requests": self.requests(),
            "message": cleaned["message"],
            "seen": cleaned["seen"],
        }

    def _words(self, prefix: str) -> dict[str, str]:
        named = {name: word for name, word in self.cleaned_data.items() if name.startswith(prefix)}
        return {name.removeprefix(prefix): word for name, word in named.items()}
