// Every clash in words, the gravest first, each with what to do; a click shows its card.
import { make, shown } from "./dom.js";

const LEVELS = [["placing", "不能排入"], ["release", "不能发布"], ["note", "提示"]];

export function clashList(choose) {
  const head = make("div", { class: "wb-clash-head", role: "status", "aria-live": "polite" });
  const list = make("ul", { class: "wb-clashes" });
  const node = make("div", { class: "wb-clash-box" }, head, list);

  function line(one) {
    const told = [make("em", { class: "wb-sign wb-sign-" + one.mark, text: shown(one.level) }), make("span", { text: shown(one.sentence) }), make("small", { text: one.todo ? `→ ${shown(one.todo)}` : "" })];
    if (!one.matter) return make("li", {}, make("div", { class: "wb-clash" }, ...told));
    return make("li", {}, make("button", { type: "button", class: "wb-clash", title: "看这张卡片", onclick: () => choose(one.matter) }, ...told));
  }

  function show(board) {
    const counts = LEVELS.map(([mark, name]) => [mark, name, board.clashes.filter((one) => one.mark === mark).length]);
    head.replaceChildren(make("strong", { text: board.clashes.length ? "冲突与提示" : "没有冲突" }),
      ...counts.filter(([, , many]) => many).map(([mark, name, many]) => make("em", { class: "wb-sign wb-sign-" + mark, text: `${name} ${many}` })));
    list.replaceChildren(...board.clashes.map(line));
    list.hidden = !board.clashes.length;
  }

  return { node, show };
}
