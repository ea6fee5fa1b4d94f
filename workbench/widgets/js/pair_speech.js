// The clerk's word and its reason: four verdicts, a box to write in, ready-made reasons, and what was recorded.
import { make, shown, tone } from "./dom.js";

export const VERDICTS = ["相同", "不同", "相关", "存疑"];

export function speech(model, act, home) {
  let asking = ""; // a verdict that waits for its reason
  let pair = {};
  const why = make("textarea", { rows: "2", maxlength: "500", "aria-label": "理由" });
  const buttons = VERDICTS.map((verdict, at) =>
    make("button", { type: "button", class: "wb-pair-verdict", "data-verdict": verdict, title: `判为${verdict}（按 ${at + 1}）`, onclick: () => (judge(verdict), home()) },
      verdict, make("kbd", { text: String(at + 1) })));
  const ready = make("div", { class: "wb-pair-presets", role: "group", "aria-label": "常用理由" });
  const undo = make("button", { type: "button", class: "wb-button", title: "撤销自己的上一条认定（U）", onclick: () => (act("undo"), home()) }, "撤销", make("kbd", { text: "U" }));
  const next = make("input", { type: "checkbox", onchange: () => (model.set("auto_next", next.checked), model.save_changes()) });
  const after = make("label", { class: "wb-pair-switch", title: "判完不停留看依据，直接到下一对" }, next, "判后直接下一对");
  const prompt = make("div", { class: "wb-pair-said", role: "status", "aria-live": "polite" });
  const node = make("section", { class: "wb-pair-speech", "aria-label": "认定" },
    make("div", { class: "wb-pair-verdicts", role: "group", "aria-label": "认定" }, ...buttons), why, ready,
    make("div", { class: "wb-pair-head" }, undo, make("span", { class: "wb-gap" }), after), prompt);

  const isChange = (verdict) => Boolean(pair.verdict) && pair.verdict !== verdict;
  const needsReason = (verdict) => model.get("demand").includes(verdict) || isChange(verdict);

  function judge(verdict) {
    if (!pair.left) return;
    const reason = why.value.trim();
    if (!reason && needsReason(verdict)) return ask(verdict);
    asking = "";
    act("judge", { verdict, why: reason });
    tell();
  }

  function ask(verdict) {
    asking = verdict;
    tell();
  }

  function preset(at) {
    const text = model.get("presets")[at];
    if (!text) return;
    const verdict = asking;
    why.value = why.value.trim() && why.value.trim() !== text ? `${why.value.trim()}；${text}` : text;
    if (verdict) judge(verdict);
  }

  function cancel() {
    asking = "";
    tell();
    home();
  }

  // In the box: Enter gives the verdict that waits for its reason (or goes back to the keys), Shift+Enter a new line.
  why.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") cancel();
    else if (event.key === "Enter" && !event.shiftKey) {
      if (asking && why.value.trim()) judge(asking);
      home();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function tell() {
    const presets = model.get("presets");
    const keys = asking ? `：按 1–${presets.length} ` : "";
    ready.replaceChildren(...presets.map((text, at) =>
      make("button", { type: "button", class: "wb-tag", onclick: () => (preset(at), home()) }, asking ? make("kbd", { text: String(at + 1) }) : null, shown(text))));
    node.classList.toggle("wb-pair-asking", Boolean(asking));
    const cause = isChange(asking) ? `您先前判为“${shown(pair.verdict)}”，改判请说明理由` : `判为“${asking}”请说明理由`;
    prompt.className = "wb-pair-said wb-tone-" + (asking ? "yellow" : tone(model.get("tone")));
    prompt.textContent = asking ? `${cause}${keys}选一条，或按 / 自己写；Esc 放弃` : shown(model.get("said"));
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(pair.verdict === button.dataset.verdict));
      button.classList.toggle("wb-pair-waiting", button.dataset.verdict === asking);
    }
  }

  function draw(now, isOther) {
    pair = now;
    if (isOther) (asking = ""), (why.value = "");
    next.checked = model.get("auto_next");
    why.placeholder = pair.verdict && pair.why ? `已写理由：${shown(pair.why)}` : "理由（判不同、相关或改判时必填）";
    tell();
  }

  // Recorded: the box is emptied. Refused: what was written stays.
  const answered = () => model.get("answered")?.ok && (why.value = "");
  return { node, draw, tell, judge, preset, cancel, answered, isAsking: () => asking !== "", write: () => why.focus() };
}
