import { type SqlBool, sql } from "kysely";
import { AuthError } from "../errors.ts";
import {
  beginsWith,
  type Condition,
  createdConditions,
  flagConditions,
  isAmong,
  isMember,
  signInConditions,
  type UserFilter,
} from "./user-filter.ts";

export const USER_SORTS = [
  "username",
  "-username",
  "email",
  "-email",
  "created",
  "-created",
  "lastSignIn",
  "-lastSignIn",
] as const;
export type UserSort = (typeof USER_SORTS)[number];

export type KeyColumn = "username_key" | "email_key" | "last_login_at" | "id";

/** A part of the list that one index holds in its order. */
export interface Part {
  readonly name: string;
  /** The columns it is ordered by, unique together. */
  readonly key: readonly KeyColumn[];
  /** What that index answers, or holds for few rows in all. */
  readonly within: readonly Condition[];
  /** Walk along the members of this group, which lie by id. @default along the users */
  readonly group?: string | undefined;
}

/** How a list of users is read: part after part, and of each row whether it matches. */
export interface Plan {
  readonly parts: readonly Part[];
  readonly isDescending: boolean;
  /** What must be looked at row by row, since no index has it in this order: few of many may match. */
  readonly matching: readonly Condition[];
}

/** Users that a filter names, where they are few enough to be listed by id. */
export interface Sets {
  readonly locked: readonly string[];
  /** Members of the group; null where they are many, or no group is asked for. */
  readonly members: readonly string[] | null;
}

type Kind = "few" | "superuser" | "staff" | "active" | "created" | "lastSignIn" | "other";

/** @throws {AuthError} invalid_request for an order of search results: they have their own */
export function planUsers(filter: UserFilter, sort: UserSort | undefined, sets: Sets): Plan {
  if (filter.search !== undefined && sort !== undefined)
    throw new AuthError("invalid_request", { reason: "search has an order of its own: leave sort out" });
  const order = orderOf(filter, sort);
  const kinds = conditionsByKind(filter, order, sets);
  const indexed = walksMembers(filter, order) ? [] : indexedKinds(kinds, order);
  const pick = (isIndexed: boolean) =>
    [...kinds].flatMap(([kind, conditions]) => (indexed.includes(kind) === isIndexed ? conditions : []));
  const within = pick(true);
  return {
    parts: partsOf(filter, order).map((part) => ({ ...part, within: [...part.within, ...within] })),
    isDescending: sort?.startsWith("-") ?? false,
    matching: pick(false),
  };
}

type Order = "search" | "username" | "email" | "created" | "lastSignIn";

/**
 * Where none is asked for, the order in which an index has what the filter lets through. Members of a group lie by id,
 * hence by when they were made.
 */
export function orderOf(filter: UserFilter, sort: UserSort | undefined): Order {
  if (filter.search !== undefined) return "search";
  if (sort !== undefined) return sort.replace("-", "") as Order;
  if (filter.group !== undefined || createdConditions(filter).length > 0) return "created";
  return signInConditions(filter).length > 0 ? "lastSignIn" : "username";
}

/** Whether the list goes along the members of a group, where no condition on users can be put into the index. */
export function walksMembers({ group, locked }: UserFilter, order: Order): boolean {
  return group !== undefined && order === "created" && locked !== true;
}

function conditionsByKind(filter: UserFilter, order: Order, sets: Sets): Map<Kind, Condition[]> {
  const { superuser, staff, active, locked, group } = filter;
  const memberOf =
    group === undefined || walksMembers(filter, order) || sets.members !== null ? [] : [isMember(group)];
  const kinds: [Kind, Condition[]][] = [
    [
      "few",
      [
        ...(locked === true ? [isAmong(sets.locked)] : []),
        ...(sets.members === null ? [] : [isAmong(sets.members)]),
      ],
    ],
    ["superuser", superuser === true ? [flagConditions.superuser(true)] : []],
    ["staff", staff === true ? [flagConditions.staff(true)] : []],
    ["active", active === undefined ? [] : [flagConditions.active(active)]],
    ["created", createdConditions(filter)],
    ["lastSignIn", signInConditions(filter)],
    // Nearly everybody: no index would help.
    [
      "other",
      [
        ...(superuser === false ? [flagConditions.superuser(false)] : []),
        ...(staff === false ? [flagConditions.staff(false)] : []),
        ...(locked === false ? [isAmong(sets.locked, false)] : []),
        ...memberOf,
      ],
    ],
  ];
  return new Map(kinds.filter(([, conditions]) => conditions.length > 0));
}

/** One flag at most, the one fewest have, and the ranges of the order itself. Of few rows everything may be asked. */
function indexedKinds(kinds: ReadonlyMap<Kind, readonly Condition[]>, order: Order): Kind[] {
  if (kinds.has("few")) return [...kinds.keys()];
  const flag = (["superuser", "staff", "active"] as const).find((kind) => kinds.has(kind));
  return [
    ...(flag === undefined ? [] : [flag]),
    ...(order === "created" || order === "lastSignIn" ? [order] : []),
  ];
}

function partsOf(filter: UserFilter, order: Order): Part[] {
  const { search = "", group } = filter;
  switch (order) {
    case "search": {
      const byName = beginsWith("username_key", search);
      return [
        { name: "id", key: ["id"], within: [sql<SqlBool>`id = ${search}`] },
        { name: "name", key: ["username_key"], within: [byName] },
        {
          name: "address",
          key: ["email_key"],
          within: [beginsWith("email_key", search), sql<SqlBool>`not (${byName})`],
        },
      ];
    }
    case "username":
      return [{ name: "username", key: ["username_key"], within: [] }];
    case "created":
      return [
        { name: "created", key: ["id"], within: [], ...(walksMembers(filter, order) ? { group } : {}) },
      ];
    case "email":
      return [
        { name: "email", key: ["email_key"], within: [sql<SqlBool>`email_key >= ''`] },
        // The bound of the id, which holds for all, keeps SQLite from the unique index, whose nulls lie in no order.
        { name: "noEmail", key: ["id"], within: [sql<SqlBool>`email_key is null`, sql<SqlBool>`id >= ''`] },
      ];
    case "lastSignIn":
      return lastSignInParts(filter);
  }
}

/** Only those that the filter can find anybody in: an engine would look through the other for nothing. */
function lastSignInParts({ hasSignedIn, lastSignInAfter, lastSignInBefore }: UserFilter): Part[] {
  const isBounded = lastSignInAfter !== undefined || lastSignInBefore !== undefined;
  const have: Part = {
    name: "lastSignIn",
    key: ["last_login_at", "id"],
    within: [sql<SqlBool>`last_login_at is not null`],
  };
  const haveNot: Part = { name: "neverSignedIn", key: ["id"], within: [sql<SqlBool>`last_login_at is null`] };
  return [...(hasSignedIn === false ? [] : [have]), ...(hasSignedIn === true || isBounded ? [] : [haveNot])];
}
