import { goToSignIn } from "./auth.ts";

let underWay = 0;
let isRefused = false;

/** Runs a change. While it runs, and once it was refused for want of a session, what was typed for it must stay. */
export async function hold(change: () => Promise<Response>): Promise<Response> {
  underWay++;
  try {
    const response = await change();
    isRefused = response.status === 401;
    return response;
  } finally {
    underWay--;
  }
}

/** There is a session again. */
export function resume(): void {
  isRefused = false;
}

/** The session has ended: to the sign-in page, unless something typed would be lost. */
export function leave(): void {
  if (underWay === 0 && !isRefused) goToSignIn();
}
