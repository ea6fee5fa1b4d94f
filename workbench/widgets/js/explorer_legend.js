// The legend, which is also the filter: what each sign and link means, how many there are, and whether they are shown.
import { make, shown } from "./dom.js";
import { dot } from "./explorer_card.js";

// `change(part)` merges a part of the look: {hidden} or {hidden_links}.
export function legendPanel({ nodes, edges, legend, look, colours, change }) {
  const [types, kinds] = [count(nodes), count(edges)];
  const signs = legend.nodes.filter((kind) => types.has(kind.key)).map((kind) => row(kind, types.get(kind.key), "hidden", look, change, dot(kind)));
  const links = legend.links.filter((kind) => kinds.has(kind.key)).map((kind) => row(kind, kinds.get(kind.key), "hidden_links", look, change, null));
  return [
    group("节点", signs),
    group("颜色", colours.map((entry) => make("div", { class: "wb-explorer-row" }, dot(entry), make("span", { text: entry.label }), many(entry.many)))),
    group("关联（连线的含义）", links),
    nodes.length > 2 ? group("相连数", [degreeBox(look.degrees ?? [], change)]) : null,
  ].filter(Boolean);
}

function degreeBox(held, change) {
  const told = () => change({ degrees: [least, most].map((box) => Math.max(0, Math.floor(+box.value) || 0)) });
  const box = (text, value) => make("input", { type: "number", min: 0, step: 1, placeholder: text, "aria-label": `相连数${text}`, value: value || "", onchange: told });
  const [least, most] = [box("最少", held[0]), box("最多", held[1])];
  return make("div", { class: "wb-explorer-row wb-explorer-degrees", title: "信访人不按此筛选" }, "只显示连线数", least, "至", most);
}

function group(title, rows) {
  return rows.length ? make("div", { class: "wb-explorer-group" }, make("h4", { text: title }), ...rows) : null;
}

function count(items) {
  const found = new Map();
  for (const { type, count: held } of items) found.set(type, (found.get(type) ?? 0) + (held || 1));
  return found;
}

function many(number) {
  return make("span", { class: "wb-explorer-many", text: String(number) });
}

function row(kind, number, field, look, change, sign) {
  const hidden = new Set(look[field] ?? []);
  const flip = ({ target }) => {
    if (target.checked) hidden.delete(kind.key);
    else hidden.add(kind.key);
    change({ [field]: [...hidden] });
  };
  const box = make("input", { type: "checkbox", checked: !hidden.has(kind.key), onchange: flip, "aria-label": `显示${shown(kind.label)}` });
  const says = kind.says ? make("small", { text: kind.says }) : null;
  return make("label", { class: "wb-explorer-row", "data-key": kind.key }, box, sign, make("span", { text: kind.label }, says), many(number));
}
