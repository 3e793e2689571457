import { type ComponentType, lazy } from "react";
import type { Permission } from "./api/wire.ts";

export interface PageProps {
  /** The parts of the path that its pattern names. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A page of the admin; its code is loaded when it is opened. */
export interface Page {
  /** With `:name` where a part is a parameter. */
  readonly path: string;
  /** Its name in the navigation; null keeps it out. */
  readonly label: string | null;
  /** What it takes to see it. */
  readonly permission: Permission | "superuser";
  readonly Component: ComponentType<PageProps>;
}

/** The first that fits an address is its page; the order of the navigation. */
export const PAGES: readonly Page[] = [
  {
    path: "/admin",
    label: "Overview",
    permission: "events.view",
    Component: lazy(() => import("./overview/overview-page.tsx")),
  },
  {
    path: "/admin/users",
    label: "Users",
    permission: "users.view",
    Component: lazy(() => import("./users/users-page.tsx")),
  },
  {
    path: "/admin/users/new",
    label: null,
    permission: "users.add",
    Component: lazy(() => import("./users/new-user-page.tsx")),
  },
  {
    path: "/admin/users/:id",
    label: null,
    permission: "users.view",
    Component: lazy(() => import("./users/user-page.tsx")),
  },
  {
    path: "/admin/groups",
    label: "Groups",
    permission: "groups.view",
    Component: lazy(() => import("./groups/groups-page.tsx")),
  },
  {
    path: "/admin/groups/:id",
    label: null,
    permission: "groups.view",
    Component: lazy(() => import("./groups/group-page.tsx")),
  },
  {
    path: "/admin/sessions",
    label: "Sessions",
    permission: "sessions.view",
    Component: lazy(() => import("./sessions/sessions-page.tsx")),
  },
  {
    path: "/admin/events",
    label: "Events",
    permission: "events.view",
    Component: lazy(() => import("./events/events-page.tsx")),
  },
  {
    path: "/admin/keys",
    label: "Keys",
    permission: "keys.view",
    Component: lazy(() => import("./keys/keys-page.tsx")),
  },
  {
    path: "/admin/settings",
    label: "Settings",
    permission: "superuser",
    Component: lazy(() => import("./server/settings-page.tsx")),
  },
  {
    path: "/admin/health",
    label: "Health",
    permission: "superuser",
    Component: lazy(() => import("./server/health-page.tsx")),
  },
];

export interface FoundPage extends PageProps {
  readonly page: Page;
}

/** The page of a path, or null. */
export function findPage(path: string): FoundPage | null {
  for (const page of PAGES) {
    const parameters = match(page.path, path);
    if (parameters !== null) return { page, parameters };
  }
  return null;
}

function match(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? "";
    if (part.startsWith(":")) parameters[part.slice(1)] = decode(text);
    else if (part !== text) return null;
  }
  return parameters;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
