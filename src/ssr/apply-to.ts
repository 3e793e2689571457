/**
 * The response with what the API told the browser.
 *
 * @param clearSiteData what a browser is to forget at a sign-out (ASVS 14.3.1), or null
 */
export function applyTo(
  response: Response,
  setCookies: readonly string[],
  clearSiteData: string | null,
): Response {
  const target = hasFixedHeaders(response) ? new Response(response.body, response) : response;
  const { headers } = target;
  for (const line of setCookies) headers.append("set-cookie", line);
  if (clearSiteData !== null) headers.set("clear-site-data", clearSiteData);
  // A shared cache would give the cookies, or the page of one user, to the next (RFC 9111 section 7.3).
  if (setCookies.length > 0) headers.set("cache-control", "private, no-store");
  else if (!headers.has("cache-control")) headers.set("cache-control", "private, no-cache");
  return target;
}

/** Those of Response.redirect() and of an answer to fetch() cannot be changed (Fetch section 5.1). */
function hasFixedHeaders({ headers }: Response): boolean {
  try {
    headers.delete("x-none");
    return false;
  } catch {
    return true;
  }
}
