import { data, Form, redirect } from "react-router";
import type { Route } from "./+types/sign-in.ts";
import { sessionContext } from "./session.server.ts";

/** Signs in at the API. The cookies of its answer go to the browser with the redirect. */
export async function action({ request, context }: Route.ActionArgs) {
  const fields = await request.formData();
  const username = String(fields.get("username"));
  const body = new URLSearchParams({ username, password: String(fields.get("password")) });
  const answer = await context.get(sessionContext).fetch("/login", { method: "POST", body });
  if (answer.ok) throw redirect("/");
  const { detail } = (await answer.json()) as { detail: string };
  return data({ detail, username }, { status: answer.status });
}

export default function SignIn({ actionData }: Route.ComponentProps) {
  return (
    <>
      <title>Sign in</title>
      <h1>Sign in</h1>
      {actionData !== undefined && <p role="alert">{actionData.detail}</p>}
      <Form method="post">
        <label htmlFor="username">User name</label>
        <input
          id="username"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          defaultValue={actionData?.username}
        />
        <label htmlFor="password">Password</label>
        <input id="password" name="password" type="password" autoComplete="current-password" required />
        <button type="submit">Sign in</button>
      </Form>
    </>
  );
}
