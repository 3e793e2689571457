import { closest } from "../settings/closest.ts";

/**
 * What is said of a name that is not known. It is repeated only where it is a few letters away from a known one: a form
 * that holds nothing but a password is a field of that name.
 */
export function unknownName(
  kind: "field" | "parameter" | "member",
  name: string,
  known: readonly string[],
): string {
  const near = name.length > 40 ? null : closest(name, known);
  if (near === null) return `there is a ${kind} that is not known (known: ${known.join(", ")})`;
  const misspelt = /^[a-z_]+$/i.test(name) ? name : `there is a ${kind} that`;
  return `${misspelt} is not known (perhaps ${near} is meant)`;
}
