// What the pages gain from script; each of them works without. Words come from the document's data attributes.

const root = document.documentElement;
const words = root.dataset;

for (const form of document.forms) enhance(form);
for (const time of document.querySelectorAll("time")) {
  const format = new Intl.DateTimeFormat(time.lang, { dateStyle: "long", timeStyle: "short" });
  time.textContent = format.format(new Date(time.dateTime));
}
document.querySelector("[autofocus]")?.focus();
followOtherTabs();
keepClientsInStep();

// Back after signing out: a page out of memory must not show what only its user may see.
addEventListener("pagehide", (event) => {
  document.body.hidden = event.persisted;
});
addEventListener("pageshow", (event) => {
  if (event.persisted) loadAgain();
});

function enhance(form) {
  const submit = form.querySelector("button");
  const status = form.querySelector("[role=status]");
  const hide = [...form.querySelectorAll("[type=password]")].map((input) => addRevealButton(input, status));
  if (submit.dataset.retryAfter) countDown(submit, status, Number(submit.dataset.retryAfter));
  form.addEventListener("submit", (event) => {
    if (submit.ariaBusy === "true") return event.preventDefault();
    for (const hidePassword of hide) hidePassword();
    submit.ariaBusy = "true";
    // A navigation that was stopped must not leave a dead form.
    setTimeout(() => {
      submit.ariaBusy = "false";
    }, 10_000);
  });
}

function addRevealButton(input, status) {
  const button = document.createElement("button");
  const show = (isShown) => {
    input.type = isShown ? "text" : "password";
    button.ariaPressed = String(isShown);
    button.textContent = isShown ? words.hide : words.show;
    button.ariaLabel = isShown ? words.hidePassword : words.showPassword;
  };
  button.type = "button";
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => show(input.type === "password"));
  show(false);
  input.after(button);
  input.spellcheck = false;
  input.autocapitalize = "none";
  for (const type of ["keydown", "keyup"]) {
    // Autofill sends key events that know no modifiers.
    input.addEventListener(type, (event) => {
      const isOn = event.getModifierState?.("CapsLock") === true;
      if (isOn || status.textContent === words.capsLock) say(status, isOn ? words.capsLock : "");
    });
  }
  return () => show(false);
}

/** Speaks at the end only: the start is in the alert, and a number read out every second would drown the page. */
function countDown(button, status, seconds) {
  const deadline = Date.now() + seconds * 1000;
  const shown = document.createElement("p");
  shown.className = "countdown";
  button.after(shown);
  button.disabled = true;
  const timer = setInterval(tick, 250);
  tick();

  // By the clock, not by ticks: timers of a background tab run late.
  function tick() {
    const left = Math.max(0, Math.ceil((deadline - Date.now()) / 1000));
    if (left > 0) return say(shown, words.countdown.replace("{wait}", sayWait(left)));
    clearInterval(timer);
    shown.remove();
    button.disabled = false;
    say(status, words.tryAgainNow);
  }
}

function sayWait(seconds) {
  const [value, unit] = seconds < 90 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  return new Intl.NumberFormat(root.lang, { style: "unit", unit, unitDisplay: "long" }).format(value);
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Each page tells the others which session it was made for; one of another session asks the server again. */
function followOtherTabs() {
  if (words.session === undefined) return;
  const tabs = new BroadcastChannel("wafer");
  tabs.addEventListener("message", ({ data }) => {
    if (data !== words.session) loadAgain();
  });
  tabs.postMessage(words.session);
}

/**
 * Apps on this origin whose client is `wafer-auth/client` go by a marker in storage and by news on a channel, as each of
 * their tabs writes them (src/client/tabs.ts). They hear of what was done on these pages, and the pages of what they do.
 */
function keepClientsInStep() {
  if (words.session === undefined) return;
  const name = `wafer ${location.origin}/`;
  const userId = words.user ?? null;
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", ({ data }) => {
    if (data.marker.userId !== userId) loadAgain();
  });
  const tell = () => tellClients(name, channel, userId);
  // Under the clients' own lock, so that none changes the cookies meanwhile; there is none on plain http.
  if (navigator.locks) navigator.locks.request(name, tell);
  else tell();
}

async function tellClients(name, channel, userId) {
  const last = readMarker(name);
  // A client that has only asked who is signed in leaves no marker: it must hear each time that nobody is.
  if (userId !== null && last?.userId === userId) return;
  const user = userId === null ? null : await fetchUser();
  if (user === undefined) return;
  const id = Math.max(last?.id ?? 0, Date.now()) + 1 + Math.random();
  const isWish = /[?&]notice=signed_out/.test(location.search);
  const reason = user === null ? (isWish ? "signed_out" : "session_ended") : null;
  // 0: when the access token ends is not known here.
  const marker = { id, userId: user?.id ?? null, expiresAt: 0, reason };
  try {
    localStorage.setItem(name, JSON.stringify(marker));
  } catch {}
  channel.postMessage({ marker, user, isNew: true });
}

function readMarker(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

/** What GET /me tells; undefined where it does not. */
async function fetchUser() {
  try {
    return (await (await fetch("/me", { signal: AbortSignal.timeout(10_000) })).json()).user;
  } catch {}
}

/** With GET, even where this page was the answer to a form. */
function loadAgain() {
  location.replace(location.pathname + location.search);
}
