// The picture's nodes and links as a graph to draw: one line for all links between two nodes.
import Graph from "graphology";
import { shown } from "./dom.js";

export const SHARED = new Set(["unit", "place", "project", "topic"]); // what many cases have in common
const LINE = "#a9b6c4";

export function linkId(link) {
  return `${link.source}|${link.type}|${link.target}`;
}

// A new graph of nodes and links; nodes keep the places they have in `before` or in `places`.
export function grown(nodes, links, legend, before, places) {
  const graph = new Graph({ type: "undirected" });
  for (const node of nodes) graph.addNode(node.id, { node, label: short(shown(node.label)), color: "#64748b", zIndex: SHARED.has(node.type) ? 1 : 0, ...where(node.id, before, places) });
  const arrows = new Set(legend.links.filter((kind) => kind.arrow).map((kind) => kind.key));
  for (const held of lines(links).values()) graph.addEdge(...ends(held, arrows), look(held, arrows, graph.order));
  const kinds = new Map(legend.nodes.map((kind) => [kind.key, kind]));
  const scale = graph.order <= 60 ? 1 : graph.order <= 400 ? 0.82 : graph.order <= 1500 ? 0.6 : graph.order <= 3000 ? 0.4 : 0.3;
  graph.updateEachNodeAttributes((node, data) => ({ ...data, size: scale * size(kinds.get(data.node.type), graph.degree(node), data.node) }));
  return graph;
}

function where(id, before, places) {
  if (places[id]) return { x: places[id][0], y: places[id][1] };
  if (!before.hasNode(id)) return {};
  const { x, y, held } = before.getNodeAttributes(id);
  return { x, y, held };
}

function short(text) {
  const letters = [...text];
  return letters.length > 16 ? letters.slice(0, 15).join("") + "…" : text;
}

// What is measured may be larger for many links; a contact never is.
function size(kind, degree, node) {
  const base = kind?.size ?? 7;
  if (!kind?.measured) return base;
  if (node.count > 1) return base + Math.min(14, 2 * Math.log2(node.count));
  return base + Math.min(10, 1.5 * Math.sqrt(Math.max(0, degree - 2)));
}

function lines(links) {
  const found = new Map();
  for (const link of links) {
    const key = JSON.stringify([link.source, link.target].sort());
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(link);
  }
  return found;
}

// An arrow points where the link with a direction points.
function ends(held, arrows) {
  const { source, target } = held.find((link) => arrows.has(link.type)) ?? held[0];
  return [source, target];
}

function look(held, arrows, order) {
  const ways = new Set(held.filter((link) => arrows.has(link.type)).map((link) => link.source)).size;
  const many = held.reduce((sum, link) => sum + (link.count || 1), 0);
  const size = Math.min(6, 1.2 + Math.log2(many) * 0.7) * (order <= 400 ? 1 : 0.5);
  return { links: held, many, size, color: order <= 400 ? LINE : "#ccd5de", type: ["line", "arrow", "double"][ways] };
}

function overlaps(item, [from, to]) {
  const last = item.day_to || item.day;
  return !item.day || ((!from || last >= from) && (!to || item.day <= to));
}

// Which nodes and lines pass the filters. A contact is shown where a record that is shown asks for it, and not by its degree.
export function passing(graph, look, legend) {
  const [types, kinds, window] = [new Set(look.hidden ?? []), new Set(look.hidden_links ?? []), look.window ?? []];
  const isCut = Boolean(window[0] || window[1]);
  const nodes = new Set(graph.filterNodes((_, { node }) => !types.has(node.type) && (!isCut || overlaps(node, window))));
  const links = (data) => data.links.filter((link) => !kinds.has(link.type) && (!isCut || overlaps(link, window)));
  const lines = () => new Set(graph.filterEdges((_, data, one, other) => nodes.has(one) && nodes.has(other) && links(data).length > 0));
  byDegree(graph, nodes, lines(), look.degrees ?? []);
  const left = degrees(graph, lines());
  const depends = ({ node }) => node.type === "contact" || (isCut && !node.day);
  for (const node of [...nodes]) if (graph.degree(node) && !left.get(node) && depends(graph.getNodeAttributes(node))) nodes.delete(node);
  return { nodes, lines: lines(), links };
}

function degrees(graph, lines) {
  const found = new Map();
  for (const line of lines) for (const node of graph.extremities(line)) found.set(node, (found.get(node) ?? 0) + 1);
  return found;
}

function byDegree(graph, nodes, lines, [least, most]) {
  if (!least && !most) return;
  const found = degrees(graph, lines);
  for (const node of [...nodes]) {
    const many = found.get(node) ?? 0;
    if (graph.getNodeAttribute(node, "node").type !== "contact" && (many < (least || 0) || many > (most || Infinity))) nodes.delete(node);
  }
}

// Neighbours by lines that pass.
export function beside(graph, passed, node) {
  const found = new Set();
  if (graph.hasNode(node)) graph.forEachEdge(node, (line, _, one, other) => passed.lines.has(line) && found.add(one === node ? other : one));
  return found;
}
