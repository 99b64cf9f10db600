// Keys, and forms that are sent once. Without this file every form and link works all the same.
"use strict";

const KEYS_OFF = "cineorg-keys-off";
const dialog = document.getElementById("co-keys");

function typing(target) {
  return target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]") !== null;
}

function keysAreOff() {
  try {
    return localStorage.getItem(KEYS_OFF) === "yes";
  } catch {
    return false; // storage is forbidden here: the keys work
  }
}

// A button is pressed, a link followed, a field entered. An episode that must be typed first is asked for.
function use(element) {
  const form = element.closest("form");
  const asked = form && element.matches("button[name=candidate]") ? form.querySelector("input[name=episodes]") : null;
  if (asked && !asked.value) {
    asked.focus();
  } else if (element.matches("input:not([type=checkbox])")) {
    element.focus();
    element.select();
  } else {
    element.click();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target) || keysAreOff()) {
    return;
  }
  if (event.key === "?") {
    dialog.showModal();
  } else if (!dialog.open) {
    const element = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!element) {
      return;
    }
    use(element);
  } else {
    return;
  }
  event.preventDefault();
});

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
    }
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
});

const opener = document.getElementById("co-keys-open");
opener.hidden = false;
opener.addEventListener("click", () => dialog.showModal());

const keysOff = document.getElementById("co-keys-off");
keysOff.checked = keysAreOff();
keysOff.addEventListener("change", () => {
  try {
    localStorage.setItem(KEYS_OFF, keysOff.checked ? "yes" : "no");
  } catch {
    keysOff.checked = false; // cannot be remembered, so it is not promised
  }
});

const leaders = document.getElementById("co-leaders");
if (leaders) {
  leaders.closest("label").hidden = false;
  leaders.addEventListener("change", () => {
    for (const box of document.querySelectorAll("input[name=id][data-leads]")) {
      box.checked = leaders.checked;
    }
  });
}
