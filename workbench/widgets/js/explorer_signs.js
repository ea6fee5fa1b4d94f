// What sigma does not draw: the sign of a node's type inside it, "+12" for neighbours not shown, and names where they find room.
import { SHARED } from "./explorer_graph.js";

export const FONT = "'Noto Sans CJK SC','Microsoft YaHei',sans-serif";
const SIZE = 12.5;
const NAMES = 140; // more than these nobody reads at once
const CELL = 40;

export function drawHover(context, { x, y, size }) {
  circle(context, x, y, size + 3, "#1f3a5f");
}

// Draws on a canvas of its own; `look(node)` gives {sign, more, ring} or null. Returns the names written, by node.
export function drawSigns(sigma, context, graph, look) {
  const { width, height } = sigma.getDimensions();
  context.clearRect(0, 0, width, height);
  const seen = visible(sigma, graph, width, height);
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const one of seen) one.what = look(one.node);
  for (const { x, y, radius, what } of seen) if (what) drawOne(context, x, y, radius, what);
  return names(context, seen, width);
}

function visible(sigma, graph, width, height) {
  const found = [];
  graph.forEachNode((node, { label, size, node: { type } }) => {
    const data = sigma.getNodeDisplayData(node);
    if (!data || data.hidden) return;
    const { x, y } = sigma.framedGraphToViewport(data);
    if (x < -20 || y < -20 || x > width + 20 || y > height + 20) return;
    found.push({ node, x, y, radius: sigma.scaleSize(data.size), rank: data.rank ?? 0, label, size, isShared: SHARED.has(type) });
  });
  return found;
}

function drawOne(context, x, y, radius, { sign, more, ring }) {
  if (ring) circle(context, x, y, radius + 3, ring);
  if (radius < 5.4) return;
  context.fillStyle = "#ffffff";
  context.font = `500 ${Math.min(16, radius * 1.15)}px ${FONT}`;
  context.fillText(sign, x, y + radius * 0.06);
  if (more && radius > 8.6) badge(context, x + radius * 0.8, y - radius * 0.85, more > 999 ? "+999" : `+${more}`);
}

function circle(context, x, y, radius, colour) {
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.lineWidth = 2.5;
  context.strokeStyle = colour;
  context.stroke();
}

function badge(context, x, y, text) {
  context.font = `600 10px ${FONT}`;
  const width = context.measureText(text).width + 6;
  context.fillStyle = "#ffffff";
  context.strokeStyle = "#8fa3b8";
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x - 3, y - 7, width, 13, 6);
  context.fill();
  context.stroke();
  context.fillStyle = "#41566b";
  context.fillText(text, x - 3 + width / 2, y);
}

// The chosen first, then what many cases share, then the larger; right, left, below or above the node, and never over another name.
// Only the names of what is shared may lie over small nodes.
function names(context, seen, width) {
  const [names, nodes] = [new Room(), new Room()];
  const written = new Map();
  const isCrowded = seen.length > 90;
  const ranked = seen.filter(({ label, rank, radius, isShared, size }) => label && (rank > 0 || (rank === 0 && radius >= 4.5 && (isShared || !isCrowded || size > 6.5))));
  ranked.sort((one, other) => other.rank - one.rank || other.isShared - one.isShared || other.size - one.size || (one.node < other.node ? -1 : 1));
  for (const { x, y, radius, rank, isShared } of seen) if (rank >= 0) (isShared ? names : nodes).take({ left: x - radius, right: x + radius, top: y - radius * 0.7, bottom: y + radius * 0.7 });
  context.textAlign = "left";
  for (const one of ranked) {
    if (written.size >= NAMES) break;
    const place = spot(context, one, one.isShared || one.rank > 1 ? [names] : [names, nodes], width);
    if (!place) continue;
    names.take(place);
    written.set(one.node, { text: one.label, x: place.left, y: place.middle, isBold: one.rank === 3 });
  }
  for (const name of written.values()) write(context, name);
  return written;
}

function spot(context, { x, y, radius, label, rank }, rooms, width) {
  const wide = widthOf(context, label, rank === 3 ? 600 : 400);
  const beside = [[x + radius + 4, y], [x - radius - 4 - wide, y], [x - wide / 2, y + radius + SIZE * 0.75], [x - wide / 2, y - radius - SIZE * 0.75]];
  const sides = beside.map(([left, middle]) => ({ left, right: left + wide, top: middle - SIZE * 0.6, bottom: middle + SIZE * 0.6, middle }));
  return sides.find((side) => side.left > 2 && side.right < width - 2 && rooms.every((room) => room.isFree(side))) ?? (rank > 1 ? sides[0] : null);
}

// Measuring a text costs more than drawing it; the same names are measured at every frame.
const widths = new Map();

function widthOf(context, label, weight) {
  const key = weight + label;
  if (!widths.has(key)) {
    context.font = `${weight} ${SIZE}px ${FONT}`;
    if (widths.size > 20000) widths.clear();
    widths.set(key, context.measureText(label).width);
  }
  return widths.get(key);
}

function write(context, { text, x, y, isBold }) {
  context.font = `${isBold ? 600 : 400} ${SIZE}px ${FONT}`;
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = "rgba(251,252,253,.9)";
  context.strokeText(text, x, y + 0.5);
  context.fillStyle = "#1f2a37";
  context.fillText(text, x, y + 0.5);
}

// Rectangles by the cells of the canvas they touch.
class Room {
  cells = new Map();

  * touched({ left, right, top, bottom }) {
    for (let column = Math.floor(left / CELL); column <= right / CELL; column++)
      for (let row = Math.floor(top / CELL); row <= bottom / CELL; row++) yield column * 1000 + row;
  }

  take(box) {
    for (const cell of this.touched(box)) this.cells.has(cell) ? this.cells.get(cell).push(box) : this.cells.set(cell, [box]);
  }

  isFree(box) {
    for (const cell of this.touched(box))
      if (this.cells.get(cell)?.some((taken) => taken.left < box.right && taken.right > box.left && taken.top < box.bottom && taken.bottom > box.top)) return false;
    return true;
  }
}
