// A click beside an open menu or filter closes it. Without this file they are closed by their own click.
"use strict";

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".nav-menu[open], .filters details[open]")) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});
