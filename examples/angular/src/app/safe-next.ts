/** A path of this app, or "/": a stranger may have written the link (ASVS 3.7.2). */
export function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\.]|%2f|%5c|%2e)[\x21-\x5b\x5d-\x7e]*$/i.test(next) ? next : "/";
}
