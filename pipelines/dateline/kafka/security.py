"""TLS and logins of a connection: what cannot work is refused by the name of the option, before anything connects."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path

from dateline.errors import OptionError

SECURITY_PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
SASL_MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")

_CERTIFICATE = "-----BEGIN CERTIFICATE-----"
_KEY = "PRIVATE KEY-----"


class Secret(str):
    """A text that does not show in a ``repr``: kafka-python logs its whole configuration at level debug.

    >>> Secret("hunter2"), Secret("hunter2") == "hunter2"
    (***, True)
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "***"


@dataclass(frozen=True, slots=True)
class Security:
    """How a connection is secured; secrets never show in its ``repr``.

    Raises :class:`~dateline.errors.OptionError` for values that contradict each other; :meth:`context` does so for
    files that are no good.

    >>> Security("SASL_SSL", mechanism="PLAIN", username="ann", password="hunter2")
    Security(protocol='SASL_SSL', cafile=None, certfile=None, keyfile=None, check_hostname=True,
             mechanism='PLAIN', username='ann')
    """

    protocol: str = "PLAINTEXT"
    cafile: str | None = None
    certfile: str | None = None
    keyfile: str | None = None
    key_password: str | None = field(default=None, repr=False)
    check_hostname: bool = True
    mechanism: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.protocol not in SECURITY_PROTOCOLS:
            remedy = f"Use one of {', '.join(SECURITY_PROTOCOLS)}."
            raise OptionError("--security-protocol", f"{self.protocol!r} is unknown.", remedy)
        if self.logs_in:
            self._check_login()
        else:
            self._refuse("--sasl-mechanism", self.mechanism, "does not log in", "SASL_SSL")
            self._refuse("--sasl-username", self.username, "does not log in", "SASL_SSL")
            self._refuse("--sasl-password", self.password, "does not log in", "SASL_SSL")
        if self.encrypts:
            self._check_own_certificate()
        else:
            instead = "SASL_SSL" if self.logs_in else "SSL"
            for name, value in (
                ("--ssl-cafile", self.cafile),
                ("--ssl-certfile", self.certfile),
                ("--ssl-keyfile", self.keyfile),
                ("--ssl-key-password", self.key_password),
            ):
                self._refuse(name, value, "is not encrypted", instead)

    @property
    def encrypts(self) -> bool:
        """Whether the connection is encrypted by TLS."""
        return self.protocol.endswith("SSL")

    @property
    def logs_in(self) -> bool:
        """Whether the connection logs in by SASL."""
        return self.protocol.startswith("SASL")

    def context(self) -> ssl.SSLContext | None:
        """What the TLS handshake needs, null for a connection without; reads the files.

        Raises :class:`~dateline.errors.OptionError` that names the option of a file that cannot be used.
        """
        if not self.encrypts:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = self.check_hostname
        if self.cafile is None:
            context.load_default_certs()
        else:
            _read("--ssl-cafile", self.cafile, _CERTIFICATE)
            try:
                context.load_verify_locations(self.cafile)
            except ssl.SSLError as error:
                raise _unfit("--ssl-cafile", self.cafile, error) from error
        if self.certfile is not None:
            self._load_own_certificate(context, self.certfile)
        return context

    def _check_login(self) -> None:
        if self.mechanism not in SASL_MECHANISMS:
            raise OptionError(
                "--sasl-mechanism",
                f"{self.protocol} needs one." if self.mechanism is None else f"{self.mechanism!r} is unknown.",
                f"Use one of {', '.join(SASL_MECHANISMS)}: what the broker has in sasl.enabled.mechanisms.",
            )
        if not self.username:
            raise OptionError("--sasl-username", f"{self.mechanism} needs one.", "Give the user that logs in.")
        if not self.password:
            raise OptionError(
                "--sasl-password",
                f"{self.mechanism} needs one.",
                "Set DATELINE_SASL_PASSWORD, or name a file by --sasl-password-file.",
            )

    def _check_own_certificate(self) -> None:
        if self.certfile is None and self.keyfile is not None:
            raise OptionError("--ssl-certfile", "a key without a certificate.", "Give the certificate of the key.")
        if self.certfile is None and self.key_password is not None:
            raise OptionError("--ssl-key-password", "there is no key.", "Give --ssl-certfile and --ssl-keyfile.")

    def _refuse(self, option: str, value: str | None, why: str, instead: str) -> None:
        if value is not None:
            remedy = f"Use --security-protocol {instead}, or leave {option} out."
            raise OptionError(option, f"given, but a connection by {self.protocol} {why}.", remedy)

    def _load_own_certificate(self, context: ssl.SSLContext, certfile: str) -> None:
        _read("--ssl-certfile", certfile, _CERTIFICATE)
        key_option = "--ssl-certfile" if self.keyfile is None else "--ssl-keyfile"
        key = certfile if self.keyfile is None else self.keyfile
        _read(key_option, key, _KEY)
        asked: list[bool] = []

        def password() -> str:
            # Without an answer OpenSSL would ask on the terminal.
            asked.append(True)
            return self.key_password or ""

        try:
            context.load_cert_chain(certfile, key, password)
        except ssl.SSLError as error:
            if asked:
                wrong = "wrong for" if self.key_password else "missing, and needed for"
                raise OptionError("--ssl-key-password", f"{wrong} the key in {key}.", "Give its password.") from error
            if "KEY_VALUES_MISMATCH" in str(error):
                raise OptionError(key_option, f"{key} is not the key of {certfile}.", "Give its key.") from error
            raise _unfit(key_option, key, error) from error


def _read(option: str, name: str, marker: str) -> None:
    """Raise unless the file can be read and holds a PEM block of the kind that ``marker`` tells."""
    try:
        text = Path(name).read_text(encoding="latin-1")
    except OSError as error:
        raise OptionError(option, f"{name} cannot be read: {error.strerror}.", "Correct the path.") from error
    if marker not in text:
        what = "certificate" if marker == _CERTIFICATE else "private key"
        raise OptionError(
            option,
            f"{name} holds no {what} in PEM form.",
            "Convert it: `openssl pkcs12 -in FILE.p12 -nodes`, `keytool -exportcert -rfc`.",
        )


def _unfit(option: str, name: str, error: ssl.SSLError) -> OptionError:
    return OptionError(option, f"{name} is damaged: {error.reason or error}.", "Write it anew.")
