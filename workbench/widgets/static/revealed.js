// Lines shown for a while (短时显示). They come as one message and are no part of the model: they stand in the page, are taken
// out when the time is over, when the page is left or hidden, and are kept nowhere.
function make(tag, name, text) {
  const node = document.createElement(tag);
  node.className = name;
  if (text) node.textContent = text;
  return node;
}

function render({ model, el }) {
  const box = make("div", "wb-revealed");
  const list = make("div", "wb-revealed-lines");
  const left = make("span", "wb-revealed-left");
  const away = make("button", "wb-revealed-away", "立即隐去");
  away.type = "button";
  box.hidden = true;
  box.setAttribute("role", "status");
  const foot = make("div", "wb-revealed-foot");
  foot.append(left, away);
  box.append(list, foot);
  el.append(box);
  let until = 0;
  let clock = 0;

  function clear() {
    clearInterval(clock);
    list.replaceChildren();
    left.textContent = "";
    box.hidden = true;
  }

  function tick() {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (seconds <= 0) return clear();
    left.textContent = `${seconds} 秒后隐去；请勿截屏、抄录与本用途无关的内容`;
  }

  function heard(message) {
    clear();
    if (!Array.isArray(message?.lines) || !message.lines.length) return;
    for (const [label, text] of message.lines) {
      list.append(make("span", "wb-revealed-label", String(label)), make("span", "wb-revealed-text", String(text)));
    }
    until = Date.now() + model.get("seconds") * 1000;
    box.hidden = false;
    tick();
    clock = setInterval(tick, 500);
  }

  const hidden = () => document.hidden && clear();
  away.addEventListener("click", clear);
  model.on("msg:custom", heard);
  window.addEventListener("pagehide", clear);
  document.addEventListener("visibilitychange", hidden);
  return () => {
    clear();
    model.off("msg:custom", heard);
    window.removeEventListener("pagehide", clear);
    document.removeEventListener("visibilitychange", hidden);
  };
}

export default { render };
