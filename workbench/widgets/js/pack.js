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
// What finds no room for its label goes, without it, on one line beneath.
export function pack(items, lines = LINES) {
  const ends = new Array(lines).fill(-Infinity);
  const placed = [...items].sort((a, b) => a.x0 - b.x0).map((item) => {
    const text = item.label.length > 14 ? item.label.slice(0, 13) + "…" : item.label;
    const free = ends.findIndex((end) => end <= item.x0);
    if (free < 0) return { ...item, line: lines, text: "" };
    ends[free] = item.x1 + GAP + textWidth(text) + 6;
    return { ...item, line: free, text };
  });
  return { placed, lines: Math.max(1, ...placed.map((item) => item.line + 1)) };
}
