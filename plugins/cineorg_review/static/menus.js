// A click outside an open menu or filter closes it. Without this script, a click on the menu itself closes it.
"use strict";

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".nav-menu[open], .filters details[open]")) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});
