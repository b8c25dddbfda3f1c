"""Records as files, as somebody keeps them who checks a page without the site; and as an attacker edits them."""

import base64
import hashlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.urls import reverse

from articles.document import canonical
from articles.models import Publication

PROGRAM = Path(__file__).resolve().parent.parent / "verify_record.py"
_spec = importlib.util.spec_from_file_location("verify_record", PROGRAM)
assert _spec is not None
assert _spec.loader is not None
program = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(program)


class Outcome(NamedTuple):
    code: int
    lines: list[str]

    def of(self, kind: str) -> str:
        return "\n".join(line for line in self.lines if line.startswith(kind))


class Files(NamedTuple):
    """A page, its record and the site's keys, as they were served."""

    page: Path
    record: Path
    keys: Path

    @property
    def arguments(self) -> list[str]:
        return [str(self.page), str(self.record), "--key", str(self.keys)]

    def whole(self) -> dict[str, Any]:
        return json.loads(self.record.read_text("utf-8"))

    def write(self, whole: Any) -> None:
        self.record.write_text(json.dumps(whole, ensure_ascii=False), "utf-8")


def export(client: Client, publication: Publication, folder: Path) -> Files:
    """Save an edition's page, its record and the keys."""
    folder.mkdir(exist_ok=True)
    where = [publication.slug, publication.edition.number]
    files = Files(folder / "page.html", folder / "record.json", folder / "signing-keys.json")
    files.page.write_bytes(client.get(reverse("edition", args=where)).content)
    files.record.write_bytes(client.get(reverse("record", args=where)).content)
    files.keys.write_bytes(client.get(reverse("signing_keys")).content)
    return files


def check(*arguments: str) -> Outcome:
    """Run the program as people do."""
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Outcome(done.returncode, done.stdout.splitlines())


def reseal(whole: dict[str, Any]) -> dict[str, Any]:
    """What an attacker without the site's key does: seal the edited record with a key of their own, and name that."""
    key = Ed25519PrivateKey.generate()
    raw = key.public_key().public_bytes_raw()
    name = hashlib.sha256(raw).hexdigest()[:16]
    record = whole["record"] | {"key": {"id": name, "public_key": base64.b64encode(raw).decode()}}
    return {
        "record": record,
        "seal": f"{name}:{base64.b64encode(key.sign(canonical(record).encode())).decode()}",
    }
