"""Who may sign, what was asked and answered, what was signed, and what is scheduled."""

from .advice import AdviceLink, AdviceLinkEnd
from .discussion import Comment, PromptAnswers, Reply
from .notifying import MailChoice, Notice, NoticeKind
from .people import CLINICAL, HELD, MEANING_OF, Credential, Meaning, Reviewer, Role
from .reminder import Reminder
from .review import Recall, RequestEnd, ReviewRequest, Verdict
from .schedule import Schedule, ScheduleEnd
from .signing import Revocation, SignOff
from .standing import Declaration, Disclosure, FirstView, IdentityCheck

__all__ = [
    "CLINICAL",
    "HELD",
    "MEANING_OF",
    "AdviceLink",
    "AdviceLinkEnd",
    "Comment",
    "Credential",
    "Declaration",
    "Disclosure",
    "FirstView",
    "IdentityCheck",
    "MailChoice",
    "Meaning",
    "Notice",
    "NoticeKind",
    "PromptAnswers",
    "Recall",
    "Reminder",
    "Reply",
    "RequestEnd",
    "ReviewRequest",
    "Reviewer",
    "Revocation",
    "Role",
    "Schedule",
    "ScheduleEnd",
    "SignOff",
    "Verdict",
]
