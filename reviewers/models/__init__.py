"""Who may sign, what was asked and answered, what was signed, and what is scheduled."""

from .people import MEANING_OF, Credential, Meaning, Reviewer, Role
from .review import Comment, Recall, ReviewRequest, Verdict
from .schedule import Schedule, ScheduleEnd
from .signing import Revocation, SignOff

__all__ = [
    "MEANING_OF",
    "Comment",
    "Credential",
    "Meaning",
    "Recall",
    "ReviewRequest",
    "Reviewer",
    "Revocation",
    "Role",
    "Schedule",
    "ScheduleEnd",
    "SignOff",
    "Verdict",
]
