// One field of a form: label, mark of what must be filled, the input of its kind, and what is wrong with it.
import { make, shown } from "./dom.js";

const WRITTEN = /^(\d{4})(?:年|[-./])(\d{1,2})(?:(?:月|[-./])(\d{1,2})日?|月?)$/;
const RUN = /^(\d{4})(\d{2})(\d{2})$/;

// A day as people write it → 2026-11-20, or 2026-11 where only the month is known; anything else as it was written.
export function tidyDay(text) {
  const match = WRITTEN.exec(text.trim()) ?? RUN.exec(text.trim());
  return match ? match.slice(1).filter(Boolean).map((part) => part.padStart(2, "0")).join("-") : text.trim();
}

let made = 0;

export function field(one, act) {
  const id = `wb-field-${(made += 1)}`;
  const wrong = make("small", { class: "wb-wrong", role: "alert", id: id + "-wrong" });
  const input = INPUTS[one.kind] ? INPUTS[one.kind](one, id, act) : text(one, id, act);
  const label = make("label", { for: id }, shown(one.label), one.required ? make("b", { class: "wb-must", title: "必填", text: "*" }) : null);
  const node = make("div", { class: "wb-field wb-field-" + (one.kind in INPUTS ? one.kind : "text") + (one.wide ? " wb-wide" : ""), "data-name": one.name },
    label, input.node, one.hint ? make("small", { class: "wb-hint", text: shown(one.hint) }) : null, wrong);

  function say(problem) {
    wrong.textContent = shown(problem);
    node.classList.toggle("wb-has-wrong", Boolean(problem));
    input.focusable?.setAttribute("aria-invalid", String(Boolean(problem)));
  }

  return { name: one.name, label: shown(one.label), required: Boolean(one.required), node, read: input.read, write: input.write, say, focus: () => input.focusable?.focus() };
}

function attributes(one, id) {
  return { id, "aria-describedby": id + "-wrong", "aria-required": String(Boolean(one.required)), placeholder: shown(one.placeholder) || null };
}

function plainInput(node, act, tidy = (value) => value) {
  node.addEventListener("input", act);
  node.addEventListener("change", () => ((node.value = tidy(node.value)), act()));
  return { node, focusable: node, read: () => tidy(node.value.trim()), write: (value) => (node.value = shown(value)) };
}

const text = (one, id, act) => plainInput(make("input", { type: "text", maxlength: "500", ...attributes(one, id) }), act);

const INPUTS = {
  text,
  long: (one, id, act) => plainInput(make("textarea", { rows: String(one.rows ?? 3), maxlength: "4000", ...attributes(one, id) }), act),
  number: (one, id, act) => plainInput(make("input", { type: "text", inputmode: "decimal", maxlength: "20", ...attributes(one, id) }), act),
  day: dayInput,
  unit: unitInput,
  choice: choiceInput,
  ticks: ticksInput,
};

// Written by hand or picked; a day nobody knows may be written as its month.
function dayInput(one, id, act) {
  const given = attributes(one, id);
  const node = make("input", { type: "text", maxlength: "24", ...given, placeholder: given.placeholder ?? "2026-11-20" });
  const picker = make("input", { type: "date", class: "wb-day-picker", tabindex: "-1", "aria-hidden": "true" });
  const open = make("button", { type: "button", class: "wb-button", title: "从日历选", "aria-label": `从日历选${shown(one.label)}`, text: "▾", onclick: () => ((picker.value = /^\d{4}-\d{2}-\d{2}$/.test(node.value) ? node.value : ""), picker.showPicker?.()) });
  picker.addEventListener("change", () => ((node.value = picker.value), act()));
  const inner = plainInput(node, act, tidyDay);
  return { ...inner, node: make("span", { class: "wb-day" }, node, picker, open) };
}

function unitInput(one, id, act) {
  const list = make("datalist", { id: id + "-list" }, ...(one.choices ?? []).map(pair).map(([value, label]) => make("option", { value: shown(value), text: value === label ? null : shown(label) })));
  const node = make("input", { type: "text", maxlength: "100", list: id + "-list", autocomplete: "off", ...attributes(one, id) });
  const inner = plainInput(node, act);
  return { ...inner, node: make("span", {}, node, list) };
}

// A choice is a text, or [value, label].
const pair = (choice) => (Array.isArray(choice) ? choice : [choice, choice]);

function choiceInput(one, id, act) {
  const options = (one.choices ?? []).map(pair).map(([value, label]) => make("option", { value: shown(value), text: shown(label) }));
  const node = make("select", { ...attributes(one, id), onchange: act }, make("option", { value: "", text: one.required ? "请选择" : "（不填）" }), ...options);
  return { node, focusable: node, read: () => node.value, write: (value) => ((node.value = shown(value)), node.selectedIndex < 0 && (node.value = "")) };
}

// Several at once; the value is what was ticked, joined by 、
function ticksInput(one, id, act) {
  const boxes = (one.choices ?? []).map(pair).map(([value, label], at) => {
    const box = make("input", { type: "checkbox", value: shown(value), id: at ? null : id, onchange: act });
    return { box, node: make("label", {}, box, shown(label)) };
  });
  const node = make("span", { class: "wb-ticks", role: "group", "aria-label": shown(one.label) }, ...boxes.map((one) => one.node));
  return {
    node,
    focusable: boxes[0]?.box,
    read: () => boxes.filter(({ box }) => box.checked).map(({ box }) => box.value).join("、"),
    write: (value) => {
      const chosen = shown(value).split("、");
      for (const { box } of boxes) box.checked = chosen.includes(box.value);
    },
  };
}
