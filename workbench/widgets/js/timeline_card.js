// The card of one step: what it says, who acted, and where it was read (file, sheet, cell). And the steps no one dated.
import { href, make, shown } from "./dom.js";
import { when } from "./timeline_items.js";

export function card(close) {
  const node = make("aside", { class: "wb-step-card", role: "dialog", "aria-label": "步骤", tabindex: "-1", hidden: true });

  function show(item) {
    node.hidden = !item;
    if (!item) return;
    const facts = (item.facts ?? []).filter(([, value]) => shown(value) !== "").map(([label, value]) =>
      make("div", {}, make("dt", { text: shown(label) }), make("dd", {}, fact(value))));
    node.replaceChildren(
      make("header", {}, make("strong", { text: shown(item.label) }), make("span", { text: item.from == null ? "日期未写明" : when(item) }), make("span", { class: "wb-gap" }),
        make("button", { type: "button", class: "wb-button", "aria-label": "关闭", title: "关闭（Esc）", text: "×", onclick: close })),
      make("dl", {}, ...(facts.length ? facts : [make("div", {}, make("dd", { text: shown(item.tooltip) }))])));
  }

  node.addEventListener("keydown", (event) => event.key === "Escape" && close());
  return { node, show };
}

function fact(value) {
  const address = href(value?.href);
  return address ? make("a", { href: address, text: shown(value) }) : shown(value);
}

// Steps known to have been taken on a day nobody wrote down: listed, never placed.
export function undated(select) {
  const node = make("div", { class: "wb-undated", hidden: true });
  function show(items) {
    node.hidden = !items.length;
    node.replaceChildren(make("span", { class: "wb-hint", text: `未写明日期 ${items.length} 步：` }),
      ...items.map((item) => make("button", { type: "button", class: "wb-tag", "data-id": item.id ?? "", title: shown(item.tooltip), text: shown(item.label), onclick: () => select(item) })));
  }
  return { node, show };
}
