// A form of typed fields. What was typed stays until it was recorded: a refusal, a reload of the case or another form loses nothing.
import { make, onChange, shown, tone } from "./dom.js";
import { field } from "./form_fields.js";

function render({ model, el }) {
  const title = make("strong", { class: "wb-table-title" });
  const note = make("p", { class: "wb-form-note" });
  const grid = make("div", { class: "wb-form-grid" });
  const send = make("button", { type: "submit", class: "wb-button wb-primary" });
  const clear = make("button", { type: "button", class: "wb-button", text: "清空", title: "清空填写的内容", onclick: empty });
  const said = make("span", { class: "wb-form-said", role: "status", "aria-live": "polite" });
  const node = make("form", { class: "wb-box wb-form", novalidate: true, autocomplete: "off" }, title, note, grid, make("div", { class: "wb-form-foot" }, send, clear, said));
  el.append(node);
  let fields = [];
  let timer;

  const values = () => Object.fromEntries(fields.map((one) => [one.name, one.read()]));
  // fields another step shares keep what was typed in them
  const kept = () => ({ ...model.get("values"), ...values() });

  function keep() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      model.set("values", kept());
      model.save_changes();
    }, 300);
  }

  function build() {
    clearTimeout(timer);
    const before = kept();
    fields = model.get("fields").map((one) => field(one, () => (keep(), clearWrong(one.name))));
    grid.replaceChildren(...fields.map((one) => one.node));
    for (const one of fields) one.write(before[one.name] ?? "");
    label();
    mark();
  }

  function write() {
    const given = model.get("values");
    for (const one of fields) if (one.name in given && one.read() !== shown(given[one.name]) && !one.node.contains(document.activeElement)) one.write(given[one.name]);
  }

  function label() {
    title.textContent = shown(model.get("title"));
    note.textContent = shown(model.get("note"));
    note.hidden = !note.textContent;
    send.textContent = shown(model.get("submit")) || "登记";
    send.disabled = model.get("closed") || waiting();
    grid.hidden = !fields.length;
    clear.hidden = !fields.length;
  }

  const waiting = () => (model.get("asked")?.seq ?? 0) > (model.get("answered")?.seq ?? 0);

  function mark() {
    const wrong = model.get("problems") ?? {};
    for (const one of fields) one.say(wrong[one.name] ?? "");
  }

  function clearWrong(name) {
    fields.find((one) => one.name === name)?.say("");
  }

  function tell() {
    said.className = "wb-form-said wb-status wb-tone-" + tone(model.get("tone"));
    said.textContent = shown(model.get("said"));
    said.hidden = !said.textContent;
    node.classList.toggle("wb-form-refused", model.get("tone") === "overdue" && Boolean(said.textContent));
  }

  function empty() {
    for (const one of fields) one.write("");
    keep();
  }

  node.addEventListener("submit", (event) => {
    event.preventDefault();
    if (waiting() || model.get("closed")) return;
    const lacking = fields.filter((one) => one.required && !one.read());
    for (const one of fields) one.say(lacking.includes(one) ? `请填写“${one.label}”` : "");
    if (lacking.length) return lacking[0].focus();
    clearTimeout(timer);
    model.set("values", kept());
    model.set("asked", { seq: (model.get("asked")?.seq ?? 0) + 1, values: values() });
    model.save_changes();
    label();
  });

  function answered() {
    if (model.get("answered")?.ok) for (const one of fields) one.write(model.get("values")[one.name] ?? "");
    label();
  }

  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) node.requestSubmit();
    event.stopPropagation(); // a notebook's own keys must not act on what is typed here
  });

  const stops = [
    onChange(model, ["fields"], build),
    onChange(model, ["values"], write),
    onChange(model, ["title", "note", "submit", "closed"], label),
    onChange(model, ["problems"], mark),
    onChange(model, ["said", "tone"], tell),
    onChange(model, ["answered"], answered),
  ];
  build();
  tell();
  return () => {
    clearTimeout(timer);
    stops.forEach((stop) => stop());
  };
}

export default { render };
