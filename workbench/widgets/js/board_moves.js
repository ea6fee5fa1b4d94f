// Putting a card elsewhere: by dragging it, or by keys. All ways end in one new order.
import { shown } from "./dom.js";
import { moved, same } from "./board_state.js";

export function moves({ lanes, board, isLocked, choose, pick, set, rest, say }) {
  let dragged = "";

  function put(matter, sitting, at = Infinity) {
    const now = board();
    pick("");
    if (!matter || isLocked()) return;
    const next = moved(now, matter, sitting, at);
    if (same(next, now.order)) return;
    const to = now.sittings.find((one) => one.id === sitting);
    set(next);
    say(`${shown(now.cards.get(matter).title)}${to ? `已移到 ${shown(to.when)}，第 ${next[sitting].indexOf(matter) + 1} 位` : "已移出，未排入"}`);
    lanes.querySelector(`[data-id="${CSS.escape(matter)}"]`)?.focus({ preventScroll: true });
  }

  // --- dragging

  const listOf = (event) => event.target.closest?.(".wb-sit");
  const cardsOf = (sit) => [...sit.querySelectorAll(".wb-mat")].filter((one) => one.dataset.id !== dragged);

  function spot(sit, y) {
    const cards = cardsOf(sit);
    const at = cards.findIndex((one) => y < one.getBoundingClientRect().top + one.offsetHeight / 2);
    return at < 0 ? cards.length : at;
  }

  function unmark() {
    for (const one of lanes.querySelectorAll(".wb-drop, .wb-drop-before, .wb-drop-after")) one.classList.remove("wb-drop", "wb-drop-before", "wb-drop-after");
  }

  lanes.addEventListener("dragstart", (event) => {
    const card = event.target.closest?.(".wb-mat");
    if (!card || isLocked()) return event.preventDefault();
    dragged = card.dataset.id;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged);
    setTimeout(() => (card.classList.add("wb-mat-held"), pick(dragged))); // a picture of the card is taken first
  });

  lanes.addEventListener("dragover", (event) => {
    const sit = listOf(event);
    if (!sit || !dragged) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    unmark();
    sit.classList.add("wb-drop");
    if (!sit.dataset.sitting) return;
    const [cards, at] = [cardsOf(sit), spot(sit, event.clientY)];
    if (cards[at]) cards[at].classList.add("wb-drop-before");
    else cards.at(-1)?.classList.add("wb-drop-after");
  });

  lanes.addEventListener("drop", (event) => {
    const sit = listOf(event);
    if (!sit || !dragged) return;
    event.preventDefault();
    const [matter, at] = [dragged, spot(sit, event.clientY)];
    dragged = "";
    unmark();
    put(matter, sit.dataset.sitting, at);
    rest();
  });

  lanes.addEventListener("dragend", () => {
    dragged = "";
    unmark();
    for (const one of lanes.querySelectorAll(".wb-mat-held")) one.classList.remove("wb-mat-held");
    pick("");
    rest();
  });

  // --- keys

  function shift(matter, key) {
    const now = board();
    const places = ["", ...now.sittings.map((one) => one.id)];
    const here = now.where(matter);
    const at = here ? now.order[here].indexOf(matter) : 0;
    if (key === "Delete" || key === "Backspace") return put(matter, "");
    if (key === "ArrowUp" || key === "ArrowDown") return here && put(matter, here, Math.max(0, at + (key === "ArrowUp" ? -1 : 1)));
    const to = places[places.indexOf(here) + (key === "ArrowLeft" ? -1 : 1)];
    if (to !== undefined) put(matter, to, at);
  }

  function walk(card, key) {
    if (key === "ArrowUp" || key === "ArrowDown") {
      const cards = [...card.parentElement.querySelectorAll(".wb-mat")];
      return cards[cards.indexOf(card) + (key === "ArrowUp" ? -1 : 1)]?.focus();
    }
    const lists = [...lanes.children].map((one) => [...one.querySelectorAll(".wb-mat")]);
    const here = lists.findIndex((one) => one.includes(card));
    const rest = key === "ArrowLeft" ? lists.slice(0, here).reverse() : lists.slice(here + 1);
    const next = rest.find((one) => one.length);
    next?.[Math.min(lists[here].indexOf(card), next.length - 1)].focus();
  }

  lanes.addEventListener("keydown", (event) => {
    const card = event.target.closest(".wb-mat");
    event.stopPropagation(); // a notebook's own keys must not act on a card
    if (!card || event.target !== card) return;
    const isWalk = event.key.startsWith("Arrow");
    if (event.altKey && (isWalk || ["Delete", "Backspace"].includes(event.key))) shift(card.dataset.id, event.key);
    else if (isWalk) walk(card, event.key);
    else if (event.key === "m" || event.key === "M") isLocked() || pick(card.dataset.id, true, card);
    else if (event.key === "Enter" || event.key === " ") choose(card.dataset.id);
    else return;
    event.preventDefault();
  });

  return { put, isDragging: () => Boolean(dragged) };
}
