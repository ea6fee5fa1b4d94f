// Beside the canvas: the node chosen, and what can be done from it; neighbours are counted before they are added.
import { button, make, shown } from "./dom.js";

const STATES = { true: "未化解", false: "已化解或核减" };

// `can` holds the acts Python answers; `ask(act, node, other)` asks it.
export function card(node, { kind, more, page, can, ask, startPath, isMany }) {
  if (!node) return make("div", { class: "wb-explorer-none", text: isMany ? "已选多个节点" : "点选一个节点，查看并展开与它相连的内容；双击直接展开；按住 Ctrl 可多选" });
  const head = make("div", { class: "wb-explorer-head" }, dot(kind), make("strong", { text: shown(node.label) }));
  if (node.type === "contact") return make("div", {}, head, make("p", { text: "信访人只作信访件之间的联系：不统计、不展开、没有单独页面。" }));
  return make("div", {}, head, facts(node), steps(node, { more, page, can, ask }), others(node, { can, ask, startPath }));
}

export function dot(kind) {
  const colour = /^#[0-9a-f]{6}$/i.test(kind?.color) ? kind.color : "#64748b";
  return make("i", { class: "wb-explorer-dot", style: `background:${colour}`, text: kind?.sign ?? "" });
}

export function span(item) {
  const [first, last] = [shown(item.day), shown(item.day_to)];
  return !last || first === last ? first : `${first} 至 ${last}`;
}

function facts(node) {
  const known = [STATES[node.is_open], span(node), shown(node.unit), node.topic !== node.label && shown(node.topic), node.count > 1 && `${node.count} 个节点合为一组`];
  return make("p", { text: known.filter(Boolean).join(" · ") });
}

function steps(node, { more, page, can, ask }) {
  const left = Object.entries(more ?? {}).filter(([, many]) => many > 0);
  if (!can("expand")) return null;
  if (!left.length) return make("p", { class: "wb-hint", text: node.id.includes("*") ? "这是汇总的一组，不能逐个展开" : "相连的内容都已在图中" });
  const total = left.reduce((sum, [, many]) => sum + many, 0);
  const each = left.map(([type, many]) => step(type, many, page, () => ask("expand", node.id, type)));
  const all = left.length > 1 ? step("全部类型", total, page, () => ask("expand", node.id, "")) : null;
  return make("div", { class: "wb-explorer-steps" }, make("span", { class: "wb-hint", text: `展开（图外还有 ${total} 个）` }), ...each, all);
}

function step(type, many, page, act) {
  const adds = Math.min(many, page);
  return button(`${type} +${adds}${many > adds ? ` / ${many}` : ""}`, many > adds ? `还有 ${many} 个不在图中，一次加入 ${adds} 个` : `加入这 ${many} 个`, act);
}

function others(node, { can, ask, startPath }) {
  const acts = [
    can("fold") && button("收起", "移去只经由它才与起点相连的节点", () => ask("fold", node.id)),
    can("drop") && button("移去", "从图中移去这个节点", () => ask("drop", node.id)),
    can("path") && !node.id.includes("*") && button("从此找路径", "再点选终点，查看两者怎样连在一起", () => startPath(node.id)),
  ];
  return make("div", { class: "wb-explorer-acts" }, ...acts.filter(Boolean));
}

// What hangs on the pointer over a node or a line: plain text only.
export function tip(node, kind, more) {
  const lines = [shown(node.label), [kind?.label, node.type !== "contact" && STATES[node.is_open], span(node)].filter(Boolean).join(" · ")];
  if (node.type === "contact") return [lines[0], "信访人（代称）：只作联系"].join("\n");
  const left = Object.values(more ?? {}).reduce((sum, many) => sum + many, 0);
  if (node.unit) lines.push(`责任单位：${shown(node.unit)}`);
  if (left) lines.push(`图外还有 ${left} 个相连`);
  return lines.filter(Boolean).join("\n");
}

export function lineTip(links, label, legend) {
  const says = new Map(legend.links.map((kind) => [kind.key, kind.says]));
  return links.slice(0, 6).map((link) => {
    const more = [link.state !== link.type && shown(link.state), span(link), link.count > 1 && `${link.count} 条`].filter(Boolean).join(" · ");
    const ground = (link.evidence ?? []).slice(0, 3).map(shown).join("、");
    return [`${label(link.source)} → ${label(link.target)}`, `${shown(link.type)}：${says.get(link.type) ?? ""}`, more, ground && `依据 ${ground}`].filter(Boolean).join("\n");
  }).join("\n\n") + (links.length > 6 ? `\n…共 ${links.length} 种关联` : "");
}
