// Elements made from data: text goes in as text, never as markup.

export function make(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  fill(node, props);
  node.append(...children.filter((child) => child != null));
  return node;
}

export function svg(tag, props = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(node, props);
  node.append(...children.filter((child) => child != null));
  return node;
}

function fill(node, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value == null || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
}

export function button(text, hint, act) {
  return make("button", { type: "button", class: "wb-button", text, title: hint, onclick: act });
}

// A tone is one of the palette's names; anything else would let data choose a class.
export function tone(name) {
  return /^[a-z]{1,12}$/.test(name || "") ? name : "neutral";
}

// Only addresses within this site: data must not be able to send the reader elsewhere or run a script.
export function href(address) {
  const text = String(address ?? "");
  return /^(\/(?![/\\])|\?|#)/.test(text) ? text : null;
}

export function shown(value) {
  if (value == null || value === "" || (typeof value === "number" && !Number.isFinite(value))) return "";
  if (Array.isArray(value)) return value.map(shown).join("、");
  if (typeof value === "object") return shown(value.text);
  return typeof value === "boolean" ? (value ? "是" : "否") : String(value);
}

export function download(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// A drawing (its SVG text, pixels) as a picture of twice its size.
export function savePng(text, width, height, name) {
  const image = new Image();
  image.onload = () => {
    const canvas = make("canvas", { width: width * 2, height: height * 2 });
    const pen = canvas.getContext("2d");
    pen.scale(2, 2);
    pen.drawImage(image, 0, 0);
    canvas.toBlob((blob) => download(name + ".png", blob));
  };
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
}

// Calls draw with the element's width now, when first shown and whenever it changes; returns a way to stop.
export function onWidth(element, draw) {
  let width = 0;
  let frame = 0;
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      if (element.clientWidth > 0 && element.clientWidth !== width) draw((width = element.clientWidth));
    });
  });
  observer.observe(element);
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
  };
}

// Subscribes to several traits at once; returns a way to stop.
export function onChange(model, names, act) {
  names.forEach((name) => model.on("change:" + name, act));
  return () => names.forEach((name) => model.off("change:" + name, act));
}
