"""The text of an article out of its HTML page, by trafilatura."""

from __future__ import annotations

from dateline.decode import fields
from dateline.decode.settings import DecodeSettings
from dateline.errors import FieldError


def body_of(html: str, settings: DecodeSettings) -> str:
    """The main text of ``html``: paragraphs on lines of their own, without navigation, comments and footers.

    Raises :class:`~dateline.errors.FieldError` when the page has no article text or cannot be parsed and
    :class:`~dateline.errors.OversizedError` above ``max_html_tags``.
    """
    fields.limit("html", "tags", html.count("<"), "max_html_tags", settings.max_html_tags)
    import trafilatura  # heavy, and only some sources send pages

    remedy = "Send the text as body."
    try:
        # deduplicate would compare with pages seen before: the same page could give two texts
        text = trafilatura.extract(html, include_comments=False, deduplicate=False, with_metadata=False)
    except Exception as error:  # lxml and trafilatura let out whatever a broken page leads to
        raise FieldError("html", f"the page cannot be read: {type(error).__name__}: {error}"[:300], remedy) from error
    if text is None or not text.strip():
        raise FieldError("html", "no article text was found in the page.", remedy)
    fields.check_characters("html", text)
    return str(text)
