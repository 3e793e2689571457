// node --env-file=.env add-user.ts NAME: makes a user, whose password it reads from stdin.
import { text } from "node:stream/consumers";
import { AuthError, createAuth, createUser } from "wafer-auth";
import settings from "./wafer.config.ts";

const [username = ""] = process.argv.slice(2);
const password = (await text(process.stdin)).trimEnd();
const auth = await createAuth(settings, { migrate: true });
try {
  const { id } = await createUser(auth, { username, password });
  console.log(`${username} is made, with the id ${id}.`);
} catch (error) {
  if (!(error instanceof AuthError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await auth.close();
}
