import { AuthError } from "../../errors.ts";
import type { BodyOf, TextFields } from "../../routes/fields.ts";
import type { AuthResponse } from "../../routes/handle.ts";
import { listSessionsOf } from "../../sessions/list-sessions.ts";
import { listEventsOf } from "../../users/list-events.ts";
import { accountPage, type FormName, type Refused } from "./account-page.ts";
import type { Html } from "./html.ts";
import { readForm, showFailure, toFailure, type Visit } from "./page.ts";
import { CSRF_FIELD, checkFormCsrf, type Member, sessionOfPage } from "./session-of-page.ts";
import { signInPage } from "./sign-in-page.ts";

/** Events on one page. */
const EVENTS_SHOWN = 20;

/** Fields that are shown again as they were typed. */
const KEPT_FIELDS = ["firstName", "lastName", "email"];
const KEPT_LENGTH = 1000;

/** The account page as it is now for who is signed in. */
export async function accountOf(
  member: Member,
  { request, query, auth }: Visit,
  refused: Refused | null = null,
): Promise<Html> {
  const { db } = auth.store;
  const { identity } = member;
  const before = Number(query.get("before"));
  const page = { limit: EVENTS_SHOWN, ...(Number.isSafeInteger(before) && before > 0 ? { before } : {}) };
  const [sessions, events] = await Promise.all([
    listSessionsOf(db, identity, auth.now()),
    listEventsOf(db, identity, page),
  ]);
  return accountPage({ member, sessions, events, request, auth, query, refused });
}

/** A form of who is signed in. */
export interface MemberForm<F extends TextFields> {
  readonly form: FormName;
  /** Its fields, beside the CSRF token that every form has. */
  readonly fields: F;
  /** Whether somebody who must choose a new password may send it. @default false */
  readonly isOpenBeforePasswordChange?: true;
}

/**
 * Runs an act of who is signed in, once its form is read and has proved that it is ours; whatever is refused is told
 * on the page they see then.
 */
export async function asMember<const F extends TextFields>(
  visit: Visit,
  { form, fields, isOpenBeforePasswordChange }: MemberForm<F>,
  act: (member: Member, body: BodyOf<F>) => Promise<AuthResponse>,
): Promise<AuthResponse> {
  const visitor = await sessionOfPage(visit.request, visit.auth);
  try {
    if (visitor.kind === "stranger")
      throw new AuthError(visitor.hasEnded ? "session_ended" : "not_authenticated");
    const { csrfToken, ...body } = readForm<TextFields>(visit, { ...fields, ...CSRF_FIELD });
    checkFormCsrf(visit.request, csrfToken, visitor, visit.auth);
    if (visitor.session.must_change_password === 1 && isOpenBeforePasswordChange !== true)
      throw new AuthError("password_change_required");
    return await act(visitor, body as BodyOf<F>);
  } catch (error) {
    return showRefusal(error, visit, form, visitor.kind === "member" ? visitor : null);
  }
}

/** The page with the form that was refused: the account while somebody is signed in, else sign-in. */
export async function showRefusal(
  error: unknown,
  visit: Visit,
  form: FormName,
  known: Member | null = null,
): Promise<AuthResponse> {
  const { request, auth } = visit;
  const failure = toFailure(error, visit);
  const visitor = known ?? (await sessionOfPage(request, auth));
  if (visitor.kind === "member" && failure.code !== "session_ended") {
    // What another page wrote into a form must not wait in ours for a click.
    const typed = failure.code === "csrf_failed" ? {} : readTyped(visit.bytes);
    const page = await accountOf(visitor, visit, { form, failure, typed });
    return showFailure(page, failure, visitor.cookies);
  }
  // Another site's form comes without cookies: what it is told must not make the tabs of who is signed in load again.
  const session = failure.code === "session_ended" ? "" : null;
  return showFailure(signInPage({ origin: auth.settings.origin, failure, session }), failure);
}

/** What to keep in the form, however wrong the rest of it is. */
function readTyped(bytes: Buffer): Record<string, string> {
  const sent = [...new URLSearchParams(bytes.toString())];
  const kept = sent.filter(([name]) => KEPT_FIELDS.includes(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, value.slice(0, KEPT_LENGTH)]));
}
