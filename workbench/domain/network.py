"""Nodes and links of the network of cases (案件关联网络): what each is, and the sentence a legend gives for it.

A petitioner is only a contact of records (信访人, masked): no score, no size by degree, no page of its own.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class NodeType(StrEnum):
    """What a node is; the value begins its id: "matter:M-R000012"."""

    MATTER = "matter"
    RECORD = "record"
    CONTACT = "contact"
    UNIT = "unit"
    PLACE = "place"
    PROJECT = "project"
    TOPIC = "topic"


NODE_NAMES: Final = {
    NodeType.MATTER: "事项",
    NodeType.RECORD: "信访件",
    NodeType.CONTACT: "信访人（代称）",
    NodeType.UNIT: "单位",
    NodeType.PLACE: "地点",
    NodeType.PROJECT: "项目",
    NodeType.TOPIC: "内容分类",
}

MEASURED: Final = frozenset({NodeType.MATTER, NodeType.UNIT, NodeType.PLACE, NodeType.PROJECT})
"""Types of node that centrality is offered for; never contacts."""


class LinkType(StrEnum):
    """What a link says; the value is the Chinese word a picture shows."""

    PART_OF = "归并"  # record → matter
    BROUGHT = "提出"  # contact → record
    LEADS = "主办"  # unit → matter
    ASSISTS = "协办"  # unit → matter
    OWES = "责任"  # unit → matter: a duty a person confirmed
    AT = "事发地"  # matter → place
    HUKOU = "户籍地"  # matter → place
    RESIDENCE = "常住地"  # matter → place
    CONCERNS = "涉及项目"  # matter → project
    ABOUT = "内容分类"  # matter → topic
    SAME = "相同"  # record – record, judged, or still 待认定
    RELATED = "相关"  # record – record
    CITES = "引用"  # record → record whose number it names
    RETURNED = "退回移交"  # unit → unit, of a matter


LEGEND: Final = {
    LinkType.PART_OF: "信访件属于该事项",
    LinkType.BROUGHT: "信访人提出该信访件（只作联系，不作统计）",
    LinkType.LEADS: "单位主办该事项",
    LinkType.ASSISTS: "单位协办该事项",
    LinkType.OWES: "经确认由该单位承担责任",
    LinkType.AT: "事项发生在该地",
    LinkType.HUKOU: "信访人户籍在该地",
    LinkType.RESIDENCE: "信访人常住该地",
    LinkType.CONCERNS: "事项涉及该项目",
    LinkType.ABOUT: "事项属于该内容分类",
    LinkType.SAME: "两件是（或可能是）同一事项",
    LinkType.RELATED: "两件信访人不同、起因相同",
    LinkType.CITES: "信访件中引用了另一件的编号",
    LinkType.RETURNED: "事项由一单位退回或移交另一单位",
}

UNDIRECTED: Final = frozenset({LinkType.SAME, LinkType.RELATED})
