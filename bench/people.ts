/** The origin that the benchmark's requests say they come from: the server's own. */
export const ORIGIN = "http://localhost:8000";

export const PASSWORD = "correct horse battery staple 9";

export function usernameOf(index: number): string {
  return `person${index}`;
}
