// One matter: when it is heard, its title, who leads, how long, till when, whether its papers are there, and what clashes.
import { button, href, make, shown } from "./dom.js";
import { clock, papers } from "./board_state.js";

const WORDS = { placing: "不能排入", release: "不能发布", note: "提示" };
export const PIXELS = 2.2; // height of a minute along the time axis

export function card(board, matter, { isChosen, isTime, isLocked, act }) {
  const one = board.cards.get(matter);
  const clashes = board.of(matter);
  const [begins, ends] = board.times[matter] ?? [];
  const grave = clashes[0]?.mark ?? "";
  const node = make("li", {
    class: ["wb-mat", grave && "wb-mat-" + grave].filter(Boolean).join(" "), role: "option", tabindex: "0", "data-id": matter, "aria-selected": String(isChosen),
    draggable: isLocked ? null : "true", title: told(one, board, matter, clashes), "aria-label": told(one, board, matter, clashes),
    style: isTime && begins != null ? `height:${Math.max(30, (ends - begins) * PIXELS - 3)}px` : null, onclick: () => act.choose(matter),
  },
  make("div", { class: "wb-mat-title" }, begins == null ? null : make("b", { text: clock(begins) }), shown(one.title)),
  make("div", { class: "wb-mat-unit", text: shown(one.unit) }),
  make("div", { class: "wb-mat-foot" }, make("span", { text: `${one.minutes} 分` }), one.due ? make("span", { text: `限 ${shown(one.due)}` }) : null,
    make("span", { class: one.missing?.length ? "wb-mat-lack" : "wb-mat-has", title: shown(one.missing), text: papers(one) }), one.pin ? make("span", { class: "wb-mat-pin", text: "指定" }) : null,
    ...signs(clashes)));
  if (board.reasons[matter]) node.append(make("div", { class: "wb-mat-why", text: board.reasons[matter] }));
  if (isChosen) node.append(tools(one, board.where(matter), isLocked, act));
  return node;
}

function signs(clashes) {
  const counted = Object.keys(WORDS).map((mark) => [mark, clashes.filter((one) => one.mark === mark).length]);
  return counted.filter(([, many]) => many).map(([mark, many]) => make("em", { class: "wb-sign wb-sign-" + mark, text: many > 1 ? `${WORDS[mark]} ${many}` : WORDS[mark] }));
}

function tools(one, where, isLocked, act) {
  const open = href(one.href);
  const press = (text, hint, run) => {
    const made = button(text, hint, (event) => (event.stopPropagation(), run(event.currentTarget)));
    made.disabled = isLocked;
    return made;
  };
  return make("div", { class: "wb-mat-tools" }, press("移到…", "选一个会次", (from) => act.menu(from)), where ? press("移出", "移到未排入", act.out) : null,
    open ? make("a", { href: open, target: "_blank", rel: "noopener", text: "案件", title: "在新页打开案件研判", onclick: (event) => event.stopPropagation() }) : null);
}

function told(one, board, matter, clashes) {
  const [begins, ends] = board.times[matter] ?? [];
  const when = begins == null ? "未排入" : `${clock(begins)}–${clock(ends)}`;
  const lack = one.missing?.length ? `材料缺：${shown(one.missing)}` : "材料齐";
  return [`${shown(one.title)}（${shown(one.id)}）`, [when, shown(one.unit), `${one.minutes} 分钟`, one.due && `期限 ${shown(one.due)}`, lack].filter(Boolean).join(" · "),
    board.reasons[matter], ...clashes.map((clash) => `${clash.level}：${shown(clash.sentence)}`)].filter(Boolean).join("\n");
}
