// Puts a lane's items on lines so that what is written does not overlap; labels that find no place are left out.

const LINES = 4;
const LETTER = 12.5;
const GAP = 8;

export function textWidth(text) {
  let width = 0;
  for (const letter of text) width += letter.codePointAt(0) > 0x2e7f ? LETTER : LETTER * 0.56;
  return width;
}

// items: [{x0, x1, label}] -> the same with {line, text}; and how many lines the lane needs.
export function pack(items, lines = LINES) {
  const ends = new Array(lines).fill(-Infinity);
  let used = 1;
  const placed = [...items].sort((a, b) => a.x0 - b.x0).map((item) => {
    const text = item.label.length > 14 ? item.label.slice(0, 13) + "…" : item.label;
    const width = textWidth(text);
    let line = ends.findIndex((end) => end <= item.x0);
    const isWritten = line >= 0;
    if (!isWritten) line = ends.indexOf(Math.min(...ends));
    ends[line] = Math.max(ends[line], item.x1 + GAP + (isWritten ? width + 6 : 0));
    used = Math.max(used, line + 1);
    return { ...item, line, text: isWritten ? text : "" };
  });
  return { placed, lines: used };
}
