const FLAGS = ["active", "staff", "superuser", "locked", "hasSignedIn"] as const;
const TEXTS = [
  "search",
  "group",
  "lastSignInAfter",
  "lastSignInBefore",
  "createdAfter",
  "createdBefore",
] as const;
const FILTERS = [...FLAGS, ...TEXTS] as const;

/** The address of the API for what the address of the page asks for. */
export function usersPath(parameters: URLSearchParams): string {
  const names = [...FILTERS, "sort", "after", "limit"];
  const sent = new URLSearchParams([...parameters].filter(([name]) => names.includes(name)));
  return `/admin/api/users?${sent}`;
}

/** The filter alone, as the body of a bulk act takes it. */
export function filterOf(parameters: URLSearchParams): Record<string, string | boolean> {
  const flags = FLAGS.flatMap((name) =>
    parameters.has(name) ? [[name, parameters.get(name) === "true"]] : [],
  );
  const texts = TEXTS.flatMap((name) => (parameters.has(name) ? [[name, parameters.get(name) ?? ""]] : []));
  return Object.fromEntries([...flags, ...texts]);
}

/** What takes every filter away. */
export const NO_FILTERS: Readonly<Record<string, null>> = Object.fromEntries(
  [...FILTERS, "after"].map((name) => [name, null]),
);
