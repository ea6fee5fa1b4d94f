// The keys of the pair card. They work wherever nobody is typing, and never while somebody is.
import { VERDICTS } from "./pair_speech.js";

const TYPING = "textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button]), [contenteditable]:not([contenteditable=false])";
const MOVES = { j: "next", k: "back", u: "undo", arrowright: "next", arrowleft: "back" };
const SCROLLS = { arrowdown: [60, 0], arrowup: [-60, 0], pagedown: [0, 0.9], pageup: [0, -0.9] }; // pixels and pages

// The key by its place on the keyboard where an input method would hide the letter (１, Process).
function named(event) {
  const place = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code ?? "");
  return (place ? place[1] : event.code === "Slash" ? "/" : event.key).toLowerCase();
}

function isElsewhere(event) {
  return event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || Boolean(event.target.closest?.(TYPING));
}

// Is this a page of its own (Voilà), not a cell of a notebook among others?
export const isPage = () => document.body.classList.contains("wb-served");

export function listen(root, { act, judge, preset, cancel, isAsking, scroll, write }) {
  // in a page of our own the keys work without a click first; in a notebook only inside the card
  const scope = isPage() ? document : root;

  function press(event) {
    if (isElsewhere(event) || !root.isConnected || root.offsetParent === null) return;
    const key = named(event);
    const isHere = event.target === document.body || event.target === document.documentElement || root.contains(event.target);
    if (!does(key, isHere, event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  // True when the key meant something here.
  function does(key, isHere, event) {
    if (/^[1-9]$/.test(key)) return event.repeat || digit(+key - 1);
    if (key === "escape") return isAsking() && (cancel(), true);
    if (key === "/") return write(), true;
    if (key in SCROLLS) return isHere && (scroll(...SCROLLS[key]), true);
    if (!(key in MOVES) || (key.startsWith("arrow") && !isHere)) return false;
    if (!event.repeat) act(MOVES[key]);
    return true;
  }

  function digit(at) {
    if (isAsking()) return preset(at), true;
    if (!VERDICTS[at]) return false;
    judge(VERDICTS[at]);
    return true;
  }

  scope.addEventListener("keydown", press);
  return () => scope.removeEventListener("keydown", press);
}
