// The bar above a timeline: what is shown, by lane, record, unit and word; how near; and the picture as a file.
import { button, make, shown } from "./dom.js";
import { choices } from "./timeline_items.js";

export function controls(state, { draw, zoom, whole, saveSvg, savePng }) {
  const lanes = make("span", { class: "wb-lanes", role: "group", "aria-label": "显示哪些行" });
  const record = picker("全部信访件", "只看一件信访件的步骤", (value) => ((state.record = value), draw()));
  const unit = picker("全部单位", "只看一个单位的步骤", (value) => ((state.unit = value), draw()));
  const words = make("input", { type: "search", class: "wb-search wb-short", placeholder: "查找步骤…", "aria-label": "查找步骤" });
  const count = make("span", { class: "wb-count", role: "status" });
  words.addEventListener("input", () => ((state.words = words.value.trim()), draw()));
  const node = make("div", { class: "wb-table-bar" }, lanes, record.node, unit.node, words, count, make("span", { class: "wb-gap" }),
    press("＋", "放大", () => zoom(0.6)), press("－", "缩小", () => zoom(1 / 0.6)), press("全部", "全部时间", whole),
    press("SVG", "存为 SVG", saveSvg), press("PNG", "存为 PNG", savePng));

  function toggle(name) {
    if (!state.lanes.delete(name)) state.lanes.add(name);
    draw();
  }

  function read(items, names) {
    record.offer(choices(items, ["record"]).sort());
    unit.offer(choices(items, ["unit", "target"]));
    lanes.replaceChildren(...names.map((name) =>
      make("button", { type: "button", class: "wb-lane", "aria-pressed": String(!state.lanes.has(name)), title: `显示或隐藏“${name}”`, onclick: () => toggle(name) }, name)));
  }

  function tell(visible, all, names) {
    count.textContent = visible === all ? `${all} 个节点` : `${visible} / ${all} 个节点`;
    [...lanes.children].forEach((chip, at) => chip.setAttribute("aria-pressed", String(!state.lanes.has(names[at]))));
  }

  return { node, read, tell };
}

function press(text, name, act) {
  const made = button(text, name, act);
  made.setAttribute("aria-label", name);
  return made;
}

function picker(none, hint, act) {
  const node = make("select", { class: "wb-pick", title: hint, "aria-label": hint, onchange: () => act(node.value) });
  function offer(values) {
    const kept = node.value;
    node.replaceChildren(make("option", { value: "", text: none }), ...values.map((value) => make("option", { value, text: shown(value) })));
    node.value = values.includes(kept) ? kept : "";
    if (node.value !== kept) act(node.value);
    node.hidden = values.length < 2;
  }
  return { node, offer };
}
