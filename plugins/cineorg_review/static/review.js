// Keyboard shortcuts, and a guard against sending a form twice. Every form and link works without this script.
"use strict";

const KEYS_OFF = "cineorg-keys-off";
const PRESSED = "cineorg-pressed";
const DOUBLE = 400; // milliseconds within which the same key again is an accidental double press
const GIVE_UP = 15000; // milliseconds after which an unanswered form may be sent again
const dialog = document.getElementById("co-keys");
let leaving = false; // a form was sent or a link followed: keys are ignored until the next page has loaded

function typing(target) {
  return target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]") !== null;
}

function keysAreOff() {
  try {
    return localStorage.getItem(KEYS_OFF) === "yes";
  } catch {
    return false; // the browser forbids storage: keep the keys on
  }
}

// True if the same key was pressed just before, even if on the page before this one. An ignored press does not
// restart the time: when a key is pressed again and again, one press counts every DOUBLE milliseconds.
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
    return false; // the browser forbids storage
  }
}

function leave() {
  leaving = true;
  setTimeout(() => (leaving = false), GIVE_UP);
}

// The episode must be typed first: say so, move the cursor there, and let Enter approve this candidate.
function ask(button, field) {
  button.form.querySelector("button[name=candidate][hidden]").value = button.value;
  document.getElementById("co-prompt").textContent = button.dataset.prompt;
  field.focus();
}

// Press a button, follow a link, focus a field, or tick a box in every form that has it.
function use(element) {
  const episode = element.dataset.prompt ? element.form.querySelector("input[name=episodes]") : null;
  if (episode && !episode.value) {
    ask(element, episode);
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

// Only a key pressed on this page counts; one still held down from the page before only repeats.
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

// Each page sends one form only: a second press would decide the same file again, or reach the next page.
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
  leaving = false; // the browser came back from another page
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
    keysOff.checked = false; // it cannot be remembered, so do not show it as set
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
