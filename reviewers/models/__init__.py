"""Who may sign, what was asked and answered, what was signed, and what is scheduled."""

from .people import CLINICAL, HELD, MEANING_OF, Credential, Meaning, Reviewer, Role
from .reminder import Reminder
from .review import Comment, Recall, ReviewRequest, Verdict
from .schedule import Schedule, ScheduleEnd
from .signing import Revocation, SignOff
from .standing import Declaration, Disclosure, FirstView, IdentityCheck

__all__ = [
    "CLINICAL",
    "HELD",
    "MEANING_OF",
    "Comment",
    "Credential",
    "Declaration",
    "Disclosure",
    "FirstView",
    "IdentityCheck",
    "Meaning",
    "Recall",
    "Reminder",
    "ReviewRequest",
    "Reviewer",
    "Revocation",
    "Role",
    "Schedule",
    "ScheduleEnd",
    "SignOff",
    "Verdict",
]
