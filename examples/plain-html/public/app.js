import { AuthClientError, createAuthClient } from "./wafer-auth/index.js";

const auth = createAuthClient({ baseUrl: "/auth" });

const NOTICES = {
  signed_out: "You are signed out.",
  session_ended: "Your session has ended. Sign in again.",
};
const CAPS_LOCK = "Caps Lock is on.";

const find = (id) => document.getElementById(id);
const form = find("sign-in");
const { username, password, reveal } = form.elements;
const signInButton = form.querySelector("[type=submit]");

// The page follows the state, which follows this tab and the others.
let shown = auth.state;
auth.subscribe(show);
ask();

function show() {
  const { status, user, reason } = auth.state;
  setTitle(user === null ? "Sign in" : `Signed in as ${user.username}`);
  say("notice", NOTICES[reason] ?? "");
  form.hidden = user !== null;
  find("home").hidden = user === null;
  if (user?.id !== shown.user?.id) {
    emptyPage();
    if (user !== null) run(find("home"), loadHome);
  }
  // What had the focus is gone. Not on the first load, which takes it from nothing.
  if (status !== shown.status && shown.status !== "unknown") find("title").focus();
  shown = auth.state;
}

/** Nothing of one user is left for the next. */
function emptyPage() {
  form.reset();
  markFields(false);
  for (const id of ["name", "email", "expires", "status"]) say(id, "");
  find("devices").replaceChildren();
}

async function ask() {
  find("try-again").hidden = true;
  if ((await run(find("main"), auth.getUser)) === null) return;
  setTitle("Not connected");
  find("try-again").hidden = false;
}
find("try-again").addEventListener("click", ask);

// Signing in

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (signInButton.ariaBusy === "true") return;
  setRevealed(false);
  markFields(false);
  const failure = await run(signInButton, () =>
    auth.signIn({ username: username.value, password: password.value }),
  );
  markFields(failure?.code === "bad_credentials");
  if (failure?.retryAfter) countDown(failure.retryAfter);
  // By this a password manager sees that the form is done with.
  if (failure === null) history.replaceState(null, "");
});

function markFields(areWrong) {
  for (const field of [username, password]) {
    field.ariaInvalid = String(areWrong);
    field.setAttribute("aria-describedby", areWrong ? "failure" : "");
  }
}

reveal.addEventListener("click", () => setRevealed(password.type === "password"));

function setRevealed(isRevealed) {
  password.type = isRevealed ? "text" : "password";
  reveal.ariaPressed = String(isRevealed);
  reveal.textContent = isRevealed ? "Hide password" : "Show password";
}

for (const type of ["keydown", "keyup"]) {
  // Autofill sends key events that know no modifiers.
  password.addEventListener(type, (event) => {
    const isOn = event.getModifierState?.("CapsLock") === true;
    if (isOn || find("status").textContent === CAPS_LOCK) say("status", isOn ? CAPS_LOCK : "");
  });
}

/** Speaks at the end only: the start is in the alert, and a number read out every second would drown the page. */
function countDown(seconds) {
  // By the clock, not by ticks: timers of a background tab run late.
  const end = Date.now() + seconds * 1000;
  signInButton.disabled = true;
  const timer = setInterval(tick, 250);
  tick();

  function tick() {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    say("countdown", left > 0 ? `${left} s left` : "");
    if (left > 0) return;
    clearInterval(timer);
    signInButton.disabled = false;
    say("status", "You can try again now.");
  }
}

// Signed in

async function loadHome() {
  const { user } = auth.state;
  const [me, sessions] = await Promise.all([whoAmI(), auth.sessions()]);
  if (auth.state.user !== user) return;
  say("name", `${user.firstName} ${user.lastName}`.trim() || "not given");
  say("email", user.email || "not given");
  say("expires", formatTime(me.session.expiresAt));
  find("devices").replaceChildren(...sessions.map(deviceItem));
}

async function whoAmI() {
  return (await send("me")).json();
}

function deviceItem({ id, isCurrent, device, ip, lastUsedAt }) {
  const item = find("device").content.cloneNode(true);
  const [name, facts] = item.querySelectorAll("p");
  const button = item.querySelector("button");
  name.textContent = isCurrent ? `${device} (this one)` : device;
  facts.textContent = `${ip}, last used ${formatTime(lastUsedAt)}`;
  button.hidden = isCurrent;
  button.ariaLabel = `Sign out ${device}`;
  button.addEventListener("click", async () => {
    if (button.ariaBusy === "true") return;
    const failure = await run(button, () => auth.endSession(id).then(loadHome), "That device is signed out.");
    if (failure === null) find("devices-title").focus();
  });
  return item;
}

function formatTime(text) {
  return new Date(text).toLocaleString();
}

onClick("who-am-i", whoAmI, "The server knows you.");
onClick("end-others", signOutOthers, "All other devices are signed out.");
onClick("sign-out", auth.signOut, "");

async function signOutOthers() {
  await send("logout/others", { method: "POST" });
  await loadHome();
}

// Calls of the API, and what is said of them

/** `auth.fetch` with every refusal thrown, as the client's own calls do. */
async function send(path, init) {
  const response = await auth.fetch(path, init).catch((error) => {
    throw error instanceof AuthClientError ? error : new AuthClientError("network_error");
  });
  if (response.ok) return response;
  const { code = "unexpected_answer", detail } = await response.json().catch(() => ({}));
  throw new AuthClientError(code, { message: detail, status: response.status });
}

function onClick(id, call, success) {
  const button = find(id);
  button.addEventListener("click", () => {
    if (button.ariaBusy !== "true") run(button, call, success);
  });
}

/** Runs a call for an element, and says how it went. Returns the failure, or null where it worked. */
async function run(element, call, success = "") {
  const { user } = auth.state;
  element.ariaBusy = "true";
  say("failure", "");
  say("status", "");
  try {
    await call();
    say("status", success);
    return null;
  } catch (error) {
    if (!(error instanceof AuthClientError)) throw error;
    // Signed out meanwhile: the notice has told.
    if (user !== null && auth.state.user === null) return error;
    say("failure", error.message);
    find("failure").focus();
    return error;
  } finally {
    element.ariaBusy = "false";
  }
}

function setTitle(text) {
  document.title = text;
  say("title", text);
}

/** As text, never as HTML. What is empty takes no place, but for the status, which must be there before it speaks. */
function say(id, text) {
  const element = find(id);
  if (element.textContent !== text) element.textContent = text;
  if (id !== "status") element.hidden = text === "";
}
