// What an item looks like: a dot for a day, a hatched box for a part date, a bar for a clock, a diamond for a meeting, a flag for a deadline.
import { svg } from "./dom.js";

export const LINE = 20;
const LATE = "#a61b1b";

const MARKS = {
  // without a label, crowded: a rim would blot out its neighbours
  point: ({ x0, text }, middle, colour) => [text
    ? svg("circle", { cx: x0, cy: middle, r: 4.6, fill: colour, stroke: "#ffffff", "stroke-width": 1.4 })
    : svg("circle", { cx: x0, cy: middle, r: 4, fill: colour, "fill-opacity": 0.55 })],
  meeting: ({ x0 }, middle, colour) => [svg("path", { d: `M${x0},${middle - 7}l7,7 -7,7 -7,-7z`, fill: colour, stroke: "#ffffff", "stroke-width": 1.2 })],
  deadline: ({ x0 }, middle, colour) => [
    svg("path", { d: `M${x0},${middle + 8}V${middle - 8}h10l-3,3.5 3,3.5h-10`, fill: colour, stroke: colour, "stroke-width": 1.3, "stroke-linejoin": "round" })],
  range: (item, middle, colour) => {
    const look = item.isVague ? { fill: colour, "fill-opacity": 0.16, stroke: colour, "stroke-dasharray": "4 3" } : { fill: colour, "fill-opacity": 0.75, stroke: colour };
    return [svg("rect", { x: item.x0, y: middle - 5.5, width: Math.max(item.x1 - item.x0, 4), height: 11, rx: 3, ...look })];
  },
  bar,
};

// From start to due; pauses left empty, the days beyond the due one in red, the day it was done as a stroke.
function bar(item, middle, colour, x) {
  const end = x(item.due);
  const parts = [svg("rect", { x: item.x0, y: middle - 5, width: Math.max(end - item.x0, 3), height: 10, rx: 2, fill: colour, "fill-opacity": 0.3, stroke: colour })];
  for (const [from, to] of item.pauses)
    parts.push(svg("rect", { class: "wb-pause", x: x(from), y: middle - 5, width: Math.max(x(to) - x(from), 2), height: 10, fill: "#ffffff", stroke: colour, "stroke-dasharray": "2 2" }));
  if (item.to > item.due) parts.push(svg("rect", { x: end, y: middle - 1.5, width: Math.max(x(item.to) - end, 2), height: 3, fill: LATE }));
  if (item.done != null) parts.push(svg("line", { x1: x(item.done), x2: x(item.done), y1: middle - 7, y2: middle + 7, stroke: "#1f2a37", "stroke-width": 2 }));
  return parts;
}

export function mark(item, y, colour, x) {
  return svg("g", {}, ...MARKS[item.kind](item, y + LINE / 2, colour, x));
}

// How far to the right of an item's end its label stands.
export const after = (item) => item.x1 + ({ deadline: 15, point: 2, meeting: 5 }[item.kind] ?? 5);
