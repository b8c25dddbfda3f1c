"""What the desk does with many articles at once. Each is the act that is done with one, through the one save path."""

from typing import Any

from django import forms
from django.db.models import Q

from articles import filing, trashing
from articles.groups import Group
from articles.models import Article, Topic, User

from .bulk import Act, BulkForm


class OwnerForm(BulkForm):
    owner = forms.ModelChoiceField(
        User.objects.filter(
            Q(is_superuser=True) | Q(groups__name__in=[Group.WRITER, Group.EDITOR]),
            is_active=True,
            is_staff=True,
        )
        .distinct()
        .order_by("first_name", "last_name", "email"),
        label="New owner",
        error_messages={
            "required": "Choose whose they will be.",
            "invalid_choice": "Choose somebody on the list.",
        },
    )


class TopicForm(BulkForm):
    topic = forms.ModelChoiceField(
        Topic.objects.all(),
        error_messages={"required": "Choose a topic.", "invalid_choice": "Choose a topic on the list."},
    )


def _set_owner(article: Article, asked: dict[str, Any], by: User) -> str:
    owner = asked["owner"]
    return f"Belongs to {owner} now." if filing.set_owner(article, owner, by=by) else ""


def _add_topic(article: Article, asked: dict[str, Any], by: User) -> str:
    topic = asked["topic"]
    return f"Stands under {topic} now." if filing.add_topic(article, topic, by=by) else ""


def _remove_topic(article: Article, asked: dict[str, Any], by: User) -> str:
    topic = asked["topic"]
    return f"Stands under {topic} no more." if filing.remove_topic(article, topic, by=by) else ""


def _trash(article: Article, asked: dict[str, Any], by: User) -> str:
    trashing.trash(article, by=by)
    return "In the trash."


def _restore(article: Article, asked: dict[str, Any], by: User) -> str:
    trashing.restore(article, by=by)
    return "Out of the trash, as it was."


_A_PART = (
    "Topics are a part of the content: each article gets a new version, and whoever changes them cannot sign it as a "
    "reviewer. Readers see the change with the next edition."
)
ACTS = {
    "set_owner": Act(
        "Give to another owner", "Give to another owner", "Give them to this person", _set_owner, OwnerForm
    ),
    "add_topic": Act("Add a topic", "Add a topic", "Add it to them", _add_topic, TopicForm, _A_PART),
    "remove_topic": Act(
        "Remove a topic", "Remove a topic", "Remove it from them", _remove_topic, TopicForm, _A_PART
    ),
    "trash": Act(
        "Put in the trash",
        "Put in the trash",
        "Put in the trash",
        _trash,
        about="They leave the lists and can be put back at any time, as they were. What was ever submitted for review "
        "cannot be put in the trash.",
        back="restore",
    ),
    "restore": Act(
        "Put back", "Put back", "Put back", _restore, about="They come back as they were.", in_trash=True
    ),
}
