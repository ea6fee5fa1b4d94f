// A sitting as a column: when, where, who chairs, how full; its matters in order behind the first item. And the column 未排入.
import { make, shown } from "./dom.js";
import { PIXELS } from "./board_card.js";
import { clock, used } from "./board_state.js";

export function column(board, sitting, made, isTime) {
  const [taken, many] = [used(board, sitting), board.order[sitting.id].length];
  const isFull = taken > sitting.room || (sitting.limit && many > sitting.limit);
  const share = sitting.room > 0 ? Math.min(100, (100 * taken) / sitting.room) : 100;
  const clashes = board.at(sitting.id);
  return make("section", { class: "wb-sit" + (clashes.some((one) => one.mark === "placing") ? " wb-sit-bad" : "") + (sitting.closed ? " wb-sit-closed" : ""), "data-sitting": sitting.id, "aria-label": [shown(sitting.when), shown(sitting.title)].join(" ") },
    make("header", { title: clashes.map((one) => shown(one.sentence)).join("\n") || null },
      make("div", { class: "wb-sit-when", text: shown(sitting.when) }),
      make("div", { class: "wb-sit-name", text: shown(sitting.title), title: shown(sitting.title) }),
      make("div", { class: "wb-sit-where", text: [shown(sitting.where), sitting.chair && `主持 ${shown(sitting.chair)}`].filter(Boolean).join(" · ") || "地点未登记", title: shown(sitting.chair) }),
      make("div", { class: "wb-sit-bar" + (isFull ? " wb-sit-over" : "") }, make("i", { style: `width:${share}%` })),
      make("div", { class: "wb-sit-used" }, make("span", { text: `已用 ${taken} / ${sitting.room} 分` }), make("span", { text: sitting.limit ? `${many} / ${sitting.limit} 件` : `${many} 件` })),
      make("div", { class: "wb-sit-why" })),
    make("ol", { class: "wb-sit-list", role: "listbox", "aria-label": shown(sitting.when) },
      make("li", { class: "wb-mat-first", role: "presentation", style: isTime ? `height:${Math.max(20, sitting.opening * PIXELS - 3)}px` : null, text: `${clock(sitting.start)} 第一项 上次议定事项 ${sitting.opening} 分` }),
      ...board.order[sitting.id].map(made),
      make("li", { class: "wb-mat-end", role: "presentation", text: ending(board, sitting) })));
}

function ending(board, sitting) {
  if (sitting.closed) return shown(sitting.closed);
  const last = board.order[sitting.id].map((one) => board.times[one]?.[1]).filter((one) => one != null);
  return last.length ? `${clock(Math.max(...last))} 结束（预计）` : "拖到这里";
}

export function outside(board, made) {
  return make("section", { class: "wb-sit wb-sit-out", "data-sitting": "", "aria-label": "未排入" },
    make("header", {}, make("div", { class: "wb-sit-when", text: "未排入" }), make("div", { class: "wb-sit-name", text: `${board.out.length} 件` }), make("div", { class: "wb-sit-why" })),
    make("ol", { class: "wb-sit-list", role: "listbox", "aria-label": "未排入" }, ...board.out.map(made),
      ...(board.out.length ? [] : [make("li", { class: "wb-mat-end", role: "presentation", text: "全部已排入" })])));
}
