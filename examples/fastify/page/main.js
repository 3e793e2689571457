import { createAuthClient } from "wafer-auth/client";

const auth = createAuthClient({ baseUrl: import.meta.env.VITE_AUTH ?? "http://localhost:8000/auth" });

const find = (id) => document.getElementById(id);
const signInForm = find("sign-in");
const addForm = find("add");

auth.subscribe(() => run(show));
run(auth.getUser);

signInForm.addEventListener("submit", (event) => {
  event.preventDefault();
  const { username, password } = signInForm.elements;
  run(() => auth.signIn({ username: username.value, password: password.value }));
});
addForm.addEventListener("submit", (event) => {
  event.preventDefault();
  run(() => addNote(addForm.elements.text.value));
});
find("sign-out").addEventListener("click", () => run(auth.signOut));

async function addNote(text) {
  await ask("/notes", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text }),
  });
  addForm.reset();
  await showNotes();
}

// Follows who is signed in, in this tab and in others. Nothing of one user is left for the next.
async function show() {
  const { status, user } = auth.state;
  signInForm.hidden = status !== "signed-out";
  find("home").hidden = user === null;
  find("notes").replaceChildren();
  signInForm.reset();
  addForm.reset();
  if (user !== null) await showNotes();
}

async function showNotes() {
  const { user } = auth.state;
  const notes = await (await ask("/notes")).json();
  if (auth.state.user?.id !== user?.id) return;
  const items = notes.map((text) => Object.assign(document.createElement("li"), { textContent: text }));
  find("notes").replaceChildren(...items);
}

/** An address of the app's own: with a slash at its start, it is taken from the origin of `baseUrl`. */
async function ask(path, init) {
  const answer = await auth.fetch(path, init);
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return answer;
}

async function run(work) {
  find("failure").textContent = "";
  await work().catch((error) => {
    find("failure").textContent = error.message;
  });
}
