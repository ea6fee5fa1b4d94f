"""Build the table of look-alike characters (形近字) from the glyphs of an open font and an open table of stroke orders.

    cd "$(mktemp -d)" && python -m venv v && v/bin/pip install pillow numpy
    pip download --no-deps char-similar && unzip -q char_similar-*.whl -d char-similar   # MIT
    apt-get install fonts-noto-cjk                                                       # OFL-1.1
    v/bin/python tools/build_characters.py --strokes char-similar --fonts /usr/share/fonts/opentype/noto

Two characters look alike if their blurred glyphs, in Sans and in Serif, nearly cover one another, the more certainly the
fewer strokes differ. The hand list beside (`lookalikes_hand.csv`) is kept by people and is not touched here.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

TABLES = Path(__file__).parents[1] / "workbench" / "linkage" / "forms" / "tables"
FONTS = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc")
SIDE, GLYPH, BLUR = 48, 40, 1.5
# Names use these, which GB 2312 lacks.
NAME_LETTERS = (
    "堃喆玥珺翀昇犇淼骉垚燊旻晟炜玮瑄玹珩璟瑀湉芃芮苒菡萱瑛烨煜昱昕晗翊翎骞骜钰锴镕祎祺稹甯仝"
    "佘栩榕樾沄泓洺浠溦滢潆澍琬琰琮瑗瑜璐璞珑闫郗郜郄鄢暄梓妍彧昀珈钏峣赟"
)

Floats = npt.NDArray[np.float32]


def characters() -> list[str]:
    """The 6,763 of GB 2312 and further ones used in names."""
    codes = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    national = [code.decode("gb2312", "ignore") for code in codes]
    return list(dict.fromkeys(filter(None, [*national, *NAME_LETTERS])))


def simplified_face(path: Path) -> ImageFont.FreeTypeFont:
    """The face for simplified characters of a font collection."""
    for index in range(12):
        face = ImageFont.truetype(str(path), GLYPH, index=index)
        if face.getname()[0].endswith("CJK SC") and "Mono" not in face.getname()[0]:
            return face
    raise SystemExit(f"{path} 中没有简体字形（… CJK SC）")


def glyphs(letters: list[str], face: ImageFont.FreeTypeFont) -> Floats:
    """Each character's blurred picture as a centred vector of unit length."""
    rows = np.zeros((len(letters), SIDE * SIDE), np.float32)
    for number, letter in enumerate(letters):
        picture = Image.new("L", (SIDE, SIDE), 0)
        ImageDraw.Draw(picture).text((4, -6), letter, font=face, fill=255)
        pixels = np.asarray(picture.filter(ImageFilter.GaussianBlur(BLUR)), np.float32).ravel()
        rows[number] = (pixels - pixels.mean()) / np.linalg.norm(pixels - pixels.mean())
    return rows


def edits(one: str, other: str) -> int:
    """Strokes to put in, leave out or change (Levenshtein)."""
    before = list(range(len(other) + 1))
    for row, stroke in enumerate(one, 1):
        now = [row]
        for column, stroke2 in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (stroke != stroke2)))
        before = now
    return before[-1]


def alike(likeness: float, strokes: int, longest: int) -> bool:
    """Found by eye on samples of each band: of dense characters a few strokes matter less than of sparse ones."""
    if likeness >= 0.90:
        return strokes <= max(3, longest // 4)
    return (likeness >= 0.85 and strokes <= 2) or (likeness >= 0.80 and strokes <= 1)


def pairs(letters: list[str], orders: dict[str, str], fonts: Path) -> Iterator[tuple[str, str, float, int]]:
    pictures = [glyphs(letters, simplified_face(fonts / name)) for name in FONTS]
    likeness = np.triu(sum(rows @ rows.T for rows in pictures) / len(pictures), 1)
    for left, right in np.argwhere(likeness >= 0.80):
        one, other = letters[left], letters[right]
        if one in orders and other in orders:
            strokes = edits(orders[one], orders[other])
            if alike(likeness[left, right], strokes, max(len(orders[one]), len(orders[other]))):
                yield *sorted((one, other)), round(float(likeness[left, right]), 3), strokes  # type: ignore[misc]


def version(folder: Path) -> str:
    return next(folder.glob("*.dist-info")).name.split("-")[1].removesuffix(".dist")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strokes", type=Path, required=True, help="folder with the unpacked char-similar wheel")
    parser.add_argument("--fonts", type=Path, required=True, help="folder with the Noto CJK collections")
    given = parser.parse_args()
    orders = json.loads((given.strokes / "char_similar/data/char_order.dict").read_text(encoding="utf-8"))
    letters = characters()
    found = sorted(pairs(letters, orders, given.fonts))
    with (TABLES / "lookalikes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("one", "other", "likeness", "strokes"), *found])
    stamp = {
        "strokes": {"package": f"PyPI char-similar {version(given.strokes)} (MIT)", "file": "data/char_order.dict"},
        "glyphs": {"package": "Debian fonts-noto-cjk (OFL-1.1)", "fonts": list(FONTS)},
        "rule": "两种字体字形模糊后的余弦相似度与笔顺编辑距离，见 tools/build_characters.py",
        "characters": len(letters),
        "rows": len(found),
    }
    text = json.dumps(stamp, ensure_ascii=False, indent=2)
    (TABLES / "lookalikes.source.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
