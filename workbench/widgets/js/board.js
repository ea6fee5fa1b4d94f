// Sittings beside each other, matters as cards in them. A move goes to the kernel as a new order; it answers with times and clashes.
import { button, make, onChange, shown } from "./dom.js";
import { card } from "./board_card.js";
import { clashList } from "./board_clashes.js";
import { column, outside } from "./board_column.js";
import { menu } from "./board_menu.js";
import { moves } from "./board_moves.js";
import { save } from "./board_picture.js";
import { boardOf } from "./board_state.js";

function render({ model, el }) {
  const state = { time: false, picked: "", isLate: false };
  const title = make("strong", { class: "wb-table-title" });
  const count = make("span", { class: "wb-count", role: "status" });
  const locked = make("span", { class: "wb-board-locked", role: "status" });
  const told = make("span", { class: "wb-sr", role: "status", "aria-live": "polite" });
  const undo = button("撤一步", "把刚才的一次移动撤回", () => tell("back", model.get("back") + 1));
  const way = button("时间轴", "按时间长短画出每件事项", () => ((state.time = !state.time), draw()));
  const bar = make("div", { class: "wb-table-bar" }, title, count, locked, make("span", { class: "wb-gap" }), undo, way,
    button("SVG", "存为 SVG 图", () => save(boardOf(model), shown(model.get("stamp")), "svg")), button("PNG", "存为 PNG 图", () => save(boardOf(model), shown(model.get("stamp")), "png")));
  const lanes = make("div", { class: "wb-board-lanes", role: "group", "aria-label": "会次与事项" });
  const hint = make("p", { class: "wb-board-hint", text: "拖动卡片，或选中后用“移到…”；键盘：方向键走动，回车选中，Alt＋方向键移动，Alt＋Delete 移出。" });
  const list = clashList(choose);
  const pop = menu({ to: (sitting) => act.put(state.picked, sitting), close: closed });
  const node = make("div", { class: "wb-box wb-board" }, bar, make("div", { class: "wb-board-stage" }, lanes, pop.node), list.node, hint, told);
  el.append(node);

  function tell(name, value) {
    model.set(name, value);
    model.save_changes();
  }

  function choose(matter) {
    tell("selected", matter === model.get("selected") ? "" : matter);
    lanes.querySelector(`[data-id="${CSS.escape(matter)}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function ask(matter) {
    if (model.get("blocked")?.matter !== matter) model.set("blocked", {});
    tell("asked", "");
    tell("asked", matter);
  }

  // Where the card to be moved can't go is marked before it is dropped.
  function mark() {
    const blocked = model.get("blocked") ?? {};
    const why = state.picked && blocked.matter === state.picked ? blocked.why : {};
    for (const one of lanes.querySelectorAll(".wb-sit[data-sitting]")) {
      const text = shown(why[one.dataset.sitting]);
      one.classList.toggle("wb-sit-no", Boolean(text));
      one.querySelector(".wb-sit-why").textContent = text;
    }
    pop.show(boardOf(model), state.picked, why);
  }

  const act = moves({ lanes, board: () => boardOf(model), isLocked: () => Boolean(model.get("locked")), choose, pick, set: order, rest: () => state.isLate && draw(), say: (text) => (told.textContent = text) });

  function pick(matter, isMenu = false, at = null) {
    state.picked = matter;
    pop.open(Boolean(matter && isMenu), at);
    if (matter) ask(matter);
    mark();
  }

  function closed() {
    const matter = state.picked;
    pick("");
    lanes.querySelector(`[data-id="${CSS.escape(matter)}"]`)?.focus();
  }

  function order(next) {
    tell("order", next);
  }

  function draw() {
    state.isLate = act.isDragging(); // a column redrawn under a dragged card would not get its drop
    if (state.isLate) return;
    const board = boardOf(model);
    const focused = lanes.contains(document.activeElement) ? document.activeElement.closest("[data-id]")?.dataset.id : "";
    const places = [lanes.scrollLeft, ...[...lanes.children].map((one) => one.querySelector(".wb-sit-list").scrollTop)];
    const made = (matter) => card(board, matter, { isChosen: matter === model.get("selected"), isTime: state.time, isLocked: Boolean(model.get("locked")),
      act: { choose, menu: (at) => pick(matter, true, at), out: () => act.put(matter, "") } });
    lanes.classList.toggle("wb-board-time", state.time);
    lanes.style.height = model.get("height") + "px";
    lanes.replaceChildren(outside(board, made), ...board.sittings.map((one) => column(board, one, made, state.time)));
    lanes.scrollLeft = places[0];
    [...lanes.children].forEach((one, at) => (one.querySelector(".wb-sit-list").scrollTop = places[at + 1] ?? 0));
    title.textContent = shown(model.get("title"));
    count.textContent = `${board.sittings.length} 次会 · 已排 ${board.cards.size - board.out.length} 件 · 未排入 ${board.out.length} 件`;
    locked.textContent = shown(model.get("locked"));
    undo.disabled = !model.get("can_undo") || Boolean(model.get("locked"));
    way.textContent = state.time ? "卡片" : "时间轴";
    node.classList.toggle("wb-board-shut", Boolean(model.get("locked")));
    list.show(board);
    mark();
    if (focused) lanes.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  const stops = [
    onChange(model, ["sittings", "cards", "order", "reasons", "times", "clashes", "selected", "can_undo", "locked", "title", "height"], draw),
    onChange(model, ["blocked"], mark),
  ];
  draw();
  return () => [pop.stop, ...stops].forEach((stop) => stop());
}

export default { render };
