"""`workbench meeting …` (会议): bodies, meetings, rounds, decisions, minutes, papers, tasks, supervision, reception days."""

from __future__ import annotations

import typer

from workbench.cli import meeting_bodies, meeting_hold, meeting_minutes, meeting_paper, meeting_schedule, meeting_tasks

meeting = typer.Typer(no_args_is_help=True, help="会议：机构、安排、排会、召开、议定、纪要、落实、督办、接访")
for part in (meeting_bodies, meeting_hold, meeting_tasks, meeting_paper):
    meeting.add_typer(part.commands)
meeting.add_typer(meeting_minutes.commands, name="minutes")
meeting.add_typer(meeting_schedule.commands, name="round")
