"""The whole list, by what it would break."""

from __future__ import annotations

from itertools import chain, zip_longest

from tests.sabotage.patches import caring, edges, forgetting, meeting, oversight, sealing

_LISTS = (sealing.PATCHES, edges.PATCHES, caring.PATCHES, forgetting.PATCHES, oversight.PATCHES, meeting.PATCHES)

EVERY = tuple(one for row in zip_longest(*_LISTS) for one in row if one is not None)
"""One of each list after the other, so that the first few are of every kind."""
EDITS = tuple(chain.from_iterable(((patch, edit) for edit in patch.edits) for patch in EVERY))
