// The fields of two records, one row each, both sides in one scroll so that they stay in step.
import { href, make, shown } from "./dom.js";

const SIGNS = { 一致: ["＝", "same"], 相近: ["≈", "near"], 不同: ["≠", "differ"], 单方: ["◐", "one"] };

function mark(word) {
  const [sign, name] = SIGNS[word] ?? ["", "none"];
  return make("span", { class: "wb-pair-mark wb-pair-" + name }, make("span", { "aria-hidden": "true", text: sign }), shown(word));
}

// Pieces are [text, does it differ]; they are cut in Python, where characters are counted as the spans count them.
function written(pieces) {
  if (!pieces?.length) return [make("span", { class: "wb-none", text: "未填" })];
  return pieces.map(([text, differs]) => (differs ? make("mark", { text: shown(text) }) : shown(text)));
}

// A title's remark in brackets goes into its hint: 电话（不显示号码） stays one line.
function named(title) {
  const text = shown(title);
  return make("th", { scope: "row", title: text, text: text.replace(/（.*$/, "") });
}

function row(field) {
  return make("tr", { "data-field": shown(field.field) },
    named(field.title),
    make("td", {}, ...written(field.left)),
    make("td", {}, ...written(field.right)),
    make("td", { class: "wb-pair-marked" }, mark(field.mark)));
}

function heading(name, address) {
  const text = shown(name);
  const within = href(address);
  return make("th", { scope: "col" }, within ? make("a", { href: within, target: "_blank", rel: "noopener", title: "另开一页看这一件", text }) : text);
}

export function fields() {
  const head = make("tr");
  const body = make("tbody");
  const sizes = ["wb-pair-title", "", "", "wb-pair-signs"].map((name) => make("col", { class: name || null }));
  const table = make("table", { class: "wb-pair-fields" }, make("caption", { class: "wb-sr", text: "逐项对照" }), make("colgroup", {}, ...sizes), make("thead", {}, head), body);
  const rest = make("div", { class: "wb-pair-rest" });
  const node = make("div", { class: "wb-pair-scroll" }, table, rest);

  function draw(pair, isOther) {
    head.replaceChildren(make("th", { scope: "col", text: "项目" }), heading(pair.left, pair.left_href), heading(pair.right, pair.right_href), make("th", { scope: "col", text: "对照" }));
    body.replaceChildren(...(pair.fields ?? []).map(row));
    rest.textContent = pair.blank?.length ? `双方均未填：${pair.blank.map(shown).join("、")}` : "";
    if (isOther) node.scrollTop = 0;
  }

  const scroll = (pixels, pages) => node.scrollBy({ top: pixels + pages * node.clientHeight });
  return { node, draw, scroll };
}
