// The time axis: months with their cases, and two handles between which the picture is shown.
import { button, make, svg } from "./dom.js";

const HEIGHT = 26;

function month(text) {
  const found = /^(\d{4})-(\d{2})/.exec(text ?? "");
  return found ? +found[1] * 12 + (+found[2] - 1) : null;
}

function iso(number, isEnd) {
  const [year, at] = [Math.floor(number / 12), number % 12];
  const day = isEnd ? new Date(Date.UTC(year, at + 1, 0)).getUTCDate() : 1;
  return `${year}-${String(at + 1).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

const named = (number) => `${Math.floor(number / 12)}年${(number % 12) + 1}月`;

// `change(window, isDone)` gets [first day, last day] or []; returns the element, or null where nothing is dated.
export function timeAxis(nodes, edges, window, change) {
  const days = dated(nodes).length ? dated(nodes) : dated(edges);
  if (!days.length) return null;
  const ends = [...nodes, ...edges].flatMap((item) => [month(item.day), month(item.day_to)]).filter((at) => at != null);
  const [low, high] = ends.reduce(([least, most], at) => [Math.min(least, at), Math.max(most, at)], [Infinity, -Infinity]);
  const [from, to] = [handle("开始月份", low, high, month(window[0]) ?? low), handle("结束月份", low, high, month(window[1]) ?? high)];
  const text = make("span", { class: "wb-count" });
  const bars = make("div", { class: "wb-explorer-bars" }, histogram(days, low, high), from, to);
  let timer = 0;

  function told(isDone, touched) {
    if (+from.value > +to.value) (touched === from ? from : to).value = (touched === from ? to : from).value;
    const isAll = +from.value === low && +to.value === high;
    text.textContent = isAll ? `${named(low)} 至 ${named(high)}（全部）` : `${named(+from.value)} 至 ${named(+to.value)}；没有日期的仍显示`;
    if (touched) change(isAll ? [] : [iso(+from.value, false), iso(+to.value, true)], isDone);
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    play.textContent = "逐月播放";
  }

  function run() {
    if (timer) return stop(), told(true, to);
    if (+to.value >= high) to.value = from.value;
    play.textContent = "停";
    timer = setInterval(() => {
      to.value = +to.value + 1;
      if (+to.value >= high || !bars.isConnected) stop();
      told(!timer, to);
    }, 450);
  }

  for (const one of [from, to]) {
    one.addEventListener("input", () => told(false, one));
    one.addEventListener("change", () => told(true, one));
  }
  const play = button("逐月播放", "从开始月份起一个月一个月地显示", run);
  const all = button("全部", "显示全部时间", () => ((from.value = low), (to.value = high), told(true, to)));
  told(false, null);
  return make("div", { class: "wb-explorer-time" }, play, bars, text, all);
}

function dated(items) {
  return items.filter((item) => item.type === "matter" || item.type === "record" || item.source).map((item) => month(item.day)).filter((at) => at != null);
}

function handle(label, low, high, value) {
  return make("input", { type: "range", min: low, max: high, step: 1, value, "aria-label": label });
}

function histogram(days, low, high) {
  const counts = new Array(high - low + 1).fill(0);
  for (const at of days) counts[at - low] += 1;
  const most = Math.max(...counts);
  const bars = counts.map((many, at) => many && svg("rect", { x: at + 0.08, width: 0.84, y: HEIGHT - (many / most) * HEIGHT, height: (many / most) * HEIGHT, fill: "#a9c1da" }));
  return svg("svg", { viewBox: `0 0 ${counts.length} ${HEIGHT}`, preserveAspectRatio: "none", height: HEIGHT, "aria-hidden": "true" }, ...bars.filter(Boolean));
}
