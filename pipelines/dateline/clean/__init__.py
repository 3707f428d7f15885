"""Stage 3, Clean: what is not the article goes (repeats, credits, slugs, datelines), with the way back to the original.

The way of one article, in the order of the code (:mod:`dateline.clean.cleaning` composes it):

1. :mod:`~dateline.clean.lines` splits the body into lines and tells what kinds they are;
2. :mod:`~dateline.clean.credits` finds picture credits, captions of file photos, copyright lines;
3. :mod:`~dateline.clean.slugs` finds wire slugs above, sign-offs and the crew's names below;
4. :mod:`~dateline.clean.repeats` finds lines and paragraphs that are there twice;
5. :mod:`~dateline.clean.datelines` reads the dateline;
6. :mod:`~dateline.clean.copying` cuts, and keeps the offset map;
7. :mod:`~dateline.clean.normal` makes the fingerprint that exact copies share.

Every character of the original is either in the cleaned text or in exactly one entry of ``removed``.
"""
