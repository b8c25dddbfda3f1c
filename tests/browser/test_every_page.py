"""Every page of the desk, opened once: what the address book has and no test looks at is named here."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles import clock, writing
from articles.models import Topic, User
from reviewers import commenting, scheduling, submission, withdrawing
from reviewers.commenting import Remark
from reviewers.models import Role
from tests import factories
from tests.browser.conftest import OPEN
from tests.browser.usable import AXE, problems
