import type { Fields } from "../fields.ts";
import type { Query } from "../query.ts";
import { type Route, route, type StaffRules } from "../route.ts";

/** A route of the admin: for staff, where the setting `admin` is on, and always saying what it demands. */
export function adminRoute<const F extends Fields, const Q extends Query = Readonly<Record<never, never>>>(
  definition: Omit<Route<F, "staff", Q>, "guard" | "staff" | "isEnabled"> & { readonly staff: StaffRules },
): Route {
  return route<F, "staff", Q>({ ...definition, guard: "staff", isEnabled: (settings) => settings.admin });
}
