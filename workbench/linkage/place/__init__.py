"""Which division a written place names (地点关联), and how two addresses stand to each other."""

from workbench.linkage.place.judged import PlaceJudgement, judged_places
from workbench.linkage.place.match import PlaceMatch, link_places, place_proposals

__all__ = ["PlaceJudgement", "PlaceMatch", "judged_places", "link_places", "place_proposals"]
