import { createContext, useContext } from "react";
import type { AdminMe, Permission } from "./api/wire.ts";

/** Who acts, from GET /admin/api/me. */
export const ActorContext = createContext<AdminMe | null>(null);

export interface Actor extends AdminMe {
  /** Whether the server would let them; it asks again itself. */
  may(permission: Permission | "superuser"): boolean;
}

export function useActor(): Actor {
  const me = useContext(ActorContext);
  if (me === null) throw new Error("useActor is used outside of <ActorContext>");
  return { ...me, may: (permission) => mayDo(me, permission) };
}

export function mayDo(me: AdminMe, permission: Permission | "superuser"): boolean {
  return permission === "superuser" ? me.user.isSuperuser : me.permissions.includes(permission);
}
