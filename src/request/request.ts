/** One HTTP request, free of any framework. Adapters make it; everything else reads it. */
export interface AuthRequest {
  /** Upper case: "GET", "POST". */
  readonly method: string;
  /** Path and query as received: "/login?next=%2F". */
  readonly url: string;
  /** A header's value by its lower-case name; repeated headers joined as Node joins them. */
  header(name: string): string | undefined;
  /** The client's address, after trusted proxies are taken off: a plain one, or "unknown". */
  readonly ip: string;
  /** For logs and events. */
  readonly id?: string;
}

/** GET, HEAD, OPTIONS and TRACE change nothing (RFC 9110 section 9.2.1). */
export function isSafeMethod(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS" || method === "TRACE";
}
