"""Certificates for tests and trials on this machine: an authority of their own, a broker and a client signed by it.

Made by the ``openssl`` program, valid for a few days; the keys are not encrypted unless a password is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dateline.local.steps import run_step

VALID_DAYS = "3"
OPENSSL_TIMEOUT = 30.0
_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate and its key, as PEM files; ``both`` holds the two in one."""

    certificate: Path
    key: Path
    both: Path


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority; ``certificate`` is what its clients trust."""

    name: str
    folder: Path
    certificate: Path
    key: Path

    def sign(self, name: str, *, hosts: tuple[str, ...] = (), key_password: str | None = None) -> Identity:
        """Make a key and a certificate for ``name``, valid for the host names ``hosts``.

        Raises LocalPartError when ``openssl`` is missing or fails.
        """
        key, request = self.folder / f"{name}.key", self.folder / f"{name}.csr"
        certificate, both = self.folder / f"{name}.pem", self.folder / f"{name}-both.pem"
        extensions = self.folder / f"{name}.ext"
        names = [f"subjectAltName={','.join(f'DNS:{host}' for host in hosts)}"] if hosts else []
        extensions.write_text("\n".join(["basicConstraints=CA:FALSE", *names]) + "\n", encoding="ascii")
        protect = ("-nodes",) if key_password is None else ("-passout", f"pass:{key_password}")
        _openssl("req", "-new", *_NEW_KEY, *protect, "-keyout", key, "-out", request, "-subj", f"/CN={name}")
        signer = ("-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial", "-days", VALID_DAYS)
        _openssl("x509", "-req", "-in", request, *signer, "-extfile", extensions, "-out", certificate)
        both.write_text(key.read_text(encoding="ascii") + certificate.read_text(encoding="ascii"), encoding="ascii")
        return Identity(certificate, key, both)


def make_authority(folder: Path, name: str = "dateline-test-authority") -> Authority:
    """Make an authority in ``folder``. Raises LocalPartError when ``openssl`` is missing or fails."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = folder / "authority.pem", folder / "authority.key"
    own = ("-nodes", "-days", VALID_DAYS, "-subj", f"/CN={name}")
    _openssl("req", "-x509", *_NEW_KEY, *own, "-keyout", key, "-out", certificate)
    return Authority(name, folder, certificate, key)


def _openssl(*arguments: str | Path) -> None:
    run_step(
        ["openssl", *arguments],
        step="Certificates",
        remedy="Install the openssl program (3.0 or newer).",
        timeout=OPENSSL_TIMEOUT,
    )
