import type { Permission } from "../api/wire.ts";

export interface BulkAct {
  readonly action: string;
  readonly label: string;
  /** What happens: "… {n users}." */
  readonly sentence: string;
  readonly permission: Permission;
  readonly takesGroup?: boolean;
  readonly isDangerous?: boolean;
}

export const BULK_ACTS: readonly BulkAct[] = [
  {
    action: "deactivate",
    label: "Deactivate",
    sentence: "They can no longer sign in, and all their sessions end.",
    permission: "users.change",
  },
  { action: "activate", label: "Activate", sentence: "They can sign in again.", permission: "users.change" },
  {
    action: "revoke_sessions",
    label: "End sessions",
    sentence: "They are signed out on all devices.",
    permission: "sessions.delete",
  },
  {
    action: "force_password_change",
    label: "Demand a new password",
    sentence: "They must choose a new password at their next sign-in. Open sessions go on.",
    permission: "users.change",
  },
  {
    action: "add_to_group",
    label: "Add to a group",
    sentence: "They may do what the group may.",
    permission: "users.change",
    takesGroup: true,
  },
  {
    action: "remove_from_group",
    label: "Remove from a group",
    sentence: "They lose what the group gave them.",
    permission: "users.change",
    takesGroup: true,
  },
  {
    action: "delete",
    label: "Delete",
    sentence: "They are deleted for good, with all their sessions. This cannot be undone.",
    permission: "users.delete",
    isDangerous: true,
  },
];
