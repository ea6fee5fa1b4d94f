// What a node's colour says, and the legend's lines for it.
import { shown } from "./dom.js";

const REST = "#8494a5";
const NONE = "#bcc6d1";
export const MODES = { type: "类型", community: "社群", place: "地点", unit: "责任单位", topic: "内容分类", state: "是否化解" };
const STATES = { true: ["未化解", "#c8650a"], false: ["已化解或核减", "#2f7d6b"] };

// Modes that at least one node has a value for; communities also where Python finds them when asked.
export function modes(nodes, isFound) {
  return Object.keys(MODES).filter((mode) => mode === "type" || (mode === "community" && isFound && nodes.length > 2) || nodes.some((node) => value(node, mode) != null));
}

function value(node, mode) {
  if (node.type === "contact") return null;
  if (mode === "state") return typeof node.is_open === "boolean" ? String(node.is_open) : null;
  const found = mode === "place" && node.type === "place" ? node.place || node.id.split(":")[1] : mode === "unit" && node.type === "unit" ? node.unit || node.label : mode === "topic" && node.type === "topic" ? node.topic || node.label : node[mode];
  return found === "" || found == null ? null : String(found);
}

// {of: node → colour, entries: [{label, color, many}]}; the commonest eight values have colours of their own.
export function colouring(nodes, mode, legend, names) {
  if (mode === "type") return byType(legend);
  const counts = new Map();
  for (const node of nodes) {
    const found = value(node, mode);
    if (found != null) counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const colours = new Map(ranked.slice(0, 8).map(([key], at) => [key, mode === "state" ? STATES[key][1] : legend.series[at]]));
  const entries = ranked.slice(0, 8).map(([key, many]) => ({ label: named(key, mode, names), color: colours.get(key), many }));
  const rest = ranked.slice(8).reduce((sum, [, many]) => sum + many, 0);
  if (rest) entries.push({ label: `其他 ${ranked.length - 8} 种`, color: REST, many: rest });
  const without = nodes.length - [...counts.values()].reduce((sum, many) => sum + many, 0);
  if (without) entries.push({ label: "没有此项", color: NONE, many: without });
  return { of: (node) => (value(node, mode) == null ? NONE : colours.get(value(node, mode)) ?? REST), entries };
}

function byType(legend) {
  const colours = new Map(legend.nodes.map((kind) => [kind.key, kind.color]));
  return { of: (node) => colours.get(node.type) ?? REST, entries: [] };
}

function named(key, mode, names) {
  if (mode === "state") return STATES[key][0];
  return mode === "community" ? `第 ${key} 社群` : shown(names[mode]?.[key]) || key;
}
