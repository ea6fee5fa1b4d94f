// The tools above the canvas, and the line beneath them that says what happened or what is waited for.
import { button, make, shown } from "./dom.js";
import { MODES } from "./explorer_colour.js";

const FILES = { png: "PNG 图片", svg: "SVG 矢量图", json: "JSON 数据", gexf: "GEXF（Gephi）", graphml: "GraphML" };

// `act` holds what each tool does; `can(name)` says which acts Python answers.
export function toolbar(act, can) {
  const parts = {
    undo: can("undo") && button("撤销", "回到上一步的图", act.undo),
    settle: button("重新布局", "重新排列全部节点", act.settle),
    fit: button("全图", "看到整张图", act.fit),
    path: can("path") && button("路径", "查两个事项或单位怎样连在一起", act.path),
    time: button("时间轴", "按时间筛选", act.time),
    color: choice("着色", "颜色表示什么", {}, act.color),
    group: can("group") && choice("汇总", "节点太多时按什么汇总", {}, act.group),
    find: make("input", { type: "search", class: "wb-search", placeholder: "在图中查找", "aria-label": "在图中查找", onchange: ({ target }) => act.find(target.value.trim()) }),
    save: can("save") && button("保存", "连同布局保存这张图", act.save),
    open: can("open") && choice("打开", "打开保存的图", {}, act.open),
    file: choice("导出", "导出为文件", Object.fromEntries(Object.entries(FILES).filter(([kind]) => can("export") || !["gexf", "graphml"].includes(kind))), act.file),
    legend: button("图例", "显示或收起右侧说明", act.legend),
  };
  for (const name of ["path", "time"]) parts[name]?.setAttribute?.("aria-pressed", "false");
  const { find, ...rest } = parts;
  const [left, right] = [["undo", "settle", "fit", "path", "time", "color", "group"], ["save", "open", "file", "legend"]];
  const pick = (names) => names.map((name) => rest[name]).filter(Boolean);
  return { parts, element: make("div", { class: "wb-table-bar" }, ...pick(left), make("span", { class: "wb-gap" }), find, ...pick(right)) };
}

// A drop-down that names itself; `options` are key → text. With a value it shows the value.
function choice(title, hint, options, act) {
  const select = make("select", { class: "wb-explorer-choice", title: hint, "aria-label": title, onchange: () => (act(select.value), !select.dataset.keeps && (select.value = "")) });
  fillChoice(select, options, title);
  return select;
}

export function fillChoice(select, options, title, value = "") {
  const head = value ? [] : [make("option", { value: "", text: `${title}…` })];
  select.replaceChildren(...head, ...Object.entries(options).map(([key, text]) => make("option", { value: key, text: value ? `${title}：${text}` : text })));
  select.value = value;
  if (value) select.dataset.keeps = "1";
}

export function fillColours(select, found, value) {
  fillChoice(select, Object.fromEntries(found.map((mode) => [mode, MODES[mode]])), "着色", value);
}

// One line: what was said last, or a question with a box to answer it.
export function strip() {
  const element = make("div", { class: "wb-explorer-strip", role: "status", "aria-live": "polite" });
  return {
    element,
    tell(text, tone = "info", extra = []) {
      element.className = `wb-explorer-strip wb-explorer-${/^[a-z]+$/.test(tone) ? tone : "info"}`;
      element.replaceChildren(...(text ? [make("span", { text: shown(text) })] : []), ...extra);
    },
    ask(text, act, cancel) {
      const box = make("input", { type: "text", class: "wb-search", "aria-label": text, maxlength: 40 });
      const done = () => box.value.trim() && act(box.value.trim());
      box.addEventListener("keydown", (event) => event.key === "Enter" && done());
      this.tell(text, "info", [box, button("保存", "按此名称保存", done), button("取消", "不保存", cancel)]);
      box.focus();
    },
  };
}
