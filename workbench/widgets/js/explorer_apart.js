// Moves nodes that lie on each other apart, as they will lie on the canvas.

const ROUNDS = (order) => (order <= 1000 ? 60 : 12);
const WIDE = 100003; // more cells than a row of them ever has
const GAP = 7; // pixels between two nodes

// `places` are x, y by node, `sizes` radii in pixels, `box` the canvas {width, height}; fixed nodes stay.
export function apart(places, sizes, isFixed, box) {
  for (let round = 0; round < ROUNDS(sizes.length); round++) {
    const unit = perPixel(places, box);
    if (!push(places, sizes, isFixed, unit)) break;
  }
  return places;
}

function perPixel(places, { width, height }) {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < places.length; at += 2) {
    [left, right] = [Math.min(left, places[at]), Math.max(right, places[at])];
    [low, high] = [Math.min(low, places[at + 1]), Math.max(high, places[at + 1])];
  }
  return Math.max((right - left) / width, (high - low) / height) || 1;
}

function push(places, sizes, isFixed, unit) {
  const cell = 2 * (Math.max(...sizes) + GAP) * unit;
  const cells = sorted(places, cell);
  let isMoved = false;
  for (let one = 0; one < sizes.length; one++) {
    const [column, row] = [Math.floor(places[2 * one] / cell), Math.floor(places[2 * one + 1] / cell)];
    for (let across = -1; across <= 1; across++)
      for (let down = -1; down <= 1; down++)
        for (const other of cells.get((column + across) * WIDE + row + down) ?? [])
          if (other > one) isMoved = part(places, one, other, (sizes[one] + sizes[other] + GAP) * unit, isFixed) || isMoved;
  }
  return isMoved;
}

function sorted(places, cell) {
  const found = new Map();
  for (let node = 0; 2 * node < places.length; node++) {
    const key = Math.floor(places[2 * node] / cell) * WIDE + Math.floor(places[2 * node + 1] / cell);
    if (found.has(key)) found.get(key).push(node);
    else found.set(key, [node]);
  }
  return found;
}

function part(places, one, other, wanted, isFixed) {
  let [x, y] = [places[2 * other] - places[2 * one], places[2 * other + 1] - places[2 * one + 1]];
  const far = Math.hypot(x, y);
  if (far >= wanted || (isFixed[one] && isFixed[other])) return false;
  if (!far) [x, y] = [Math.cos(other), Math.sin(other)]; // on the very same spot: any way will do, always the same
  const step = ((wanted - far) / (far || 1)) * (isFixed[one] || isFixed[other] ? 1 : 0.5);
  for (const [node, way] of [[one, -1], [other, 1]]) {
    if (isFixed[node]) continue;
    places[2 * node] += x * step * way;
    places[2 * node + 1] += y * step * way;
  }
  return true;
}
