import { passwordFaults } from "../passwords/policy.ts";
import { canonicalEmail, emailProblem, usernameProblem } from "../users/canonical.ts";
import { findUserByLogin, newUserProblems } from "../users/users.ts";
import type { Draft, NewUserOptions } from "./commands/create-user.ts";
import type { Terminal } from "./terminal.ts";
import type { Deps } from "./with-store.ts";

type Judge = (answer: string) => Promise<string | null> | string | null;

/**
 * Django's dialogue: user name, e-mail address, password twice; what cannot be is asked again. What is given as an
 * option, and can be, is not asked for.
 *
 * @throws {Interrupted}
 */
export async function askForUser(terminal: Terminal, deps: Deps, options: NewUserOptions): Promise<Draft> {
  const isTaken = async (login: string) => (await findUserByLogin(deps, login)) !== null;
  const judgeUsername: Judge = async (name) =>
    usernameProblem(name) ?? ((await isTaken(name)) ? "That username is already taken" : null);
  const judgeEmail: Judge = async (email) => {
    if (emailProblem(email) !== null) return "Enter a valid email address";
    const isUsed = email !== "" && (await isTaken(canonicalEmail(email)));
    return isUsed ? "That email address is already taken" : null;
  };
  const fallback = (await judgeUsername(terminal.systemUser)) === null ? terminal.systemUser : "";
  const question = fallback === "" ? "Username: " : `Username (leave blank to use '${fallback}'): `;
  const username = await askUntilFit(terminal, judgeUsername, options.username, async () => {
    const answer = (await terminal.ask(question)).trim();
    return answer === "" ? fallback : answer;
  });
  const email = await askUntilFit(terminal, judgeEmail, options.email, async () =>
    (await terminal.ask("Email address: ")).trim(),
  );
  return askForPassword(terminal, deps, { username, email });
}

async function askUntilFit(
  terminal: Terminal,
  judge: Judge,
  given: string | undefined,
  ask: () => Promise<string>,
): Promise<string> {
  for (let answer = given ?? (await ask()); ; answer = await ask()) {
    const problem = await judge(answer);
    if (problem === null) return answer;
    terminal.warn(`Error: ${capitalised(problem)}.`);
  }
}

async function askForPassword(
  terminal: Terminal,
  deps: Deps,
  user: { username: string; email: string },
): Promise<Draft> {
  for (;;) {
    const password = await terminal.askHidden("Password: ");
    const repeated = await terminal.askHidden("Password (again): ");
    const draft = { ...user, password };
    if (password !== repeated) terminal.warn("Error: Your passwords didn't match.");
    else if (password.trim() === "") terminal.warn("Error: Blank passwords aren't allowed.");
    else {
      const problems = newUserProblems(draft, deps.settings).password;
      if (problems.length === 0) return { user: draft, bypassPolicy: false };
      for (const problem of problems) terminal.warn(`The password cannot be used: ${problem}.`);
      const canBypass = passwordFaults(password).length === 0;
      if (canBypass && (await bypasses(terminal))) return { user: draft, bypassPolicy: true };
    }
  }
}

/** Asked even with --yes: a weak password is a decision of its own. */
async function bypasses(terminal: Terminal): Promise<boolean> {
  const answer = await terminal.ask("Bypass password validation and create user anyway? [y/N]: ");
  return answer.trim().toLowerCase() === "y";
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
