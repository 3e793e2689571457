import { PERMISSIONS, type Permission } from "../../permissions.ts";
import { listField } from "../fields.ts";

/** The fields of a change of permissions. */
export function permissionFields() {
  return {
    give: listField("Permissions to give.", { maxItems: PERMISSIONS.length, words: PERMISSIONS }),
    take: listField("Permissions to take.", { maxItems: PERMISSIONS.length, words: PERMISSIONS }),
  };
}

/** The fields as a change: what is left out asks nothing. */
export function changeOf(body: {
  readonly give: readonly Permission[] | undefined;
  readonly take: readonly Permission[] | undefined;
}): { readonly give: readonly Permission[]; readonly take: readonly Permission[] } {
  return { give: body.give ?? [], take: body.take ?? [] };
}
