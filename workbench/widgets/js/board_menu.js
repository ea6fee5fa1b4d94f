// 移到…: every sitting with the room it has left, and why the matter can't go there.
import { make, shown } from "./dom.js";
import { placeName, used } from "./board_state.js";

export function menu({ to, close }) {
  const list = make("ul", { role: "menu", "aria-label": "移到哪一次会" });
  const node = make("div", { class: "wb-board-menu", hidden: true }, make("strong", { text: "移到…" }), list);
  let isOpen = false;

  function open(shouldOpen, from) {
    isOpen = shouldOpen;
    node.hidden = !isOpen;
    if (!isOpen || !from) return;
    const [outer, box] = [node.parentElement.getBoundingClientRect(), from.getBoundingClientRect()];
    node.style.left = Math.max(4, Math.min(box.left - outer.left, outer.width - 340)) + "px";
    node.style.top = Math.max(4, Math.min(box.bottom - outer.top + 2, outer.height - 250)) + "px";
    setTimeout(() => list.querySelector("button")?.focus());
  }

  function entry(id, name, left, why) {
    return make("li", { role: "none" }, make("button", { type: "button", role: "menuitem", "data-to": id, class: why ? "wb-menu-no" : null, onclick: () => to(id) },
      make("span", { text: name }), make("small", { text: left }), why ? make("em", { text: why }) : null));
  }

  function show(board, matter, why) {
    if (!isOpen || !board.cards.has(matter)) return;
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.to : null;
    const here = board.where(matter);
    const others = board.sittings.filter((one) => one.id !== here);
    const left = (one) => `余 ${one.room - used(board, one)} 分` + (one.limit ? `、${one.limit - board.order[one.id].length} 件` : "");
    list.replaceChildren(...others.map((one) => entry(one.id, placeName(one), left(one), shown(why[one.id]))), ...(here ? [entry("", "未排入", "", "")] : []));
    if (focused != null) list.querySelector(`[data-to="${CSS.escape(focused)}"]`)?.focus();
  }

  node.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const all = [...list.querySelectorAll("button")];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) all[(all.indexOf(document.activeElement) + by + all.length) % all.length]?.focus();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  node.addEventListener("focusout", (event) => {
    if (isOpen && event.relatedTarget && !node.contains(event.relatedTarget)) close();
  });
  const outside = (event) => {
    if (isOpen && !node.contains(event.target)) close();
  };
  document.addEventListener("pointerdown", outside);
  return { node, open, show, stop: () => document.removeEventListener("pointerdown", outside) };
}
