const FILTERS = ["type", "outcome", "user", "actor", "address", "from", "to", "withRefreshes"];

/** What of the address of the page filters; the API has the same names. */
export function eventFilter(parameters: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...parameters].filter(([name]) => FILTERS.includes(name)));
}

/** The address of the API for what the address of the page asks for. */
export function eventsPath(parameters: URLSearchParams): string {
  const sent = eventFilter(parameters);
  const [after, limit] = [parameters.get("after"), parameters.get("limit")];
  if (after !== null) sent.set("before", after);
  if (limit !== null) sent.set("limit", limit);
  return `/admin/api/events?${sent}`;
}
