// Where a record stands on its statutory path, what may come next, and in a sentence why something may not.
import { make, onChange, shown } from "./dom.js";

const STATES = { done: "已过", now: "现在", ahead: "未到", skipped: "未经过", side: "另一条路" };

function render({ model, el }) {
  const path = make("ol", { class: "wb-path", "aria-label": "办理程序" });
  const next = make("div", { class: "wb-next", role: "group", "aria-label": "下一步" });
  const why = make("p", { class: "wb-why", role: "status", "aria-live": "polite" });
  const more = make("details", { class: "wb-cannot" }, make("summary"), make("ul"));
  el.append(make("div", { class: "wb-box wb-stepper" }, path, next, why, more));

  function stage(one) {
    const state = one.state in STATES ? one.state : "ahead";
    return make("li", { class: "wb-stage wb-stage-" + state, "aria-current": state === "now" ? "step" : null, title: [shown(one.label), STATES[state], shown(one.note)].filter(Boolean).join(" · ") },
      make("span", { text: shown(one.label) }), make("small", { text: shown(one.day) || (state === "now" ? "现在" : "") }));
  }

  function choice(one) {
    const pressed = shown(one.kind) === model.get("chosen");
    return make("button", { type: "button", class: "wb-choice" + (one.refusal ? " wb-refused" : ""), "data-kind": shown(one.kind), "aria-pressed": String(pressed), title: shown(one.refusal) || "填写这一步", onclick: () => choose(one) },
      shown(one.label) || shown(one.kind));
  }

  function choose(one) {
    model.set("chosen", model.get("chosen") === shown(one.kind) ? "" : shown(one.kind));
    model.save_changes();
  }

  function grouped(open) {
    const names = [...new Set(open.map((one) => shown(one.group)))];
    return names.map((name) => make("div", { class: "wb-next-line" }, make("span", { class: "wb-hint", text: name || "现在可以办" }), ...open.filter((one) => shown(one.group) === name).map(choice)));
  }

  function draw() {
    const choices = model.get("choices");
    const open = choices.filter((one) => !one.refusal);
    const shut = choices.filter((one) => one.refusal);
    path.replaceChildren(...model.get("stages").map(stage));
    next.replaceChildren(...(open.length ? grouped(open) : [make("span", { class: "wb-hint", text: "现在没有可办的步骤" })]));
    more.hidden = !shut.length;
    more.firstChild.textContent = `现在还不能办的 ${shut.length} 步，以及为什么`;
    more.lastChild.replaceChildren(...shut.map((one) => make("li", {}, choice(one), make("span", { text: shown(one.refusal) }))));
    const chosen = choices.find((one) => shown(one.kind) === model.get("chosen"));
    why.textContent = chosen?.refusal ? shown(chosen.refusal) : shown(model.get("why"));
    why.className = "wb-why" + (chosen?.refusal ? " wb-why-not" : "");
    why.hidden = !why.textContent;
  }

  const stop = onChange(model, ["stages", "choices", "chosen", "why"], draw);
  draw();
  return stop;
}

export default { render };
