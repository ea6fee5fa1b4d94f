"""Similar matters (类案): an index over an edition's matters, what two of them share and differ in, and what worked.

`write_similar` when an edition is published, `open_similar(folder).like(matter_id)` when a matter is studied.
"""

from workbench.review.similar.build import write_similar
from workbench.review.similar.index import Hit, SimilarIndex, open_similar

__all__ = ["Hit", "SimilarIndex", "open_similar", "write_similar"]
