"""Who is who: ids of articles and events, made from what the article says and nothing else.

Both ids are the first 128 bits of SHA-256, as 32 hexadecimal digits, of a framed list of fields: a domain tag, then
each field as ``-`` (absent) or ``+``, its length in eight bytes and its UTF-8. No two lists share a frame. They
must stay the same for ever: the tests hold known values.
"""

from __future__ import annotations

import contextlib
import hashlib
import re

_DIGITS = 32

_URI = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
"""RFC 3986, appendix B, for what has a scheme and an authority."""

_PORT = re.compile(r":([0-9]*)\Z")
_DEFAULT_PORTS = {"http": "80", "https": "443", "ftp": "21"}
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_TO_ESCAPE = re.compile(r"[^!-~]")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

_TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "__hs")
_TRACKING_NAMES = frozenset(
    [
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "_openstat",
        "dclid",
        "fbclid",
        "gad_source",
        "gbraid",
        "gclid",
        "gclsrc",
        "hsctatracking",
        "igsh",
        "igshid",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "msclkid",
        "oly_anon_id",
        "oly_enc_id",
        "rb_clickid",
        "s_kwcid",
        "srsltid",
        "ttclid",
        "twclid",
        "vero_conv",
        "vero_id",
        "wbraid",
        "wickedid",
        "xtor",
        "yclid",
        "ysclid",
    ]
)
"""Query parameters that carry only where the reader came from, as the makers' documentation and the browsers' lists
of parameters to strip have them. Names that some sites choose the article by (``id``, ``ref``, ``source``, ``cid``)
are not here: to split one article in two is mended by deduplication, to join two is not."""


def article_id(*, source: str | None, id: str | None, url: str | None, title: str | None, content: str) -> str:
    """The id of an article through all its revisions: of ``source`` and ``id``, else the URL, else the content.

    ``content`` is the body, or the page that the body was extracted from. Without ``id`` and ``url`` the content
    is taken with its title and source, and a revision is another article.
    """
    if id:
        return _digest("dateline/article/source-id", source, id)
    if url:
        return _digest("dateline/article/url", normalised_url(url))
    return _digest("dateline/article/content", source, title, content)


def event_id(
    *,
    source: str | None,
    id: str | None,
    url: str | None,
    title: str | None,
    content: str,
    published_at: str | None,
    withdrawn: bool = False,
) -> str:
    """The id of what one version of an article says; another title, text or time of publication is another event.

    A withdrawal has an id of its own, also when it repeats the article that it takes back.
    """
    key = ("id", id) if id else ("url", normalised_url(url)) if url else (None, None)
    domain = "dateline/withdrawal" if withdrawn else "dateline/event"
    return _digest(domain, source, *key, title, content, published_at)


def _digest(domain: str, *fields: str | None) -> str:
    digest = hashlib.sha256()
    for field in (domain, *fields):
        if not field:
            digest.update(b"-")
            continue
        encoded = field.encode("utf-8", "surrogatepass")
        digest.update(b"+" + len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()[:_DIGITS]


def normalised_url(url: str) -> str:
    """One form for the addresses of one page (RFC 3986, 6.2.2 and 6.2.3).

    >>> normalised_url("HTTP://Example.COM:80/a/../b%7e?utm_source=x&b=2&a=1#top")
    'http://example.com/b~?a=1&b=2'

    Scheme and host in small letters (IDNA), no default port, dot segments resolved, escapes regular, parameters
    sorted by name without those that only track, no fragment unless it is a route (``#!/story/5``). What has no
    scheme and authority (``urn:…``, a bare path) is returned stripped. Never raises. It is written here, not taken
    from a library, because an id must not change with a library's version.
    """
    text = re.sub(r"[\t\r\n]", "", url.strip())
    match = _URI.fullmatch(text)
    if match is None:
        return text
    scheme = match["scheme"].lower()
    result = f"{scheme}://{_authority(scheme, match['authority'])}{_path(match['path'])}"
    if query := _query(match["query"] or ""):
        result += f"?{query}"
    fragment = match["fragment"] or ""
    if fragment.startswith(("!", "/")):
        result += f"#{_escaped(fragment)}"
    return result


def _authority(scheme: str, authority: str) -> str:
    user, at, host = authority.rpartition("@")
    if port := _PORT.search(host):
        host = host[: port.start()]
    host = host.lower().removesuffix(".")
    if not host.isascii():
        with contextlib.suppress(UnicodeError):  # no domain name: escaped below
            host = host.encode("idna").decode("ascii")
    host = _escaped(_escaped(host).lower())
    number = port[1].lstrip("0") if port else ""
    if number and number != _DEFAULT_PORTS.get(scheme):
        host += f":{number}"
    return _escaped(user) + at + host


def _path(path: str) -> str:
    kept: list[str] = []
    segments = _escaped(path).split("/")[1:]
    for segment in segments:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    parameters = [_escaped(parameter) for parameter in query.split("&") if parameter]
    kept = [parameter for parameter in parameters if not _tracks(parameter.partition("=")[0].lower())]
    return "&".join(sorted(kept, key=lambda parameter: parameter.partition("=")[0]))


def _tracks(name: str) -> bool:
    return name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES)


def _escaped(text: str) -> str:
    """``text`` with unreserved characters plain, all that is not visible ASCII escaped, and escapes in capitals."""
    plain = _ESCAPE.sub(lambda match: _plain_if_unreserved(match[0]), text)
    return _TO_ESCAPE.sub(lambda match: _escape(match[0]), plain)


def _plain_if_unreserved(escape: str) -> str:
    character = chr(int(escape[1:], 16))
    return character if character in _UNRESERVED else escape.upper()


def _escape(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
