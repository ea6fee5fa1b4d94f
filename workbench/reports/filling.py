"""Fill a template (填充模板): every value escaped, control characters gone, unknown names refused, nothing executed.

A county's own template is read as it is, but is no program: the tags run in a sandbox, external links are refused.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from workbench.reports.build_templates import FOLDER
from workbench.reports.watermark import add_watermark

_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_BREAKS: Final = re.compile(r"[ \t]*[\t\r\n\u2028\u2029\x85]+[ \t]*")
_PROPERTY_CHARS: Final = 255  # of a document property
_TITLE_CHARS: Final = 20  # of 22 pt in 156 mm


INSIDE: Final = "内部"


class TemplateFault(ValueError):
    """A template that cannot be used; the sentence says which and what to do."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every page says of its making (页眉页脚): mark, who printed it and when, edition and as-of day."""

    actor: str
    at: datetime
    edition: str
    as_of: str
    since: int = 0  # events recorded after the edition and counted in
    mark: str = INSIDE
    official: bool = False  # issued: the official layout bears no name, only a trace number

    @property
    def watermark(self) -> str:
        return "" if self.official else f"{self.actor}　{self.at:%Y-%m-%d %H:%M} 打印"

    @property
    def slanting(self) -> str:
        """What stands across every page of a working paper; "" on what goes out of the office."""
        return f"{self.actor} {self.at:%Y-%m-%d %H:%M}" if self.mark == INSIDE and not self.official else ""

    @property
    def trace(self) -> str:
        """The number (编号) by which the log of papers tells who took this one out and when."""
        told = f"{self.actor}|{self.at.isoformat()}|{self.edition}|{self.as_of}"
        return hashlib.sha256(told.encode()).hexdigest()[:8].upper()

    @property
    def source_line(self) -> str:
        later = f"及其后登记{self.since}条" if self.since else ""
        return f"数据版次 {self.edition}{later}　统计截止 {self.as_of}"

    @property
    def context(self) -> Mapping[str, str]:
        """What a template's header and footer name; the trace number is no part of any frozen text."""
        foot = f"编号 {self.trace}" if self.official else f"{self.source_line}　编号 {self.trace}"
        return {"mark": self.mark, "watermark": self.watermark, "source_line": foot}


def find_template(name: str, own: Path | None = None) -> Path:
    """The county's template of this name if it has one in `own`, else the shipped one."""
    file = own / f"{name}.docx" if own else None
    return file if file and file.is_file() else FOLDER / f"{name}.docx"


def fill(template: Path, context: Mapping[str, Any], stamp: Stamp, *, title: str = "") -> bytes:
    """The template with `context` and the stamp's words put in, as a docx. TemplateFault where that is not possible."""
    document = _open(template)
    words = {"title": title, "title_lines": title_lines(title), **context, **stamp.context}
    _render(document, words, template)
    _describe(document.docx, stamp, title)
    out = io.BytesIO()
    document.save(out)
    return _marked(template, out.getvalue(), stamp)


def _open(template: Path) -> Any:
    from docxtpl import DocxTemplate

    try:
        document = DocxTemplate(io.BytesIO(template.read_bytes()))
        document.init_docx()
    except (KeyError, ValueError, SyntaxError, OSError, BadZipFile) as error:
        raise TemplateFault(
            f"模板 {template.name} 不是可用的 Word 文档（docx）；请重新保存，或移走该文件改用自带模板"
        ) from error
    for part in document.docx.part.package.iter_parts():
        if any(rel.is_external and not rel.reltype.endswith("/hyperlink") for rel in part.rels.values()):
            # what a document fetches when it is opened tells someone that it was
            raise TemplateFault(
                f"模板 {template.name} 含有外部链接（打开时会访问其他地址）；请去掉链接的图片、模板后再用"
            )
    return document


def _render(document: Any, words: Mapping[str, Any], template: Path) -> None:
    from jinja2 import TemplateError

    try:
        document.render(words, _environment(), autoescape=True)
    except (TemplateError, TypeError, SyntaxError) as error:  # SyntaxError: tags that leave the XML unbalanced
        raise TemplateFault(f"模板 {template.name} 的标记有误：{error}；请改正，或移走该文件改用自带模板") from error


def title_lines(title: str) -> list[str]:
    """A title in lines broken where it reads well: before what kind of paper it is (GB/T 9704 §7.3.1)."""
    about, of, kind = title.rpartition("的")
    return [f"{about}{of}", kind] if len(title) > _TITLE_CHARS and about and kind else [title]


def printable(value: Any) -> Any:
    """A text on one line, without characters that no document may hold; other values as they are."""
    if isinstance(value, str) and type(value).__name__ != "Markup":
        return _BREAKS.sub(" ", _UNPRINTABLE.sub("", value)).strip()
    return value


def _environment() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=printable)


def _marked(template: Path, made: bytes, stamp: Stamp) -> bytes:
    """The document with its marks looked at, and who takes it out across every page of a working paper."""
    import docx

    document = docx.Document(io.BytesIO(made))
    _check_marks(template, document, stamp)
    if not stamp.slanting:
        return made
    add_watermark(document, str(printable(stamp.slanting)))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _check_marks(template: Path, document: Any, stamp: Stamp) -> None:
    for section in document.sections:
        for header in (section.header, section.even_page_header):
            text = "".join(line.text for line in header.paragraphs)
            if stamp.mark not in text or printable(stamp.watermark) not in text:
                raise TemplateFault(
                    f"模板 {template.name} 的页眉缺少内部标志或打印人、时间；请在单双页页眉中写入 "
                    "{{ mark }} 和 {{ watermark }}"
                )


def _describe(document: Any, stamp: Stamp, title: str) -> None:
    properties = document.core_properties
    title, actor = (str(printable(text))[:_PROPERTY_CHARS] for text in (title, stamp.actor))
    properties.title, properties.author, properties.last_modified_by = title, actor, actor
    properties.comments, properties.keywords = stamp.source_line, stamp.mark
    properties.created = properties.modified = stamp.at.replace(tzinfo=None)
