"""Stage 5: who and where. Names found by a spaCy pipeline become entities with all their mentions.

The way of one article, in the order of the code (:mod:`dateline.entities.resolve` composes it):

1. :mod:`~dateline.entities.model` finds raw spans (the only part that knows spaCy);
2. :mod:`~dateline.entities.trimming` cuts them to names and drops what is none;
3. :mod:`~dateline.entities.lookup` puts countries and nationality words right;
4. :mod:`~dateline.entities.acronyms` binds "TIAR" to the long form that the text gives;
5. :mod:`~dateline.entities.repeats` settles one type for each name and finds what the model overlooked;
6. :mod:`~dateline.entities.joins` groups names into entities, each join with its reason;
7. :mod:`~dateline.entities.linking` gives places their ids and coordinates (:mod:`~dateline.entities.places`,
   :mod:`~dateline.entities.gazetteer`), joins names of one place, and tells places from the governments that sit
   there (:mod:`~dateline.entities.roles`).

:mod:`~dateline.entities.stage` is the Beam skin over it.

Importing this package loads neither Beam nor spaCy nor any data.
"""
