// Keys, and forms that are sent once. Without this file every form and link works all the same.
"use strict";

const KEYS_OFF = "cineorg-keys-off";
const PRESSED = "cineorg-pressed";
const DOUBLE = 400; // milliseconds: the same key again within them is an impatient double press, no second decision
const GIVE_UP = 15000; // milliseconds after which what was sent and not answered may be sent again
const dialog = document.getElementById("co-keys");
let leaving = false; // a form was sent or a link followed: no key counts until the next page is there

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

// Was this key pressed just before, be it on the page before this one, which the press has left? A press that did
// not count is not remembered: of a key pressed on and on, one counts again when the time is over.
function pressedTwice(key) {
  const now = Date.now();
  try {
    const [before, at] = JSON.parse(sessionStorage.getItem(PRESSED) || "[null, 0]");
    const twice = before === key && now - at < DOUBLE;
    if (!twice) {
      sessionStorage.setItem(PRESSED, JSON.stringify([key, now]));
    }
    return twice;
  } catch {
    return false; // storage is forbidden here
  }
}

function leave() {
  leaving = true;
  setTimeout(() => (leaving = false), GIVE_UP);
}

// An episode that must be typed first: why the cursor is there is said, and Enter approves this candidate.
function ask(button, field) {
  button.form.querySelector("button[name=candidate][hidden]").value = button.value;
  document.getElementById("co-asked").textContent = button.dataset.asks;
  field.focus();
}

// A button is pressed, a link followed, a field entered, a box ticked in every form that has it.
function use(element) {
  const asked = element.dataset.asks ? element.form.querySelector("input[name=episodes]") : null;
  if (asked && !asked.value) {
    ask(element, asked);
  } else if (element.matches("input[name=scope]")) {
    const ticked = !element.checked;
    for (const box of document.querySelectorAll(`input[name=scope][value="${element.value}"]`)) {
      box.checked = ticked;
    }
  } else if (element.matches("input:not([type=checkbox])")) {
    element.focus();
    element.select();
  } else {
    if (element.matches("a")) {
      leave();
    }
    element.click();
  }
}

// The key counts only if it went down on this page: one that is held from the page before repeats.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) {
    return;
  }
  if (leaving || typing(event.target) || keysAreOff()) {
    return;
  }
  if (event.key === "?") {
    dialog.showModal();
  } else if (!dialog.open) {
    const element = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!element) {
      return;
    }
    if (!element.matches("button") || !pressedTwice(event.key)) {
      use(element);
    }
  } else {
    return;
  }
  event.preventDefault();
});

// One form a page is sent once: a second press would decide the same file again, or reach the next page.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") {
    return;
  }
  if (leaving) {
    event.preventDefault();
  } else {
    leave();
  }
});
window.addEventListener("pageshow", () => {
  leaving = false; // back from another page
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
