// Two records side by side for a clerk's word: what differs is marked, the machine's grounds wait until the clerk has spoken.
import { make, onChange, shown } from "./dom.js";
import { evidence } from "./pair_evidence.js";
import { fields } from "./pair_fields.js";
import { isPage, listen } from "./pair_keys.js";
import { speech } from "./pair_speech.js";

const COMPLETE = { left: "", right: "", kind: "" };

function render({ model, el }) {
  const bar = top(model, act);
  const sides = fields();
  const words = speech(model, act, () => root.focus({ preventScroll: true }));
  const grounds = evidence(model);
  const none = make("div", { class: "wb-empty wb-pair-none", role: "status" });
  const aside = make("div", { class: "wb-pair-aside" }, words.node, grounds.node);
  const body = make("div", { class: "wb-pair-body" }, sides.node, aside);
  const root = make("div", { class: "wb-box wb-pair", tabindex: "0", role: "group", "aria-label": "成对比对", "data-lm-suppress-shortcuts": "true" }, bar.node, none, body);
  el.append(root);
  let at = "";
  let later = "";

  // One request at a time: a verdict pressed twice must not fall on the pair that comes after. A step asked for meanwhile waits.
  function act(what, more = {}) {
    const asked = model.get("asked")?.seq ?? 0;
    if (asked > (model.get("answered")?.seq ?? 0)) return void (later = what === "judge" ? later : what);
    const { left, right, kind } = { ...COMPLETE, ...model.get("pair") };
    model.set("asked", { act: what, left, right, kind, ...more, seq: asked + 1 });
    model.save_changes();
  }

  function answered() {
    words.answered();
    const step = later;
    later = "";
    if (step) act(step);
  }

  function draw() {
    const pair = model.get("pair") ?? {};
    const is = Boolean(pair.left);
    const now = [pair.left, pair.right, pair.kind].join("\u0001");
    none.textContent = shown(model.get("empty"));
    none.hidden = is;
    body.hidden = !is;
    sides.draw(pair, now !== at);
    words.draw(pair, now !== at);
    bar.draw(pair);
    if (now !== at) (at = now), remember(model.get("address"));
  }

  const stops = [
    listen(root, { act, judge: words.judge, preset: words.preset, cancel: words.cancel, isAsking: words.isAsking, scroll: sides.scroll, write: words.write }),
    onChange(model, ["pair", "empty"], draw),
    onChange(model, ["place", "tally"], () => bar.draw(model.get("pair") ?? {})),
    onChange(model, ["evidence", "peek"], grounds.draw),
    onChange(model, ["answered"], answered),
    onChange(model, ["said", "tone", "presets"], words.tell),
  ];
  draw();
  grounds.draw();
  if (isPage() && [null, document.body].includes(document.activeElement)) root.focus({ preventScroll: true });
  return () => stops.forEach((stop) => stop());
}

function top(model, act) {
  const kind = make("span", { class: "wb-tag" });
  const place = make("span", { class: "wb-pair-place" });
  const tally = make("span", { class: "wb-count", role: "status" });
  const step = (text, key, hint, what) =>
    make("button", { type: "button", class: "wb-button", title: hint, onclick: () => act(what) }, text, make("kbd", { text: key }));
  const node = make("div", { class: "wb-table-bar" },
    kind, place, make("span", { class: "wb-gap" }), tally, step("上一对", "K", "上一对（K 或 ←）", "back"), step("下一对", "J", "下一对（J 或 →）", "next"));
  function draw(pair) {
    kind.textContent = shown(pair.question);
    kind.hidden = !pair.question;
    place.textContent = shown(model.get("place"));
    tally.textContent = shown(model.get("tally"));
  }
  return { node, draw };
}

// The address follows the pair, so that a reload or a link opens it again; only in a page of our own, and only its query.
function remember(address) {
  if (!isPage() || !/^\?[^#]*$/.test(address ?? "")) return;
  history.replaceState(history.state, "", location.pathname + address);
}

export default { render };
