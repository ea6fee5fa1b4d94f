// The marks of a plain chart: bars beside or upon each other, lines, points with words. Each node knows its `point`.
import { svg } from "./dom.js";

export function marksOf(traces, scales, layout) {
  const bars = traces.filter((trace) => trace.type === "bar");
  const upon = new Map(); // where the last bar of a stack ended, by its category
  return traces.map((trace) => (trace.type === "bar" ? barsOf(trace, bars, scales, layout, upon) : scatterOf(trace, scales)));
}

function known(node, trace, index) {
  node.point = { trace, index };
  return node;
}

function barsOf(trace, bars, scales, layout, upon) {
  const lies = trace.orientation === "h";
  const [along, across] = lies ? [scales.y, scales.x] : [scales.x, scales.y];
  const [names, values] = lies ? [trace.y, trace.x] : [trace.x, trace.y];
  const room = along.band * (1 - (layout.bargap ?? 0.3));
  const isStack = layout.barmode === "stack";
  const thick = isStack ? room : room / bars.length;
  const shift = isStack ? -room / 2 : -room / 2 + thick * bars.indexOf(trace);
  const group = svg("g", { fill: trace.marker?.color });
  names.forEach((name, index) => {
    const begin = isStack ? (upon.get(name) ?? 0) : 0;
    upon.set(name, begin + (values[index] ?? 0));
    const [one, other] = [across.at(begin), across.at(begin + (values[index] ?? 0))];
    const [start, long] = [Math.min(one, other), Math.abs(other - one)];
    const side = along.at(name) + shift;
    const place = lies ? { x: start, y: side, width: long, height: thick } : { x: side, y: start, width: thick, height: long };
    group.append(known(svg("rect", { class: "wb-mark", ...place }), trace, index));
    if (trace.text?.[index]) group.append(known(inside(trace.text[index], start, along.at(name), trace), trace, index));
  });
  return group;
}

function inside(words, x, y, trace) {
  const font = trace.textfont ?? {};
  return svg("text", { class: "wb-mark", x: x + 4, y, "dominant-baseline": "central", "font-size": font.size, fill: font.color ?? "#fff", text: words });
}

function scatterOf(trace, scales) {
  const group = svg("g", {});
  const places = trace.x.map((x, index) => [scales.x.at(x), scales.y.at(trace.y[index])]);
  if (trace.mode.includes("lines")) group.append(...lines(trace, places));
  if (trace.mode.includes("markers")) places.forEach((place, index) => group.append(...marker(trace, index, place)));
  return group;
}

const DASHES = { dot: "3 3", dash: "7 4" };

function lines(trace, places) {
  const d = places.map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)},${y.toFixed(1)}`).join("");
  const line = trace.line ?? {};
  const seen = svg("path", { d, fill: "none", stroke: line.color, "stroke-width": line.width ?? 2, "stroke-dasharray": DASHES[line.dash] });
  const met = svg("path", { class: "wb-mark", d, fill: "none", stroke: "transparent", "stroke-width": 12 }); // a line is thin to point at
  met.point = { trace, places };
  return [seen, met];
}

function marker(trace, index, [x, y]) {
  const half = (trace.marker.size ?? 8) / 1.4;
  const d = `M${x},${y - half}L${x + half},${y}L${x},${y + half}L${x - half},${y}Z`;
  const found = [known(svg("path", { class: "wb-mark", d, fill: trace.marker.color }), trace, index)];
  if (trace.text?.[index]) found.push(svg("text", { x, y: y - half - 5, "text-anchor": "middle", text: trace.text[index] }));
  return found;
}

// Which of a trace's points a mark is, or the one of a line that is nearest to a place.
export function indexAt(point, x) {
  if (!point.places) return point.index;
  return point.places.reduce((best, place, index) => (Math.abs(place[0] - x) < Math.abs(point.places[best][0] - x) ? index : best), 0);
}
