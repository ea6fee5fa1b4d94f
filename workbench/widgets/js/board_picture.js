// The board as a picture for the notice board or the minutes: drawn from the data, so that all of it is on the sheet.
import { download, savePng, shown, svg } from "./dom.js";
import { clock, papers, used } from "./board_state.js";

const FONT = "12.5px 'Noto Sans CJK SC','Microsoft YaHei',sans-serif";
const [WIDE, GAP, HEAD, CARD, PER_ROW] = [220, 14, 74, 62, 5];
const EDGE = { placing: "#a61b1b", release: "#c8650a", note: "#94a3b3" };

export function save(board, stamp, kind) {
  const picture = drawing(board, stamp);
  const text = new XMLSerializer().serializeToString(picture);
  if (kind === "svg") return download("排会板.svg", new Blob([text], { type: "image/svg+xml" }));
  return savePng(text, Number(picture.getAttribute("width")), Number(picture.getAttribute("height")), "排会板");
}

export function drawing(board, stamp) {
  const columns = [...board.sittings.map((one) => ({ one, matters: board.order[one.id] })), ...(board.out.length ? [{ one: null, matters: board.out }] : [])];
  const rows = [];
  for (let at = 0; at < columns.length; at += PER_ROW) rows.push(columns.slice(at, at + PER_ROW));
  const width = GAP + Math.min(PER_ROW, columns.length || 1) * (WIDE + GAP);
  const picture = svg("svg", { xmlns: "http://www.w3.org/2000/svg", style: `font:${FONT}` });
  let y = GAP;
  const parts = rows.flatMap((row) => {
    const made = row.map((column, at) => lane(board, column, GAP + at * (WIDE + GAP), y));
    y += HEAD + Math.max(...row.map((column) => column.matters.length)) * CARD + GAP * 2;
    return made;
  });
  const height = y + 26;
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) picture.setAttribute(name, value);
  picture.append(svg("rect", { width, height, fill: "#ffffff" }), ...parts, words(GAP, height - 12, [stamp, "只统计事项与单位责任，不评价信访人"].filter(Boolean).join(" · "), { fill: "#5b6b7c" }, width - 2 * GAP));
  return picture;
}

function lane(board, { one, matters }, x, y) {
  const title = one ? shown(one.when) : "未排入";
  const under = one ? [shown(one.where), one.chair && `主持 ${shown(one.chair)}`].filter(Boolean).join(" · ") : `${matters.length} 件`;
  const room = one ? `已用 ${used(board, one)} / ${one.room} 分 · ${matters.length} 件` : "";
  return svg("g", {}, svg("rect", { x, y, width: WIDE, height: HEAD + matters.length * CARD + 6, rx: 4, fill: "#f4f6f8", stroke: "#dde3ea" }),
    words(x + 9, y + 20, title, { "font-weight": 600, fill: "#1f3a5f" }), words(x + 9, y + 39, under, { fill: "#41566b" }), words(x + 9, y + 58, room, { fill: "#41566b" }),
    ...matters.map((matter, at) => sheet(board, matter, x + 6, y + HEAD + at * CARD)));
}

function sheet(board, matter, x, y) {
  const one = board.cards.get(matter);
  const grave = board.of(matter)[0]?.mark;
  const when = board.times[matter] ? clock(board.times[matter][0]) + " " : "";
  const foot = [`${one.minutes} 分`, one.due && `限 ${shown(one.due)}`, papers(one), grave && board.of(matter)[0].level].filter(Boolean).join(" · ");
  return svg("g", {}, svg("rect", { x, y, width: WIDE - 12, height: CARD - 6, rx: 3, fill: "#ffffff", stroke: EDGE[grave] ?? "#c3ccd5" }),
    words(x + 8, y + 18, when + shown(one.title), { fill: "#1f2a37" }, WIDE - 28), words(x + 8, y + 34, shown(one.unit), { fill: "#5b6b7c", "font-size": 12 }, WIDE - 28), words(x + 8, y + 50, foot, { fill: "#41566b", "font-size": 12 }, WIDE - 28));
}

// One line cut to its width; a Chinese character is as wide as the type is high.
function words(x, y, text, props, wide = WIDE - 18) {
  let [room, kept] = [wide, ""];
  for (const sign of text) {
    room -= sign.charCodeAt(0) > 255 ? 12.5 : 7;
    if (room < 12) return svg("text", { x, y, ...props, text: kept + "…" });
    kept += sign;
  }
  return svg("text", { x, y, ...props, text: kept });
}
