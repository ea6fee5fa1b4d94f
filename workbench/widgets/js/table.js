// A table of cases: sort, search, pages, one selected row; all of it text, usable by keyboard.
import { button, href, make, onChange, shown, tone } from "./dom.js";

const COMPARE = new Intl.Collator("zh-CN", { numeric: true });

function order(kind) {
  if (kind === "number") return (a, b) => Number(a) - Number(b);
  return (a, b) => COMPARE.compare(shown(a), shown(b));
}

function sorted(rows, column, down) {
  if (!column) return rows;
  const compare = order(column.kind);
  const isEmpty = (row) => shown(row[column.key]) === "";
  const known = rows.filter((row) => !isEmpty(row)).sort((a, b) => compare(a[column.key], b[column.key]));
  if (down) known.reverse();
  return known.concat(rows.filter(isEmpty)); // what is not known stands last either way
}

function filtered(rows, columns, words) {
  if (!words.length) return rows;
  return rows.filter((row) => {
    const text = columns.map((column) => shown(row[column.key])).join("\u0001").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const CELLS = {
  number: (value) => (typeof value === "number" ? value.toLocaleString("zh-CN") : shown(value)),
  tags: (value) => [value ?? []].flat().map((tag) => make("span", { class: "wb-tag", text: shown(tag) })),
  status: (value, column) => {
    const name = tone(value?.tone ?? column.tones?.[shown(value)]);
    return make("span", { class: "wb-status wb-tone-" + name, text: shown(value) });
  },
  link: (value) => {
    const address = href(value?.href);
    return address ? make("a", { href: address, text: shown(value), onclick: (e) => e.stopPropagation() }) : shown(value);
  },
};

function cell(row, column) {
  const value = row[column.key];
  const text = shown(value);
  const node = make("td", { class: "wb-cell-" + (column.kind in CELLS || column.kind === "date" ? column.kind : "text"), title: text });
  const content = text === "" ? make("span", { class: "wb-none", text: "—" }) : (CELLS[column.kind]?.(value, column) ?? text);
  // a long text shows its first lines; the row chosen shows all of it
  if (text.length > 70 && typeof content === "string") node.append(make("div", { class: "wb-clamp", text: content }));
  else node.append(...[content].flat());
  return node;
}

function render({ model, el }) {
  const state = { words: [], key: "", down: false, page: 0 };
  const search = make("input", { type: "search", class: "wb-search", placeholder: "在表中查找…", "aria-label": "在表中查找" });
  const count = make("span", { class: "wb-count", role: "status" });
  const where = make("span", { class: "wb-where" });
  const back = button("上一页", "上一页", () => turn(-1));
  const next = button("下一页", "下一页", () => turn(1));
  const head = make("tr");
  const body = make("tbody");
  const caption = make("caption", { class: "wb-sr" });
  const table = make("table", { class: "wb-table" }, caption, make("thead", {}, head), body);
  const scroll = make("div", { class: "wb-scroll", tabindex: "-1" }, table);
  const title = make("strong", { class: "wb-table-title" });
  const out = button("导出", "存为 xlsx，印有筛选和版次", () => (model.set("exported", model.get("exported") + 1), model.save_changes()));
  const told = make("span", { class: "wb-told", role: "status" });
  const foot = make("div", { class: "wb-table-foot" }, where, told, make("span", { class: "wb-gap" }), back, next);
  el.append(
    make("div", { class: "wb-box" },
      make("div", { class: "wb-table-bar" }, title, count, make("span", { class: "wb-gap" }), out, search),
      scroll,
      foot),
  );

  const columns = () => model.get("columns");
  const idOf = (row) => String(row[model.get("id_field")] ?? "");

  function found() {
    const rows = filtered(model.get("rows"), columns(), state.words);
    return sorted(rows, columns().find((column) => column.key === state.key), state.down);
  }

  function turn(by) {
    state.page += by;
    draw();
    scroll.scrollTop = 0;
  }

  function sortBy(key) {
    [state.key, state.down] = state.key !== key ? [key, false] : state.down ? ["", false] : [key, true];
    state.page = 0;
    draw();
    head.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }

  function header(column) {
    const sign = state.key === column.key ? (state.down ? "descending" : "ascending") : "none";
    const mark = make("span", { class: "wb-sort", "aria-hidden": "true", text: { none: "", ascending: "▲", descending: "▼" }[sign] });
    const press = make("button", { type: "button", "data-key": column.key, title: "按“" + column.title + "”排序", onclick: () => sortBy(column.key) }, column.title, mark);
    const cellClass = column.kind === "number" ? "wb-cell-number" : null;
    return make("th", { scope: "col", "aria-sort": sign, class: cellClass, style: column.width ? `width:${parseInt(column.width)}px` : null }, press);
  }

  function line(row) {
    const id = idOf(row);
    const chosen = id !== "" && id === model.get("selected");
    return make("tr", { tabindex: "0", "data-id": id, "aria-selected": String(chosen), onclick: () => select(id) }, ...columns().map((column) => cell(row, column)));
  }

  function select(id) {
    model.set("selected", id);
    model.save_changes();
  }

  function draw() {
    const rows = found();
    const size = model.get("page_size");
    const pages = Math.max(1, Math.ceil(rows.length / size));
    state.page = Math.min(Math.max(0, state.page), pages - 1);
    const first = state.page * size;
    const all = model.get("rows").length;
    title.textContent = caption.textContent = model.get("title");
    out.hidden = !model.get("exportable");
    search.hidden = all < 6;
    told.textContent = shown(model.get("told"));
    foot.hidden = pages === 1 && !told.textContent;
    count.textContent = rows.length === all ? `共 ${all} 条` : `找到 ${rows.length} 条（共 ${all} 条）`;
    where.textContent = rows.length ? `第 ${first + 1}–${Math.min(first + size, rows.length)} 条 · 第 ${state.page + 1}/${pages} 页` : "";
    back.disabled = state.page === 0;
    next.disabled = state.page >= pages - 1;
    back.hidden = next.hidden = pages === 1;
    scroll.style.maxHeight = model.get("height") + "px";
    head.replaceChildren(...columns().map(header));
    const none = make("tr", {}, make("td", { class: "wb-empty", colspan: columns().length, text: all ? "没有符合条件的记录" : model.get("empty") }));
    body.replaceChildren(...(rows.length ? rows.slice(first, first + size).map(line) : [none]));
  }

  function mark() {
    for (const row of body.children) row.setAttribute("aria-selected", String(row.dataset.id !== "" && row.dataset.id === model.get("selected")));
  }

  body.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr");
    const to = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
    if (to) to.focus();
    else if ((event.key === "Enter" || event.key === " ") && event.target === row && row.dataset.id) select(row.dataset.id);
    else return;
    event.preventDefault();
  });
  let timer;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      state.words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      state.page = 0;
      draw();
    }, 150);
  });
  draw();
  const stopDraw = onChange(model, ["rows", "columns", "page_size", "title", "height", "empty", "exportable", "told"], draw);
  const stopMark = onChange(model, ["selected"], mark);
  return () => {
    clearTimeout(timer);
    stopDraw();
    stopMark();
  };
}

export default { render };
