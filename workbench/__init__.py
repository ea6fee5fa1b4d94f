"""Case Review Workbench (联席会议疑难信访事项研判工作台)."""

__version__ = "0.1.0"
