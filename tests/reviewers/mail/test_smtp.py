"""Mail over a real SMTP server: what arrives, and what happens when it does not."""

import email.policy
import hashlib
import json
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from articles import clock, mailing
from articles.models import OutgoingMail
from cliniccontent.settings import email as from_address
from reviewers.mail import notifications
from reviewers.models import NoticeKind
from tests.factories import make_article, make_edition, make_reviewer, make_writer, sign
from tests.reviewers.test_tick import tick

pytestmark = pytest.mark.django_db(transaction=True)

MOMENT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


class Server:
    """A mail server that keeps what it is given, or does as it is told instead."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.tried: list[bytes] = []
        self.does = "take"
        self.encrypted: list[bool] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list
    ) -> str:
        if self.does == "refuse":
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.tried.append(envelope.original_content)
        if self.does == "hang up":
            server.transport.abort()
            return "421 gone"
        if self.does == "sleep":
            await server.loop.run_in_executor(None, time.sleep, 1.5)
        self.received.append(envelope.original_content)
        self.encrypted.append(session.ssl is not None)
        return "250 OK"

    def messages(self) -> list[EmailMessage]:
        return [email.message_from_bytes(one, policy=email.policy.default) for one in self.received]


def served(handler: Server, **options) -> Iterator[Controller]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
    controller.start()
    yield controller
    controller.stop()


def send_through(settings, address: str) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    for name, value in from_address(address).items():
        setattr(settings, name, value)


@pytest.fixture
def server(settings) -> Iterator[Server]:
    handler = Server()
    for controller in served(handler):
        send_through(settings, f"smtp://127.0.0.1:{controller.port}")
        yield handler


def test_an_act_sends_a_mail_that_arrives_whole(server: Server):
    person = make_writer()

    with clock.set_to(MOMENT):
        mute = notifications.mute_address(person, NoticeKind.WITHDRAWN)
        article = make_article()
        mailing.write(to="anna@example.org", subject="Zurückgezogen: “Äpfel” 日本", body="Ünï.\n")
        notifications.notify(
            NoticeKind.WITHDRAWN, to=[person], article=article, subject="Withdrawn", body="Gone.\n"
        )

    plain, told = server.messages()
    assert plain["Subject"] == "Zurückgezogen: “Äpfel” 日本"
    assert plain["List-Unsubscribe"] is None
    assert plain.get_body(["plain"]).get_content().splitlines() == ["Ünï."]
    assert "<p>Ünï.</p>" in plain.get_body(["html"]).get_content()
    assert told["To"] == person.email
    assert "".join(told["List-Unsubscribe"].split()) == f"<{mute}>"
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert OutgoingMail.objects.filter(sent_at=None).count() == 0


def test_a_receipt_arrives_with_the_exact_bytes(server: Server):
    edition, reviewer = make_edition(), make_reviewer()

    sign(edition, reviewer)

    [receipt] = server.messages()
    assert receipt["List-Unsubscribe"] is None
    assert receipt.get_content_type() == "multipart/mixed"
    page, signature = receipt.iter_attachments()
    assert hashlib.sha256(page.get_payload(decode=True)).hexdigest() == edition.html_sha256
    manifest = json.loads(signature.get_payload(decode=True))["manifest"]
    assert hashlib.sha256(manifest.encode()).hexdigest() == edition.digest


def test_no_line_end_of_an_attachment_changes_on_the_way(server: Server):
    text = "a\r\nb\nc\rd — “é”\u2028\ttail \n.\n\n" + "x" * 2000

    mailing.write(
        to="anna@example.org",
        subject="News",
        body="News.\n",
        attachments=[
            mailing.Attachment("a.html", "text/html", text),
            mailing.Attachment("a.json", "application/json", text),
        ],
    )

    [message] = server.messages()
    assert [part.get_payload(decode=True) for part in message.iter_attachments()] == [text.encode()] * 2


@pytest.mark.parametrize(
    ("does", "said"), [("refuse", "No such mailbox"), ("hang up", "onnection"), ("sleep", "timed out")]
)
def test_what_did_not_arrive_is_kept_and_tried_again(server: Server, settings, does: str, said: str):
    settings.EMAIL_TIMEOUT = 0.5
    server.does = does

    with clock.set_to(MOMENT):
        written = mailing.write(to="anna@example.org", subject="News", body="News.\n")

    written.refresh_from_db()
    assert (written.sent_at, written.attempts) == (None, 1)
    assert said in written.last_error
    server.received.clear()
    server.does = "take"
    tick(MOMENT + timedelta(minutes=1))
    assert server.received == []  # two minutes are not over
    tick(MOMENT + timedelta(minutes=3))
    [message] = server.messages()
    assert message["Message-ID"] == f"<{written.uuid}@testserver>"
    if server.tried[1:]:
        first = email.message_from_bytes(server.tried[0], policy=email.policy.default)
        assert first["Message-ID"] == message["Message-ID"]
    written.refresh_from_db()
    assert written.sent_at is not None


def test_a_server_that_never_takes_it_is_given_up_and_named(server: Server):
    server.does = "refuse"
    with clock.set_to(MOMENT):
        written = mailing.write(to="anna@example.org", subject="News", body="News.\n")
    OutgoingMail.objects.update(attempts=mailing.LAST_ATTEMPT - 1)

    said = tick(MOMENT + timedelta(days=1))

    assert "Given up after 8 attempts: the mail “News” to anna@example.org." in said
    assert [mail.pk for mail in mailing.given_up()] == [written.pk]


def certificate(folder: Path) -> Path:
    """A file with a new key and a certificate of it for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "mail.pem"
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def encrypting(settings, tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    """A server that takes mail after STARTTLS only, and its certificate."""
    path, handler = certificate(tmp_path), Server()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    for controller in served(handler, tls_context=context, require_starttls=True):
        send_through(settings, f"smtp+tls://127.0.0.1:{controller.port}")
        yield handler, path


def test_smtp_with_tls_encrypts(encrypting: tuple[Server, Path], monkeypatch: pytest.MonkeyPatch):
    server, path = encrypting
    monkeypatch.setenv("SSL_CERT_FILE", str(path))

    mailing.write(to="anna@example.org", subject="News", body="News.\n")

    assert [message["Subject"] for message in server.messages()] == ["News"]
    assert server.encrypted == [True]


def test_a_server_that_is_not_who_it_should_be_gets_nothing(encrypting: tuple[Server, Path]):
    server, _ = encrypting

    written = mailing.write(to="anna@example.org", subject="News", body="News.\n")

    written.refresh_from_db()
    assert "CERTIFICATE_VERIFY_FAILED" in written.last_error
    assert server.tried == []
