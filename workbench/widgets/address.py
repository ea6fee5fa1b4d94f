"""State in the link (地址栏): the page's address follows what is shown, so that a reload or a sent link opens it again."""

from __future__ import annotations

from typing import Final

import anywidget
import traitlets

_FOLLOW: Final = """
// Only in a page of our own, and only its query: data must not be able to change where the page is.
function render({ model, el }) {
  el.hidden = true;
  const follow = () => {
    const address = model.get("address");
    if (!document.body.classList.contains("wb-served") || !/^\\?[^#]*$/.test(address)) return;
    history.replaceState(history.state, "", location.pathname + address);
  };
  model.on("change:address", follow);
  follow();
  return () => model.off("change:address", follow);
}
export default { render };
"""


class Address(anywidget.AnyWidget):
    """Shows nothing; `address` is the query of the page's address, "?" and what follows, or "" to leave it as it is."""

    _esm = _FOLLOW
    address = traitlets.Unicode("").tag(sync=True)
